"""Cases, contacts and stock to look at, by the functions that the chat uses too."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from contact_tracing import service
from contact_tracing.service import CaseReport, NamedContact

ACTOR = ("agent", "somebody")


@dataclass(frozen=True)
class Outbreak:
    """A case and its contacts, by readable id."""

    case: str
    contacts: tuple[str, ...]


def report(
    session: Session, name: str, region: str, cercle: str | None = None, phone: str | None = None, onset: date | None = None,
    symptoms: Collection[str] = ("fever", "cough"),
) -> str:  # fmt: skip
    """A case as somebody reports it in the chat."""
    made = service.report_case(
        session,
        CaseReport(
            submission_key=uuid.uuid4().hex, reporter_id=None, channel="webchat", subject="other", name=name, age_band="25-34",
            sex="FEMALE", region=region, cercle=cercle, symptoms=tuple(symptoms), exposure="unknown", phone=phone, locality="Bolibana",
            onset_date=onset or datetime.now(UTC).date() - timedelta(days=4),
        ),
        lambda: datetime.now(UTC).date(),
    )  # fmt: skip
    return made.case_id


def outbreak(
    session: Session, region: str = "ML-BKO", cercle: str | None = "ML-BKO-1", names: Collection[str] = ("Oumar", "Fanta")
) -> Outbreak:
    """A case whose contacts were met three days ago."""
    today = datetime.now(UTC).date()
    case = report(session, "Mariam Keïta", region, cercle, "+22376000001")
    contacts = [
        service.name_contact(
            session, case, NamedContact(name=name, last_contact=today - timedelta(days=3), risk_level="3_HIGH"), ACTOR, today
        )
        for name in names
    ]
    return Outbreak(case, tuple(each.contact_id for each in contacts))
