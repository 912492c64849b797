"""Somebody in isolation: begins, says each day how they are, asks for help, stops."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from assa_text import fold
from bot.care import PAYLOAD
from bot.places import offer, parts, where
from bot.stages.base import TurnContext
from bot.work import drafts
from contact_tracing import queries, service
from contact_tracing.errors import BadReport
from contact_tracing.service import Feeling, Step, Today
from core import geography
from core.entities.dates import read_day
from core.errors import InvalidInput, NotFound
from core.identity import service as identity

KIND = "isolation"
FEELINGS = {"better": Feeling.BETTER, "same": Feeling.SAME, "worse": Feeling.WORSE}
LIKELY = 80.0
REASONS = {
    "days": "utter_isolation_end_days",
    "no_signs": "utter_isolation_end_no_signs",
    "days_and_well": "utter_isolation_end_days_and_well",
    "negative_test": "utter_isolation_end_negative_test",
}


async def isolation(turn: TurnContext) -> None:
    """Settles what belongs to an isolation; leaves all else alone, a form's answers too."""
    if turn.payload:
        if turn.text.startswith(PAYLOAD + "{"):
            await turn.session.run_sync(_chosen, turn, json.loads(turn.text.removeprefix(PAYLOAD)))
        return
    if turn.conversation.form is None:
        await turn.session.run_sync(_typed, turn)


def _chosen(session: Session, turn: TurnContext, chosen: dict[str, Any]) -> None:
    person, now = turn.person.person_id, datetime.now(UTC)
    do = chosen["do"]
    try:
        if do == "begin":
            _begin(session, turn)
        elif do == "answer":
            _asked(session, turn, chosen["v"])
        elif do == "day":
            _say_today(turn, service.answer(session, person, FEELINGS[chosen["f"]], turn.today, now))
        elif do == "danger":
            _say_today(turn, service.answer(session, person, Feeling.WORSE, turn.today, now, danger=chosen["v"]))
        elif do == "well":
            _say_today(turn, service.tell_whether_well(session, person, chosen["v"] == "yes", turn.today, now))
        elif do == "need":
            service.need(session, person, chosen["k"], now)
            turn.settle("utter_isolation_need_noted")
        elif do == "stop":
            service.stop(session, person, now)
            identity.opt_out(session, person)
            turn.settle("utter_stopped")
    except NotFound:
        turn.settle("utter_isolation_none")


def _begin(session: Session, turn: TurnContext) -> None:
    """Since when they have signs is not asked of who reported themselves with it."""
    onset = queries.own_onset(session, turn.person.person_id, turn.today)
    if onset is None:
        ask_onset(session, turn)
    else:
        ask_hour(session, turn, onset)


def ask_onset(session: Session, turn: TurnContext) -> None:
    """The first question of who wants to be accompanied."""
    drafts.put(session, turn.person.person_id, KIND, {"step": "onset"})
    turn.settle("utter_isolation_onset")


def ask_hour(session: Session, turn: TurnContext, onset: date | None) -> None:
    """The next, where it is known since when they have signs. onset: None: never one."""
    drafts.put(session, turn.person.person_id, KIND, {"step": "hour", "onset": None if onset is None else onset.isoformat()})
    turn.settle("utter_isolation_hour")


def _typed(session: Session, turn: TurnContext) -> None:
    person = turn.person.person_id
    word = turn.keywords.match(turn.text, turn.locale)
    if word in FEELINGS and queries.is_active(session, person):
        _say_today(turn, service.answer(session, person, FEELINGS[word], turn.today, datetime.now(UTC)))
    elif word == "stop" and queries.is_active(session, person):
        _stop(session, turn)
    elif word == "accompany":
        turn.settle("utter_isolation_support")
    elif (needs := _needs(turn)) and queries.is_active(session, person):
        for kind in needs:
            service.need(session, person, kind, datetime.now(UTC))
        turn.settle("utter_isolation_need_noted")
    elif word in (None, "cancel", "skip", "no", "not_sure") and drafts.get(session, person, KIND) is not None:
        _asked(session, turn, word or turn.text)


def _needs(turn: TurnContext) -> list[str]:
    """What they say that they lack, in words; a question about food or medicines is none."""
    return [] if "?" in turn.text else sorted(turn.keywords.need_words(turn.text))


