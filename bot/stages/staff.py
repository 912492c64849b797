"""Enrolment of those who work with ASSA: a one-time code makes the person who types it staff; on a shared phone they leave again."""

from sqlalchemy.orm import Session

from bot.stages.base import TurnContext
from core.errors import AssaError
from core.geography import named
from core.i18n import N_
from core.staff import codes, service
from core.staff.roles import Permission, Role

ROLES = {
    Role.AGENT: N_("agent de santé"),
    Role.IN_CHARGE: N_("responsable de centre"),
    Role.DISTRICT: N_("coordination du district"),
    Role.REGIONAL: N_("coordination régionale"),
    Role.NATIONAL: N_("coordination nationale"),
    Role.EDITOR: N_("rédaction des messages"),
    Role.APPROVER: N_("validation des messages"),
    Role.ADMINISTRATOR: N_("administration"),
}

ERRORS = {
    "staff.bad_code": "utter_staff_bad_code",
    "staff.too_many_tries": "utter_staff_too_many_tries",
    "staff.enrolled": "utter_staff_enrolled_before",
}


async def staff(turn: TurnContext) -> None:
    if turn.payload:
        return
    if turn.keywords.match(turn.text, turn.locale) == "leave_staff":
        left = await turn.session.run_sync(service.leave, turn.person.person_id)
        turn.settle("utter_staff_left" if left else "utter_staff_never")
        return
    code = codes.found(turn.text)
    if code is not None:
        await turn.session.run_sync(_enrol, turn, code)


def _enrol(session: Session, turn: TurnContext, code: str) -> None:
    try:
        enrolled = service.enrol(session, turn.person.person_id, code)
    except AssaError as error:
        turn.settle(ERRORS[error.code])
        return
    turn.settle("utter_staff_enrolled", role={"msgid": ROLES[enrolled.role]}, area=named(enrolled.area, turn.today))
    if enrolled.may(Permission.TRACE):
        turn.say("utter_work_help")
