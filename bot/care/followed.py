"""A contact who was told: wants to be asked each day or not, and says how they are. Their own report, as the follow-up keeps it."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from assa_text import fold
from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work import drafts
from contact_tracing import queries, rules, service
from contact_tracing.errors import BadReport
from core.errors import NotFound

PAYLOAD = "/followed"
WELL = '/followed{"do":"well"}'
KIND = "own_signs"


async def followed(turn: TurnContext) -> None:
    """Settles what a contact chooses, and the signs that they were asked for; leaves all else alone."""
    if turn.payload:
        if turn.text.startswith(PAYLOAD + "{"):
            said = turn.text.removeprefix(PAYLOAD)
            await turn.session.run_sync(_chosen, turn, json.loads(said))
    elif turn.conversation.form is None:
        await turn.session.run_sync(_typed, turn)


def _chosen(session: Session, turn: TurnContext, chosen: dict[str, Any]) -> None:
    person, now = turn.person.person_id, datetime.now(UTC)
    try:
        if chosen["do"] == "ask":
            service.want_to_be_asked(session, person, now, wanted=chosen["v"] == "yes")
            turn.settle("utter_contact_asked" if chosen["v"] == "yes" else "utter_contact_not_asked")
        elif chosen["do"] == "well":
            service.report_well(session, person, now)
            turn.settle("utter_contact_well")
        elif chosen["do"] == "ill":
            _which(session, turn)
        else:
            _signs(session, turn, [chosen["v"]])
    except NotFound:
        turn.settle("utter_contact_none")
    except BadReport:
        # the first day of follow-up is tomorrow
        turn.settle("utter_contact_well")


def _which(session: Session, turn: TurnContext) -> None:
    if queries.followed(session, turn.person.person_id, turn.today) is None:
        turn.settle("utter_contact_none")
        return
    drafts.put(session, turn.person.person_id, KIND, {})
    options = tuple(Option(f'{PAYLOAD}{{"do":"sign","v":"{code}"}}', label) for code, label in rules.SYMPTOMS.items())
    turn.says.append(Say("utter_contact_which_signs", {}, options[:10]))
    turn.settle()


def _typed(session: Session, turn: TurnContext) -> None:
    """What was written to the question which signs, or to how they are today ("bien", "j'ai de la fièvre"). A word that means something
    of its own, and what names no sign, goes its own way: a question is no sign of illness."""
    if _just_asked(turn):
        _answered(session, turn)
        return
    if drafts.get(session, turn.person.person_id, KIND) is None:
        return
    word = turn.keywords.match(turn.text, turn.locale)
    if word == "cancel":
        drafts.drop(session, turn.person.person_id, KIND)
        turn.settle("utter_work_cancelled")
    elif word is None and (signs := rules.symptoms_in(turn.text)):
        _signs(session, turn, signs)


def _just_asked(turn: TurnContext) -> bool:
    """Whether the last thing said to them was how they are."""
    menus = turn.conversation.menus
    return bool(menus) and menus[-1]["open"] and any(each["payload"] == WELL for each in menus[-1]["choices"])


def _answered(session: Session, turn: TurnContext) -> None:
    """In words: well, or ill, as agents write it too; or the signs themselves."""
    meaning = turn.keywords.follow_up_words().get(fold(turn.text))
    if meaning == "seen_ok":
        _chosen(session, turn, {"do": "well"})
    elif meaning == "seen_not_ok":
        _chosen(session, turn, {"do": "ill"})
    elif signs := rules.symptoms_in(turn.text):
        _signs(session, turn, signs)


def _signs(session: Session, turn: TurnContext, codes: list[str]) -> None:
    """Danger is answered first, with what to do; what was said is stored all the same, with what was said before today."""
    kept = drafts.get(session, turn.person.person_id, KIND) or {}
    signs = [code for code in rules.SYMPTOMS if code in {*codes, *kept.get("signs", ())}]
    try:
        danger = service.report_signs(session, turn.person.person_id, signs, datetime.now(UTC))
    except NotFound:
        drafts.drop(session, turn.person.person_id, KIND)
        turn.settle("utter_contact_none")
        return
    drafts.put(session, turn.person.person_id, KIND, {"signs": signs})
    if danger:
        turn.say("utter_emergency")
    turn.settle("utter_contact_signs_noted", signs=[{"msgid": rules.SYMPTOMS[code]} for code in signs])
