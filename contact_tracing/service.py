"""Changes of cases. A report that was acknowledged is stored: it is committed before anyone is told its number."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from assa_text import fold
from contact_tracing import rules
from contact_tracing.alerts.escalation import acknowledge, escalate, open_alert
from contact_tracing.assignment import assign_case, assign_contact
from contact_tracing.cases.details import CHECKS, amend, not_in_region
from contact_tracing.cases.history import Actor, forget
from contact_tracing.cases.judgement import classify, close, investigate, reopen, set_outcome, verify
from contact_tracing.cases.laboratory import Sample, record_sample
from contact_tracing.contacts.conversion import NewCase, become_case
from contact_tracing.contacts.details import amend_contact
from contact_tracing.contacts.exposures import record_exposure
from contact_tracing.contacts.register import NamedContact, Registered, forget_registered_before, forget_same_people, name_contact
from contact_tracing.contacts.removal import remove_exposure, restore_exposure
from contact_tracing.duplicates.aliases import case_of_submission, cases_reported_by
from contact_tracing.duplicates.erasure import forget_merges
from contact_tracing.duplicates.find import look
from contact_tracing.duplicates.find import look_at_new as find_duplicates
from contact_tracing.duplicates.merging import Merged, distinct, merge
from contact_tracing.duplicates.undo import undo_merge
from contact_tracing.errors import BadReport
from contact_tracing.follow_up.entries import DayEntry, enter_day, forget_self_reports, set_status
from contact_tracing.follow_up.windows import advance as advance_follow_up
from contact_tracing.imports.cells import BadTable
from contact_tracing.imports.contacts import import_contacts
from contact_tracing.imports.models import ExternalRow
from contact_tracing.isolation.day import Feeling, Step
from contact_tracing.isolation.diary import (
    Today,
    answer,
    begin,
    danger_said,
    greet,
    need,
    put_place,
    stop,
    stop_asks_first,
    tell_whether_well,
)
from contact_tracing.isolation.offer import offer_isolation
from contact_tracing.isolation.tasks import finish
from contact_tracing.models import CASE_NUMBERS, Case
from contact_tracing.telling.diary import ask_followed, danger_written, report_signs, report_well, want_to_be_asked
from contact_tracing.telling.erasure import forget_told
from contact_tracing.telling.telling import call_made, tell_contact
from core import audit
from core.crypto import blind_index
from core.errors import InvalidInput

__all__ = [
    "Actor",
    "BadTable",
    "CaseReport",
    "DayEntry",
    "Feeling",
    "Merged",
    "NamedContact",
    "NewCase",
    "Registered",
    "ReportedCase",
    "Sample",
    "Step",
    "Today",
    "acknowledge",
    "advance_follow_up",
    "amend",
    "amend_contact",
    "anonymise_reported_before",
    "answer",
    "ask_followed",
    "assign_case",
    "assign_contact",
    "become_case",
    "begin",
    "call_made",
    "classify",
    "close",
    "danger_said",
    "danger_written",
    "distinct",
    "enter_day",
    "erase_reporter",
    "escalate",
    "find_duplicates",
    "finish",
    "greet",
    "import_contacts",
    "investigate",
    "merge",
    "name_contact",
    "need",
    "offer_isolation",
    "put_place",
    "record_exposure",
    "record_sample",
    "remove_exposure",
    "reopen",
    "report_case",
    "report_signs",
    "report_well",
    "restore_exposure",
    "set_outcome",
    "set_status",
    "stop",
    "stop_asks_first",
    "tell_contact",
    "tell_whether_well",
    "undo_merge",
    "verify",
    "want_to_be_asked",
]


@dataclass(frozen=True, slots=True)
class CaseReport:
    """A report as the person confirmed it. Codes as in `contact_tracing.rules`; phone in E.164; region and cercle as place codes."""

    submission_key: str
    reporter_id: uuid.UUID | None
    channel: str
    subject: str
    name: str
    age_band: str
    sex: str
    region: str
    symptoms: tuple[str, ...]
    exposure: str
    phone: str | None = None
    cercle: str | None = None
    locality: str | None = None
    onset_date: date | None = None


@dataclass(frozen=True, slots=True)
class ReportedCase:
    """case_id: the readable number. created: False when this submission had been stored before."""

    case_id: str
    created: bool


_CHECKED = ("name", "phone", "age_band", "sex", "region", "cercle", "symptoms", "exposure")


def _problems(report: CaseReport, today: date) -> dict[str, str]:
    """As agents' corrections are checked (`cases.details`); an onset long ago is a slip of whoever reports."""
    problems = {} if report.subject in rules.SUBJECTS else {"subject": "unknown_code"}
    checked = {field: CHECKS[field](getattr(report, field), today) for field in _CHECKED}
    problems |= {field: problem for field, problem in checked.items() if problem is not None}
    if not problems.keys() & {"region", "cercle"} and not_in_region(report.cercle, report.region, today):
        problems["cercle"] = "not_in_region"
    if report.onset_date is not None:
        try:
            rules.check_onset(report.onset_date, today)
        except InvalidInput as error:
            problems["onset_date"] = error.code
    return problems


