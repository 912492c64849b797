"""The questions about a contact of a case: read back in full, stored after yes. What was answered waits two hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot.places import OTHER, offer, parts, where
from bot.stages.base import TurnContext
from bot.work import drafts
from bot.work.tracing.common import place_name
from contact_tracing import service
from contact_tracing.errors import BadReport
from contact_tracing.service import Actor, Registered
from core import geography
from core.entities.dates import read_day
from core.errors import AssaError, InvalidInput
from core.i18n import N_
from core.identity.phones import parse_phone

KIND = "new_contact"
STEPS = ("name", "phone", "relation", "place", "day", "kind", "confirm")
OPTIONAL = frozenset({"phone", "relation", "place", "kind"})
RELATIONS = {
    "SAME_HOUSEHOLD": N_("vit dans la même maison"),
    "FAMILY_OR_FRIEND": N_("famille ou ami"),
    "SAME_ENVIRONMENT": N_("travail, école, voisinage"),
    "MEDICAL_CARE": N_("a soigné le malade"),
    "OTHER": N_("autre"),
}
KINDS = {
    "DIRECT_PHYSICAL": N_("l'a touché"),
    "DIRECT_WITHIN_1_METRE": N_("à moins d'un mètre"),
    "INDIRECT_OBJECTS": N_("par des objets"),
    "OTHER": N_("autre"),
}
LONGEST_NAME = 80
LIKELY = 85.0
"""From this likeness on a place is taken; below, what was typed is kept as it stands, and the case's place counts."""


@dataclass(frozen=True, slots=True)
class Way:
    """Who names: prefix of the choices' payloads (`work`, `care`), the actor, and what is said when it is stored."""

    prefix: str
    actor: Actor
    done: Callable[[TurnContext, Registered, str], None]


def start(session: Session, turn: TurnContext, way: Way, case_id: str, place: str | None) -> None:
    """Ask the first question. place: code of the case's place."""
    _ask(session, turn, way, {"way": way.prefix, "case": case_id, "near": place, "step": "name", "values": {}})


def _ask(session: Session, turn: TurnContext, way: Way, draft: dict[str, Any]) -> None:
    """The open question; the last one reads everything back."""
    drafts.put(session, turn.person.person_id, KIND, draft)
    if draft["step"] != "confirm":
        turn.settle(f"utter_work_contact_{draft['step']}", way=way.prefix)
        return
    values = draft["values"]
    kinds = [{"msgid": table[values[field]]} for field, table in (("relation", RELATIONS), ("type", KINDS)) if values.get(field)]
    turn.settle(
        "utter_work_contact_confirm",
        case=draft["case"],
        name=values["name"],
        phone=values.get("phone") or "–",
        place=place_name(values.get("cercle") or values.get("region"), turn, values.get("locality")),
        day={"date": values["last_contact"]},
        details=kinds or ["–"],
        way=way.prefix,
    )


def answer(session: Session, turn: TurnContext, way: Way, said: str, *, tap: bool) -> None:
    """Take an answer to the question that this way opened; nothing where none is open."""
    draft = drafts.get(session, turn.person.person_id, KIND)
    if draft is None or draft["way"] != way.prefix:
        return
    step, values = draft["step"], draft["values"]
    word = said if tap else turn.keywords.match(said, turn.locale)
    if word == "cancel":
        drafts.drop(session, turn.person.person_id, KIND)
        turn.settle("utter_work_cancelled")
    elif word == "back" and step != "name":
        _ask(session, turn, way, draft | {"step": STEPS[STEPS.index(step) - 1]})
    elif step == "confirm":
        _confirm(session, turn, way, draft, word)
    else:
        if word == "skip" and step in OPTIONAL:
            read: dict[str, Any] | None = {}
        else:
            read = _place(said, turn, draft) if step == "place" else READ[step](said, turn)
            if step == "place" and read is None:
                _which(session, turn, way, draft, said)
                return
        if read is None:
            turn.say(f"utter_work_contact_bad_{step}")
            _ask(session, turn, way, draft)
        else:
            _ask(session, turn, way, draft | {"step": STEPS[STEPS.index(step) + 1], "values": values | read})


