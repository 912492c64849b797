"""What to do, by what was said: a level in plain words, the official message, and what can be done next without being asked twice."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from bot.care import isolation
from bot.care.check import ask
from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work import drafts
from contact_tracing import service
from contact_tracing.symptoms import questions
from contact_tracing.symptoms.check import Advice, Level, check
from core.i18n import N_

OPEN, ASIDE, DONE = "check", "check_aside", "check_done"

REASONS = {
    "perhaps_emergency_sign": N_("un signe de danger n'est pas exclu"),
    "case_definition": N_("ces signes ensemble doivent être vus par un soignant"),
    "sign_at_risk": N_("la personne est peut-être plus fragile"),
    "sign_after_exposure": N_("elle a peut-être été près d'un malade"),
    "sign_for_long": N_("les signes durent, ou leur début n'est pas sûr"),
}


def give(session: Session, turn: TurnContext, draft: dict[str, Any], *, said_already: bool = False) -> None:
    """Says what to do, and keeps what was said for a report, two hours. said_already: the emergency message was said in this turn."""
    said = draft["said"]
    advice = check(questions.answers(said, turn.today), turn.today)
    drafts.drop(session, turn.person.person_id, OPEN)
    turn.asking = False
    if advice.level is Level.NO_SIGN:
        turn.say("utter_check_no_sign")
        turn.settle("utter_prevention")
        return
    drafts.put(session, turn.person.person_id, DONE, draft)
    if advice.level is Level.EMERGENCY:
        _emergency(session, turn, said, said_already)
    else:
        _careful(turn, said, advice)
    turn.says.append(Say(f"utter_check_after_{_next(advice)}", {}, _options(said, advice, draft["key"])))
    turn.settle()


def _next(advice: Advice) -> str:
    if advice.level is Level.EMERGENCY:
        return "danger"
    return "exposure" if advice.reasons == ("exposure",) else "signs"


def _emergency(session: Session, turn: TurnContext, said: questions.Said, said_already: bool) -> None:
    if said_already:
        return
    turn.say("utter_emergency")
    mine = said.get("subject", "self") == "self"
    if mine and service.danger_said(session, turn.person.person_id, datetime.now(UTC)):
        turn.say("utter_isolation_agent_told")


def _careful(turn: TurnContext, said: questions.Said, advice: Advice) -> None:
    if advice.level is Level.CARE_TODAY:
        turn.say("utter_check_care_today", reasons=[{"msgid": REASONS[code]} for code in advice.reasons])
        turn.say("utter_care_seeking")
    elif advice.reasons == ("exposure",):
        turn.say("utter_check_near_case")
        turn.say("utter_contact_person")
    else:
        turn.say("utter_check_watch")
        turn.say("utter_isolation" if said["subject"] == "self" else "utter_home_care")


def _options(said: questions.Said, advice: Advice, key: str) -> tuple[Option, ...]:
    ill, own = advice.reasons != ("exposure",), said.get("subject") == "self"
    choices = (
        (ill, Option(ask.payload("report", "", key), N_("Signaler un malade"))),
        (ill and own and advice.level is not Level.EMERGENCY, Option(ask.payload("isolation", "", key), N_("Être accompagné"))),
        (True, Option(ask.payload("correct", "", key), N_("Corriger"))),
        (True, Option("/menu", N_("Menu"))),
    )
    return tuple(option for wanted, option in choices if wanted)


def report(turn: TurnContext, draft: dict[str, Any]) -> None:
    """Opens the report, which does not ask again what was said here."""
    known = questions.for_a_report(draft["said"], turn.today)
    turn.become(f'/report_case{{"value":"{urlencode(known)}"}}')


def begin_isolation(session: Session, turn: TurnContext, draft: dict[str, Any]) -> None:
    """Begins to accompany somebody; since when they have signs was said here, where it is known."""
    onset = draft["said"].get("onset", questions.NOT_SURE)
    if onset == questions.NOT_SURE:
        isolation.ask_onset(session, turn)
    else:
        isolation.ask_hour(session, turn, date.fromisoformat(onset))
