"""Telling the next level of a report that nobody has acknowledged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from contact_tracing.alerts.models import ReportAlert
from contact_tracing.models import Case
from contact_tracing.receivers import LASTS, tell
from core import audit
from core.errors import NotFound
from core.settings import Settings
from core.staff import queries as staff
from core.staff.queries import StaffView
from core.staff.roles import LEVELS, Role


def delays(settings: Settings | None = None) -> Mapping[Role, timedelta]:
    """The age at which a report that nobody acknowledged is told to each level above those who were told at once."""
    read = settings or Settings()
    return {
        Role.DISTRICT: timedelta(hours=read.escalate_district_hours),
        Role.REGIONAL: timedelta(hours=read.escalate_region_hours),
        Role.NATIONAL: timedelta(hours=read.escalate_national_hours),
    }


def open_alert(session: Session, case: Case, reporter: UUID | None) -> None:
    """Tell the nearest level that has somebody, and wait for a word from them."""
    told = tell(session, case.case_id, case.region, case.cercle, reporter, case.reported_at)
    session.add(ReportAlert(case_uuid=case.id, reported_at=case.reported_at, told=[each.value for each in told]))


def acknowledge(session: Session, case_id: str, by: StaffView, now: datetime) -> bool:
    """Note who takes the report up. False when somebody had before. Raises NotFound where no such report was made in the chat."""
    alert = session.scalar(
        select(ReportAlert).join(Case, Case.id == ReportAlert.case_uuid).where(Case.case_id == case_id).with_for_update(of=ReportAlert)
    )
    if alert is None:
        raise NotFound("no_such_case", case_id=case_id)
    if alert.acknowledged_at is not None:
        return False
    alert.acknowledged_at, alert.acknowledged_by = now, by.uuid
    audit.record(session, "report.acknowledged", actor=("staff", str(by.uuid)), subject=("case", str(alert.case_uuid)))
    return True


def escalate(session: Session, now: datetime, after: Mapping[Role, timedelta] | None = None) -> int:
    """Tell the levels whose time has come; of a report that nobody was there for, the first who is. Returns how many people were told.

    A report that was verified or closed waits for nobody; one older than three days is on the lists and no news. Safe to run twice.
    """
    waits = after or delays()
    told = 0
    for alert, case in _waiting(session, now):
        due = [role for role in LEVELS if role in waits and now - alert.reported_at >= waits[role] and role.value not in alert.told]
        roles = due if alert.told else list(LEVELS)
        for role in roles:
            receivers = tell(session, case.case_id, case.region, case.cercle, case.reporter_id, now, only=None if not alert.told else role)
            told += len(receivers)
            alert.told = [*alert.told, *dict.fromkeys(each.value for each in receivers)]
            if alert.told and role not in due:
                break  # the nearest level heard of it now; the others have their own time
    session.flush()
    return told


def _waiting(session: Session, now: datetime) -> Sequence[tuple[ReportAlert, Case]]:
    rows = session.execute(
        select(ReportAlert, Case)
        .join(Case, Case.id == ReportAlert.case_uuid)
        .where(ReportAlert.acknowledged_at.is_(None), ReportAlert.reported_at > now - LASTS)
        .where(Case.verified_at.is_(None), Case.closed_at.is_(None), Case.erased_at.is_(None))
        .order_by(ReportAlert.reported_at)
        .with_for_update(of=ReportAlert, skip_locked=True)
    )
    return [(alert, case) for alert, case in rows]


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """place: code. age: since it was reported. acknowledged: somebody has taken it up, and it is not verified yet."""

    case_id: str
    place: str | None
    age: timedelta
    acknowledged: bool


def waiting_reports(session: Session, by: StaffView, now: datetime) -> Sequence[WaitingReport]:
    """The reports of somebody's area that are not verified, the oldest first: those that nobody acknowledged before the others."""
    place = func.coalesce(Case.cercle, Case.region)
    areas = staff.places_of(by, now.date())
    rows = session.execute(
        select(Case.case_id, place, ReportAlert.reported_at, ReportAlert.acknowledged_at)
        .join(Case, Case.id == ReportAlert.case_uuid)
        .where(Case.verified_at.is_(None), Case.closed_at.is_(None), true() if areas is None else place.in_(areas))
        .order_by(ReportAlert.acknowledged_at.is_not(None), ReportAlert.reported_at)
    )
    return [WaitingReport(case_id, code, now - reported, taken is not None) for case_id, code, reported, taken in rows]