def _confirm(session: Session, turn: TurnContext, way: Way, draft: dict[str, Any], word: str | None) -> None:
    if word in ("no", "correct"):
        turn.say("utter_work_contact_again")
        _ask(session, turn, way, draft | {"step": "name"})
    elif word != "yes":
        turn.say("utter_work_yes_or_no")
        _ask(session, turn, way, draft)
    else:
        _store(session, turn, way, draft)


def _store(session: Session, turn: TurnContext, way: Way, draft: dict[str, Any]) -> None:
    values = draft["values"] | {"last_contact": date.fromisoformat(draft["values"]["last_contact"])}
    try:
        added = service.name_contact(session, draft["case"], service.NamedContact(**values), way.actor, turn.today)
    except BadReport as error:
        bad = "day" if "last_contact" in error.fields else "name"
        turn.say(f"utter_work_contact_bad_{bad}")
        _ask(session, turn, way, draft | {"step": bad})
        return
    except AssaError:
        turn.settle("utter_work_case_closed", case=draft["case"])
        return
    drafts.drop(session, turn.person.person_id, KIND)
    way.done(turn, added, draft["case"])


def _name(said: str, turn: TurnContext) -> dict[str, Any] | None:
    name = " ".join(said.split())
    spelt = sum(letter.isalpha() for letter in name) >= 2 and not any(letter.isdigit() for letter in name)
    return {"name": name} if spelt and len(name) <= LONGEST_NAME else None


def _phone(said: str, turn: TurnContext) -> dict[str, Any] | None:
    try:
        return {"phone": parse_phone(said)}
    except InvalidInput:
        return None


def _place(said: str, turn: TurnContext, draft: dict[str, Any]) -> dict[str, Any] | None:
    """A place of the country by its name, however written; else a village or quarter that we do not know, kept in the agent's words. None:
    which commune is meant is to be asked.

    "Sikasso" near a case there is the cercle, not the region: whoever follows in the cercle must see them.
    """
    found = [] if said == OTHER else _likely(said, turn, draft["near"])
    if not found:
        typed = str(draft.get("typed", "")) if said == OTHER else said
        return {"locality": " ".join(typed.split())[:LONGEST_NAME]}
    return parts(found[0].place.code, turn) if geography.is_clear(found) else None


def _likely(said: str, turn: TurnContext, near: str | None) -> list[geography.Match]:
    """near: the case's place. Its region is looked through first, and the only one for communes: quarters elsewhere have their names."""
    region = None if near is None else geography.region_of(near, turn.today)
    found = where(said, turn, None if region is None else region.code)
    if region is not None and (not found or found[0].score < LIKELY):
        found = geography.find(said, turn.today, limit=1)
    return found if found and found[0].score >= LIKELY else []


def _which(session: Session, turn: TurnContext, way: Way, draft: dict[str, Any], said: str) -> None:
    """Several communes have the name, or one nearly has it."""
    drafts.put(session, turn.person.person_id, KIND, draft | {"typed": said})
    offer(turn, _likely(said, turn, draft["near"]), lambda code: f'/{way.prefix}{{"do":"answer","v":"{code}"}}')


def _day(said: str, turn: TurnContext) -> dict[str, Any] | None:
    try:
        day = read_day(said, turn.today, turn.locale)
    except InvalidInput:
        return None
    return {"last_contact": day.on.isoformat(), "estimated": day.approximate}


def _of(field: str, codes: dict[str, str]) -> Callable[[str, TurnContext], dict[str, Any] | None]:
    return lambda said, turn: {field: said} if said in codes else None


READ: dict[str, Callable[[str, TurnContext], dict[str, Any] | None]] = {
    "name": _name,
    "phone": _phone,
    "relation": _of("relation", RELATIONS),
    "day": _day,
    "kind": _of("type", KINDS),
}
