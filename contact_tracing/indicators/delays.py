"""Delays: how long each takes, and how many took no longer than a day, and than two."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.indicators.figures import Share, Spread, spread
from contact_tracing.models import Case

PERFORMED = ("SEEN_OK", "SEEN_NOT_OK", "MISSED")
"""Go.Data: somebody went, or called; MISSED is tried and not found."""
Where = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Delay:
    """days: of those that have both ends. within_24h, within_48h: no longer than that / of them; of dates, within one day and two."""

    days: Spread
    within_24h: Share
    within_48h: Share


@dataclass(frozen=True, slots=True)
class Delays:
    """onset_to_report: onset -> report. report_to_verification: report -> an agent has looked. onset_to_isolation: onset -> start of
    isolation. listed_to_followed: a contact's first exposure is listed -> their first follow-up that was performed. A negative delay is a
    slip of a date, and left out. WHO, Contact tracing in the context of COVID-19, annex on key performance indicators."""

    onset_to_report: Delay
    report_to_verification: Delay
    onset_to_isolation: Delay
    listed_to_followed: Delay


def delays(session: Session, reported: Where) -> Delays:
    """Of the reports that `reported` selects, and of the contacts named of them."""
    day_of_report = func.date(func.timezone("UTC", Case.reported_at))
    return Delays(
        onset_to_report=_dated(session, day_of_report - Case.onset_date, reported),
        report_to_verification=delay(_days(session, Case.verified_at - Case.reported_at, reported)),
        onset_to_isolation=_dated(session, Case.isolation_start - Case.onset_date, reported),
        listed_to_followed=delay(_listed_to_followed(session, reported)),
    )


def delay(days: Sequence[float]) -> Delay:
    """Of delays in days."""
    kept = [each for each in days if each >= 0]
    return Delay(
        spread(kept),
        Share(sum(each <= 1 for each in kept), len(kept)),
        Share(sum(each <= 2 for each in kept), len(kept)),
    )


def _dated(session: Session, between: ColumnElement[Any], reported: Where) -> Delay:
    return delay([float(days) for days in session.scalars(select(between).where(*reported, between.is_not(None)))])


def _days(session: Session, between: ColumnElement[Any], reported: Where) -> list[float]:
    seconds = func.extract("epoch", between)
    return [float(each) / 86_400 for each in session.scalars(select(seconds).where(*reported, seconds.is_not(None)))]


def _listed_to_followed(session: Session, reported: Where) -> list[float]:
    first = select(func.min(FollowUpEntry.entered_at)).where(FollowUpEntry.contact_uuid == Contact.id, FollowUpEntry.state.in_(PERFORMED))
    listed = func.min(func.coalesce(Exposure.recorded_at, Contact.registered_at))
    seconds = func.extract("epoch", first.scalar_subquery() - listed)
    named = (
        select(seconds)
        .select_from(Exposure)
        .join(Case, Case.id == Exposure.case_uuid)
        .join(Contact, Contact.id == Exposure.contact_uuid)
        .where(*reported)
        .group_by(Contact.id)
    )
    return [float(each) / 86_400 for each in session.scalars(named) if each is not None]