def report_case(session: Session, report: CaseReport, today: Callable[[], date] = date.today) -> ReportedCase:
    """Store a report; the same submission_key again gives the case that it made. Raises BadReport naming each bad field."""
    stored = session.scalar(select(Case.case_id).where(Case.submission_key == report.submission_key))
    stored = stored or case_of_submission(session, report.submission_key)
    if stored is not None:
        return ReportedCase(stored, created=False)
    day = today()
    problems = _problems(report, day)
    if problems:
        raise BadReport(**problems)
    identifier = uuid.uuid4()
    case_id = rules.make_case_id(day.year, session.scalar(CASE_NUMBERS.next_value()) or 0)
    made = session.scalar(
        insert(Case)
        .values(
            id=identifier,
            case_id=case_id,
            submission_key=report.submission_key,
            classification="NOT_CLASSIFIED",
            investigation="PENDING",
            reported_at=datetime.now(UTC),
            reporter_id=report.reporter_id,
            channel=report.channel,
            subject=report.subject,
            name=report.name,
            name_index=blind_index("name", fold(report.name)),
            phone=report.phone,
            phone_index=None if report.phone is None else blind_index("phone", report.phone),
            age_band=report.age_band,
            sex=report.sex,
            region=report.region,
            cercle=report.cercle,
            locality=report.locality,
            symptoms=list(report.symptoms),
            onset_date=report.onset_date,
            exposure=report.exposure,
        )
        .on_conflict_do_nothing(index_elements=["submission_key"])
        .returning(Case.case_id)
    )
    if made is None:
        # the same confirmation, at the same moment: its transaction was first
        return ReportedCase(session.scalars(select(Case.case_id).where(Case.submission_key == report.submission_key)).one(), created=False)
    audit.record(
        session,
        "case.reported",
        actor=("person", None if report.reporter_id is None else str(report.reporter_id)),
        subject=("case", str(identifier)),
        after={"case_id": case_id, "region": report.region, "channel": report.channel},
    )
    case = session.get_one(Case, identifier)
    look(session, case)
    open_alert(session, case, report.reporter_id)
    return ReportedCase(case_id, created=True)


def _anonymise(session: Session, cases: Sequence[Case], actor: str) -> int:
    """Take out of cases, and of their histories, who they are and who reported them: the counts stay right."""
    forget(session, cases)
    forget_merges(session, [case.id for case in cases])
    forget_same_people(session, [case.id for case in cases])
    for case in cases:
        case.name_index = case.phone_index = case.reporter_id = None
        case.erased_at = datetime.now(UTC)
        audit.record(session, "case.erased", actor=(actor, None), subject=("case", str(case.id)))
    return len(cases)


def erase_reporter(session: Session, person_id: uuid.UUID) -> int:
    """Make the reports of a person anonymous: no name, phone, locality, reporter. Returns how many."""
    forget_self_reports(session, person_id)
    forget_told(session, person_id)
    theirs = or_(Case.reporter_id == person_id, Case.id.in_(cases_reported_by(session, person_id)))
    return _anonymise(session, session.scalars(select(Case).where(theirs).with_for_update()).all(), "person")


def anonymise_reported_before(session: Session, moment: datetime) -> int:
    """The same for all reports older than `moment`: the end of what people consented to. Returns how many.

    Contacts registered before it lose name and phone too; rows of other systems that were set aside before it go.
    """
    forget_registered_before(session, moment)
    session.execute(delete(ExternalRow).where(ExternalRow.imported_at < moment))
    old = select(Case).where(Case.reported_at < moment, Case.erased_at.is_(None)).with_for_update()
    return _anonymise(session, session.scalars(old).all(), "system")
