"""Reads of cases."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.models import Case


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as stored, decrypted: for roles that may see names."""

    case_id: str
    classification: str
    reported_at: datetime
    subject: str
    name: str | None
    phone: str | None
    age_band: str
    sex: str
    region: str
    cercle: str | None
    locality: str | None
    symptoms: tuple[str, ...]
    onset_date: date | None
    exposure: str
    channel: str


def cases(session: Session) -> list[CaseView]:
    """All cases, oldest report first."""
    return [
        CaseView(
            c.case_id, c.classification, c.reported_at, c.subject, c.name, c.phone, c.age_band, c.sex, c.region, c.cercle,
            c.locality, tuple(c.symptoms), c.onset_date, c.exposure, c.channel,
        )
        for c in session.scalars(select(Case).order_by(Case.reported_at, Case.case_id))
    ]  # fmt: skip