def _stop(session: Session, turn: TurnContext) -> None:
    """While worse it is asked first and the agent is told; otherwise the stage of words says the rest."""
    if service.stop_asks_first(session, turn.person.person_id, datetime.now(UTC)):
        turn.settle("utter_isolation_stop")
    else:
        service.stop(session, turn.person.person_id, datetime.now(UTC))


def _asked(session: Session, turn: TurnContext, said: str) -> None:
    """An answer to what is asked at the beginning: since when signs, at which hour, where."""
    person = turn.person.person_id
    draft = drafts.get(session, person, KIND)
    if draft is None:
        turn.settle("utter_choice_gone")
    elif said == "cancel":
        drafts.drop(session, person, KIND)
        turn.settle("utter_work_cancelled")
    elif draft["step"] == "onset":
        _onset(session, turn, draft, said)
    elif draft["step"] == "hour":
        _hour(session, turn, draft, said)
    else:
        _place(session, turn, said)


def _onset(session: Session, turn: TurnContext, draft: dict[str, Any], said: str) -> None:
    onset: date | None = None
    if said not in ("none", "no"):
        try:
            onset = read_day("aujourd'hui" if said == "today" else said, turn.today, turn.locale).on
        except InvalidInput:
            turn.settle("utter_isolation_bad_onset")
            return
    ask_hour(session, turn, onset)


def _hour(session: Session, turn: TurnContext, draft: dict[str, Any], said: str) -> None:
    digits = "".join(letter for letter in said.split("h")[0] if letter.isdigit())
    onset = None if draft["onset"] is None else date.fromisoformat(draft["onset"])
    person = turn.person.person_id
    try:
        free_on = service.begin(session, person, onset=onset, hour=int(digits or "-1"), today=turn.today)
    except BadReport as error:
        if "onset" in error.fields:
            drafts.put(session, person, KIND, {"step": "onset"})
        turn.settle("utter_isolation_bad_onset" if "onset" in error.fields else "utter_isolation_bad_hour")
        return
    identity.opt_in(session, person)
    turn.say("utter_isolation_begun", hour=digits)
    if free_on is not None:
        turn.say("utter_isolation_until", day={"date": free_on.isoformat()})
    if queries.has_place(session, person):
        drafts.drop(session, person, KIND)
        turn.settle("utter_isolation_needs")
    else:
        drafts.put(session, person, KIND, {"step": "place"})
        turn.settle("utter_isolation_place")


def _place(session: Session, turn: TurnContext, said: str) -> None:
    """Where they are, for the agents; "passer" leaves it to the whole country's."""
    person = turn.person.person_id
    found = [] if said in ("skip", "no", "not_sure") else where(said, turn)
    if said not in ("skip", "no", "not_sure") and (not found or found[0].score < LIKELY):
        turn.settle("utter_isolation_bad_place")
        return
    if found and not geography.is_clear(found):
        offer(turn, found, lambda code: f'{PAYLOAD}{{"do":"answer","v":"{code}"}}')
        return
    if found:
        place = _smaller(found[0].place, said, turn)
        lying = parts(place.code, turn)
        service.put_place(session, person, lying["region"] or place.code, lying["cercle"])
    drafts.drop(session, person, KIND)
    turn.settle("utter_isolation_needs")


def _smaller(place: geography.Place, said: str, turn: TurnContext) -> geography.Place:
    """Of a region and its chief town's cercle, which share a name, the cercle: its agents are nearer. Not where the region is said."""
    if place.parent or "region" in fold(said) or "mara" in fold(said).split():
        return place
    below = geography.find(said, turn.today, within=place.code, limit=1)
    return below[0].place if below and below[0].score >= LIKELY else place


def _say_today(turn: TurnContext, today: Today) -> None:
    """What the rules say follows, in their order."""
    for step in today.steps:
        if step is Step.HELP_NOW:
            turn.say("utter_emergency")
            turn.say("utter_isolation_agent_told")
        elif step is Step.ASK_DANGER_SIGNS:
            turn.say("utter_isolation_danger")
        elif step is Step.ANNOUNCE_END:
            turn.say(REASONS[today.reason or "days"], days=today.days, days_well=today.days_well)
        elif step is Step.ASK_WHETHER_WELL:
            turn.say("utter_isolation_well")
        elif step is Step.ADVICE:
            turn.say(f"utter_{today.advice}")
            turn.say("utter_isolation_needs")
    turn.settle()
