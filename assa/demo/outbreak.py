"""An outbreak: chains of five generations, whom the cases met, how the contacts fared day by day."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from assa.demo.people import DAYS, FIRST, LAST, identifier
from assa_text import fold
from contact_tracing import rules
from contact_tracing.contacts.models import CONTACT_NUMBERS, Contact, Exposure
from contact_tracing.contacts.rules import make_contact_id
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.models import CASE_NUMBERS, Case
from core.crypto import blind_index
from core.geography import below, regions
from core.identity.phones import OF_DEMO

GENERATIONS = 5
USERS_A_CHAIN = 400
INCUBATION = (3, 8)
"""Days from the last contact to the first signs, WHO: 5 to 6 in the mean."""
FOLLOWED = 14
BATCH = 2_000
OPEN_SINCE = 26
STEADY = 5
"""Days since the first onset of the chain that is going on, and between its generations: contacts are still followed."""
WELL_BEFORE = timedelta(days=6)
"""A second source is a generation before at most: nobody is made a sixth."""
OPEN_PLACE = ("ML-SIKASSO", "ML-C-SIKASSO")
EVENT = "Mariage à Bougoula"
SETTINGS = ("HOUSEHOLD", "HOUSEHOLD", "WORKPLACE", "MARKET", "TRANSPORT", "WORSHIP")


@dataclass
class Made:
    """Rows for each table; what they hold is in clear here, and encrypted on the way in."""

    dice: random.Random
    until: date
    case_numbers: list[int]
    contact_numbers: list[int]
    steady: bool = False
    cases: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    exposures: list[dict[str, Any]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)


def outbreak(session: Session, dice: random.Random, users: int, until: date) -> dict[str, int]:
    """One chain for every `USERS_A_CHAIN` people, at least one, and one that goes on in a cercle, with a wedding and a second source."""
    chains = max(1, users // USERS_A_CHAIN)
    made = Made(dice, until, _numbers(session, CASE_NUMBERS, chains + 1), [])
    regions_now = [place.code for place in regions(until)]
    for _ in range(chains):
        onset = until - timedelta(days=dice.randrange(60, DAYS - 10))
        region = dice.choice(regions_now)
        _case(made, identifier(dice), None, onset, (region, _cercle(dice, region, until)), 1)
    closed, made.steady = len(made.cases), True
    _case(made, identifier(dice), None, until - timedelta(days=OPEN_SINCE), OPEN_PLACE, 1)
    _wedding(made, made.cases[closed])
    _second_source(made, made.cases[closed:])
    numbers = _numbers(session, CONTACT_NUMBERS, len(made.contacts))
    names = {row["id"]: make_contact_id(row["registered_at"].year, number) for row, number in zip(made.contacts, numbers, strict=True)}
    for row in made.contacts:
        row["contact_id"] = names[row["id"]]
    for row in made.cases:
        row["case_id"] = row["case_id"] or names[row["id"]]
    for model, rows in ((Case, made.cases), (Contact, made.contacts), (Exposure, made.exposures), (FollowUpEntry, made.entries)):
        for start in range(0, len(rows), BATCH):
            session.execute(insert(model), rows[start : start + BATCH])
    return {"cases": len(made.cases), "contacts": len(made.contacts), "follow_up_entries": len(made.entries)}


def _cercle(dice: random.Random, region: str, on: date) -> str | None:
    sure = [place.code for place in below(region, on) if place.sure]
    return dice.choice(sure) if sure else None


def _wedding(made: Made, source: dict[str, Any]) -> None:
    """Those whom the first case met were at one event."""
    for exposure in made.exposures:
        if exposure["case_uuid"] == source["id"]:
            exposure |= {"context": "CEREMONY", "cluster": EVENT}


def _second_source(made: Made, chain: list[dict[str, Any]]) -> None:
    """The last who fell ill had also met another case of the chain, ill before them."""
    last = max(chain, key=lambda case: case["onset_date"])
    first = next(each for each in made.exposures if each["contact_uuid"] == last["id"])
    source = next(case for case in chain if case["id"] == first["case_uuid"])
    earlier = [case for case in chain if case["onset_date"] <= source["onset_date"] - WELL_BEFORE]
    other = max(earlier, key=lambda case: case["onset_date"])
    met = max(other["onset_date"], first["last_contact"] - timedelta(days=1))
    made.exposures.append(first | {"id": identifier(made.dice), "case_uuid": other["id"], "last_contact": met, "context": "MARKET"})


def _numbers(session: Session, sequence: Any, count: int) -> list[int]:
    return list(session.scalars(select(sequence.next_value()).select_from(func.generate_series(1, count)))) if count else []


def _someone(made: Made) -> dict[str, Any]:
    """Who they are. The telephone begins with 00 after the country: no such number exists in Mali, none can be reached."""
    name = f"{made.dice.choice(FIRST)} {made.dice.choice(LAST)}"
    phone = f"{OF_DEMO}{made.dice.randrange(10**6):06d}"
    indexes = {"name_index": blind_index("name", fold(name)), "phone_index": blind_index("phone", phone)}
    return {"name": name, "phone": phone, "sex": made.dice.choice(("MALE", "FEMALE")), **indexes}


def _case(made: Made, key: uuid.UUID, contact: dict[str, Any] | None, onset: date, place: tuple[str, str | None], generation: int) -> None:
    dice = made.dice
    who = _someone(made) if contact is None else {name: contact[name] for name in ("name", "phone", "sex", "name_index", "phone_index")}
    reported = onset + timedelta(days=dice.randint(0, 4))
    number = made.case_numbers.pop() if contact is None else None
    age = dice.randrange(2, 88)
    told = _moment(dice, reported)
    over = (made.until - onset).days > 21
    died = over and dice.random() < 0.03
    made.cases.append(
        {
            "id": key,
            "case_id": None if number is None else rules.make_case_id(reported.year, number),
            "submission_key": f"demo:{key}",
            "classification": dice.choice(("CONFIRMED", "CONFIRMED", "PROBABLE", "SUSPECT")),
            "investigation": "DONE" if over else "PENDING",
            "reported_at": told,
            "verified_at": told + timedelta(hours=dice.choice((1, 3, 6, 20, 30))) if reported < made.until - timedelta(days=2) else None,
            "channel": dice.choice(("whatsapp", "telegram", "webchat")),
            "subject": "other" if contact is not None else "self",
            **who,
            "age_band": rules.age_band(age),
            "age_years": age,
            "region": place[0],
            "cercle": place[1],
            "symptoms": dice.sample(list(rules.SYMPTOMS), 3),
            "onset_date": onset,
            "exposure": "unknown" if contact is None else "yes",
            "outcome": ("DECEASED" if died else "RECOVERED") if over else None,
            "outcome_on": onset + timedelta(days=18) if over else None,
            "isolation_type": "HOME",
            "isolation_start": reported,
            "isolation_end": reported + timedelta(days=14) if over else None,
            "was_contact": contact is not None,
        }
    )
    for number in range(dice.randint(3, 6)):
        ill = generation < GENERATIONS and (number == 0 or dice.random() < 0.12)
        after = 0 if made.steady and number == 0 else dice.randint(-2, 2)
        _contact(made, key, onset + timedelta(days=after), place, generation, ill=ill)


def _contact(made: Made, source: uuid.UUID, met: date, place: tuple[str, str | None], generation: int, *, ill: bool) -> None:
    dice, key = made.dice, identifier(made.dice)
    met = min(met, made.until)
    onset = met + timedelta(days=STEADY if made.steady else dice.randint(*INCUBATION))
    ill = ill and onset <= made.until
    last = onset if ill else met + timedelta(days=FOLLOWED)
    over = last < made.until
    status = "BECAME_CASE" if ill else "FOLLOW_UP_COMPLETED" if over else "UNDER_FOLLOW_UP"
    row = {
        "id": key,
        **_someone(made),
        "status": status,
        "registered_at": _moment(dice, met),
        "region": place[0],
        "cercle": place[1],
        "case_uuid": key if ill else None,
        "became_case_at": _moment(dice, onset) if ill else None,
    }
    made.contacts.append(row)
    made.exposures.append(
        {
            "id": identifier(dice),
            "contact_uuid": key,
            "case_uuid": source,
            "last_contact": met,
            "estimated": False,
            "context": dice.choice(SETTINGS),
            "cluster": None,
            "recorded_at": _moment(dice, met),
        }
    )
    for n in range(1, (min(last, made.until) - met).days + 1):
        if dice.random() < 0.9:
            _entry(made, key, met + timedelta(days=n), ill=ill and met + timedelta(days=n) == onset)
    if ill:
        _case(made, key, row, onset, place, generation + 1)


def _entry(made: Made, contact: uuid.UUID, day: date, *, ill: bool) -> None:
    missed = not ill and made.dice.random() < 0.07
    made.entries.append(
        {
            "contact_uuid": contact,
            "day": day,
            "state": "SEEN_NOT_OK" if ill else "MISSED" if missed else "SEEN_OK",
            "temperature": None if missed else round(made.dice.uniform(38.0, 39.4) if ill else made.dice.uniform(36.2, 37.4), 1),
            "symptoms": ["fever", "cough"] if ill else [],
            "actor_kind": "agent",
            "entered_at": _moment(made.dice, day),
        }
    )


def _moment(dice: random.Random, day: date) -> datetime:
    return datetime.combine(day, time(), UTC) + timedelta(seconds=dice.randrange(8 * 3_600, 18 * 3_600))
