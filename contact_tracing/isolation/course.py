"""The course of an isolation as it is known: what the person told, the tests of their own report, and the end by the rule in force."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.cases.models import LabSample
from contact_tracing.isolation import end as rule
from contact_tracing.isolation.day import Feeling
from contact_tracing.isolation.models import Isolation, IsolationDay

WELL, STILL_ILL = "well", "ill"
"""Of a day, beside the feelings: no sign left, or some still."""
ANTIGEN = "ANTIGEN_RDT"


def end_of(session: Session, isolation: Isolation, today: date) -> rule.End | None:
    """By what they told, and the tests of their own report. Without signs and a test, the days are counted from the beginning."""
    positive, negative = _tests(session, isolation, today)
    course = rule.Course(
        onset=isolation.onset,
        tested=None if isolation.onset else positive or isolation.began,
        well_since=_well_since(session, isolation),
        negative_test=negative,
    )
    return rule.end(course, today)


def _tests(session: Session, isolation: Isolation, today: date) -> tuple[date | None, date | None]:
    """The days of the first positive test, and of the first negative antigen test after that or the first sign, of their own report."""
    if isolation.case_uuid is None:
        return None, None
    samples = session.scalars(select(LabSample).where(LabSample.case_uuid == isolation.case_uuid)).all()
    days = [(day, each) for each in samples if (day := each.taken_on or each.tested_on or each.result_on) is not None and day <= today]
    positive = min((day for day, each in days if each.result == "POSITIVE"), default=None)
    begin = isolation.onset or positive or isolation.began
    negative = [day for day, each in days if each.result == "NEGATIVE" and each.test_type == ANTIGEN and day > begin]
    return positive, min(negative, default=None)


def _well_since(session: Session, isolation: Isolation) -> date | None:
    """The first day of those without a sign that last: whoever is worse, or has signs again, begins anew."""
    told = select(IsolationDay.feeling, IsolationDay.day).where(
        IsolationDay.isolation_id == isolation.id, IsolationDay.feeling.in_((WELL, STILL_ILL, Feeling.WORSE.value))
    )
    since = None
    for feeling, day in session.execute(told.order_by(IsolationDay.id)):
        since = (since or day) if feeling == WELL else None
    return since


def well_unknown(session: Session, isolation: Isolation, today: date) -> bool:
    """Whether it is time to ask whether signs are left: the rule in force counts days without one, and the others have passed."""
    in_force = rule.in_force(today)
    counted = isolation.onset is not None and isolation.onset + timedelta(days=in_force.days) <= today
    return counted and bool(in_force.days_well) and _well_since(session, isolation) is None
