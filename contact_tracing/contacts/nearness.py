"""Whom a case or a contact was near, and who was near a case, one by one; with those exposures that were taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from contact_tracing.contacts.models import Contact, Exposure, ExposureRemoval
from contact_tracing.duplicates.aliases import resolve
from contact_tracing.models import Case

_SOURCE, _TARGET = aliased(Case), aliased(Case)
_BECAME = aliased(Case)


@dataclass(frozen=True, slots=True)
class Near:
    """An exposure, seen from one of the two. exposure_id: to take it away by. id: of the other one, as the case that they are where they
    are one. place: code. status: the other's classification, or status of a contact. onset: the other's. Holds a name."""

    exposure_id: UUID
    id: str
    name: str | None
    place: str | None
    status: str
    onset: date | None
    last_contact: date
    context: str | None


@dataclass(frozen=True, slots=True)
class Removed:
    """An exposure that was taken away. number: to put it back by, None where it cannot be: somebody was erased. source: the case."""

    number: int | None
    source_id: str
    target_id: str
    last_contact: date
    reason: str
    at: datetime
    by: str
    restored_at: datetime | None


def sources_of(session: Session, record_id: str) -> Sequence[Near]:
    """The cases that a case or a contact was near, the latest nearness first; [] for an unknown id."""
    found = (
        select(Exposure, _SOURCE)
        .join(_SOURCE, _SOURCE.id == Exposure.case_uuid)
        .outerjoin(Contact, Contact.id == Exposure.contact_uuid)
        .where(_is_target(session, record_id))
    )
    return [_near(exposure, case) for exposure, case in session.execute(found.order_by(Exposure.last_contact.desc(), Exposure.id))]


def infected_by(session: Session, case_id: str) -> Sequence[Near]:
    """The cases that were near a case before, whether they were listed as its contacts or not, the earliest nearness first."""
    near = select(Exposure, _TARGET).select_from(Exposure).outerjoin(Contact, Contact.id == Exposure.contact_uuid)
    found = near.join(_TARGET, _TARGET.id == func.coalesce(Contact.case_uuid, Exposure.target_case_uuid)).join(
        _SOURCE, _SOURCE.id == Exposure.case_uuid
    )
    of = found.where(_SOURCE.case_id == resolve(session, "case", case_id)).order_by(Exposure.last_contact, Exposure.id)
    return [_near(exposure, case) for exposure, case in session.execute(of)]


def exposure_of(session: Session, record_id: str, exposure_id: UUID) -> bool:
    """Whether an exposure is one of this case or contact: that it had, or gave."""
    case_id = resolve(session, "case", record_id)
    given = select(Exposure.id).join(_SOURCE, _SOURCE.id == Exposure.case_uuid).where(_SOURCE.case_id == case_id)
    had = select(Exposure.id).outerjoin(Contact, Contact.id == Exposure.contact_uuid).where(_is_target(session, record_id))
    return any(session.scalar(each.where(Exposure.id == exposure_id)) is not None for each in (given, had))


def removed_of(session: Session, record_id: str) -> Sequence[Removed]:
    """What was taken away of the exposures that a case or contact had, or gave, the latest first; those that were put back too."""
    target = func.coalesce(_TARGET.case_id, _BECAME.case_id, Contact.contact_id).label("target")
    found = (
        select(ExposureRemoval, _SOURCE.case_id, target)
        .join(_SOURCE, _SOURCE.id == ExposureRemoval.case_uuid)
        .outerjoin(_TARGET, _TARGET.id == ExposureRemoval.target_case_uuid)
        .outerjoin(Contact, Contact.id == ExposureRemoval.contact_uuid)
        .outerjoin(_BECAME, _BECAME.id == Contact.case_uuid)
    )
    case_id, contact_id = resolve(session, "case", record_id), resolve(session, "contact", record_id)
    mine = or_(
        _SOURCE.case_id == case_id, _TARGET.case_id == case_id, _BECAME.case_id == case_id, Contact.contact_id == contact_id
    )  # fmt: skip
    rows = session.execute(found.where(mine).order_by(ExposureRemoval.id.desc()))
    return [_removed(*row) for row in rows]


def removal(session: Session, number: int) -> Removed | None:
    """One of them, by its number."""
    row = session.get(ExposureRemoval, number)
    if row is None:
        return None
    source = session.scalars(select(Case.case_id).where(Case.id == row.case_uuid)).one()
    return next((each for each in removed_of(session, source) if each.number == number), None)


def _is_target(session: Session, record_id: str) -> ColumnElement[bool]:
    """Of an exposure outer-joined to its contact."""
    case = select(Case.id).where(Case.case_id == resolve(session, "case", record_id)).scalar_subquery()
    contact = select(Contact.id).where(Contact.contact_id == resolve(session, "contact", record_id)).correlate(None).scalar_subquery()
    became = select(Contact.id).where(Contact.case_uuid == case).correlate(None)
    return or_(Exposure.target_case_uuid == case, Exposure.contact_uuid == contact, Exposure.contact_uuid.in_(became))


def _near(exposure: Exposure, case: Any) -> Near:
    return Near(
        exposure.id, case.case_id, case.name, case.cercle or case.region, case.classification, case.onset_date, exposure.last_contact,
        exposure.context,
    )  # fmt: skip


def _removed(made: ExposureRemoval, source: str, target: str) -> Removed:
    by = " ".join(filter(None, (made.by_kind, made.by_id)))
    number = made.id if made.detail is not None and made.restored_at is None else None
    return Removed(number, source, target, made.last_contact, made.reason, made.at, by, made.restored_at)
