"""Reports of the last two days that nobody has verified, a few of them of one person twice, and a contact entered twice."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assa.demo.outbreak import OPEN_PLACE
from assa.demo.people import identifier
from assa_text import fold
from contact_tracing import rules
from contact_tracing.alerts.models import ReportAlert
from contact_tracing.contacts.models import CONTACT_NUMBERS, Contact, Exposure
from contact_tracing.contacts.rules import make_contact_id
from contact_tracing.duplicates.find import look
from contact_tracing.models import CASE_NUMBERS, Case
from core.crypto import blind_index
from core.identity.phones import OF_DEMO

SIKASSO, SEGOU, BAMAKO = OPEN_PLACE, ("ML-SEGOU", "ML-C-SEGOU"), ("ML-BKO", "ML-BKO-1")
SAME_PHONE = "+22300999001"
REPORTS: tuple[tuple[str, tuple[str, str], int, str, str | None], ...] = (
    ("Kalo Toumbélo", SIKASSO, 41, "25-34", None),
    ("Toumbelo Kalo", SIKASSO, 26, "25-34", None),
    ("Massi Konébi", SIKASSO, 30, "45-54", SAME_PHONE),
    ("Massi K. Konebi", SIKASSO, 9, "45-54", SAME_PHONE),
    ("Sirou Fadougou", SIKASSO, 3, "15-24", None),
    ("Nafo Maralé", SEGOU, 20, "5-14", None),
    ("Denba Oulabé", SEGOU, 2, "65-74", None),
    ("Yado Zantigui", BAMAKO, 6, "35-44", None),
)
"""Name, place, hours before the last day begins, age group, telephone (None: one of their own)."""
TAKEN_UP = 2
"""Of the reports, the oldest were taken up by somebody who has not verified them yet."""


def reports(session: Session, dice: random.Random, until: date) -> dict[str, int]:
    """After `outbreak`: one of the reports is of a contact of the chain that goes on."""
    begin = datetime.combine(until, time(), UTC)
    made = [_report(session, dice, begin, *each, sex="FEMALE", taken=n < TAKEN_UP) for n, each in enumerate(REPORTS)]
    followed = select(Contact).where(Contact.status == "UNDER_FOLLOW_UP", Contact.cercle == OPEN_PLACE[1])
    contacts = session.scalars(followed.order_by(Contact.contact_id).limit(2)).all()
    if len(contacts) == 2:
        ill, twice = contacts
        place = (ill.region or "", ill.cercle or "")
        made.append(_report(session, dice, begin, ill.name or "", place, 5, "25-34", ill.phone, sex=ill.sex or "UNKNOWN", taken=False))
        again = _entered_twice(session, dice, begin, twice)
        look(session, again, begin)
    for case in made:
        look(session, case, begin)
    return {"waiting_reports": len(made)}


def _indexes(name: str, phone: str) -> Mapping[str, str]:
    return {"name": name, "phone": phone, "name_index": blind_index("name", fold(name)), "phone_index": blind_index("phone", phone)}


def _report(
    session: Session, dice: random.Random, begin: datetime, name: str, place: tuple[str, str], ago: int, band: str, phone: str | None, *,
    sex: str, taken: bool,
) -> Case:  # fmt: skip
    at, key = begin - timedelta(hours=ago), identifier(dice)
    number = session.scalar(select(CASE_NUMBERS.next_value())) or 0
    values: dict[str, Any] = {
        "id": key,
        "case_id": rules.make_case_id(at.year, number),
        "submission_key": f"demo:{key}",
        "reported_at": at,
        "channel": dice.choice(("whatsapp", "telegram", "webchat")),
        "subject": "other",
        **_indexes(name, phone or f"{OF_DEMO}{dice.randrange(10**6):06d}"),
        "sex": sex,
        "age_band": band,
        "region": place[0],
        "cercle": place[1],
        "symptoms": dice.sample(list(rules.SYMPTOMS), 2),
        "onset_date": at.date() - timedelta(days=2),
        "exposure": "unknown",
    }
    session.execute(insert(Case).values(values))
    told = ["district", "regional"] if ago > 24 else ["district"]
    taken_at = at + timedelta(hours=3) if taken else None
    alert = {"case_uuid": key, "reported_at": at, "told": told, "acknowledged_at": taken_at}
    session.execute(insert(ReportAlert).values(alert | {"acknowledged_by": identifier(dice) if taken else None}))
    return session.get_one(Case, key)


def _entered_twice(session: Session, dice: random.Random, begin: datetime, contact: Contact) -> Contact:
    """The same person with another telephone, entered again by somebody who wrote the name the other way round."""
    exposure = session.scalars(select(Exposure).where(Exposure.contact_uuid == contact.id).limit(1)).one()
    first, _, last = (contact.name or "").partition(" ")
    key = identifier(dice)
    values = {
        "id": key,
        "contact_id": make_contact_id(begin.year, session.scalar(select(CONTACT_NUMBERS.next_value())) or 0),
        **_indexes(f"{last} {first[0]}. {first}", contact.phone or ""),
        "sex": contact.sex,
        "registered_at": contact.registered_at + timedelta(days=1),
        "region": contact.region,
        "cercle": contact.cercle,
    }
    session.execute(insert(Contact).values(values))
    met = {"id": identifier(dice), "contact_uuid": key, "case_uuid": exposure.case_uuid, "last_contact": exposure.last_contact}
    session.execute(insert(Exposure).values(met | {"estimated": True, "context": "MARKET", "recorded_at": values["registered_at"]}))
    return session.get_one(Contact, key)
