"""Accompanying somebody day by day: greeted at their hour, asked how they are, until the rule in force ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contact_tracing.errors import BadReport
from contact_tracing.isolation import end as rule
from contact_tracing.isolation.advice import topic_of
from contact_tracing.isolation.course import STILL_ILL, WELL, end_of, well_unknown
from contact_tracing.isolation.day import Feeling, Step, silent, steps, stop_needs_a_question
from contact_tracing.isolation.models import Isolation, IsolationDay
from contact_tracing.isolation.tasks import ask_agents
from contact_tracing.models import Case
from contact_tracing.rules import EMERGENCY_SYMPTOMS, check_onset
from core import absent, notifications
from core.absent import What
from core.errors import InvalidInput, NotFound

GIVEN_UP = timedelta(days=14)
"""So long after the day on which the rule would have ended it, an isolation of which nothing is heard is closed."""
HOURS = range(5, 22)
"""At which somebody may be greeted: not at night."""
ANSWER_WITHIN = timedelta(hours=20)
DANGER = ("yes", "no", "unsure")
LATELY = timedelta(days=30)
"""A report of themselves that is older is of another illness."""


@dataclass(frozen=True, slots=True)
class Today:
    """What follows an answer. free_on, reason: of the end by the rule, None while it is not known; days: that it counts, days_well:
    those without a sign.

    advice: topic of the official message of the day.
    """

    steps: tuple[Step, ...]
    free_on: date | None
    reason: str | None
    days: int | None
    days_well: int
    advice: str


def begin(session: Session, person_id: UUID, *, onset: date | None, hour: int, today: date) -> date | None:
    """Begin to accompany somebody, or change hour and onset of what was begun; the day on which the rule ends it, as known now.

    The place, and the case, are those of the last report that the person made of themselves. onset: None: no signs.
    Raises BadReport naming `hour` or `onset`.
    """
    problems = {} if hour in HOURS else {"hour": "out_of_range"}
    if onset is not None:
        try:
            check_onset(onset, today)
        except InvalidInput as error:
            problems["onset"] = error.code
    if problems:
        raise BadReport(**problems)
    case = _own(session, person_id, today)
    values: dict[str, object] = {"hour": hour, "onset": onset}
    place: dict[str, object] = {} if case is None else {"case_uuid": case.id, "region": case.region, "cercle": case.cercle}
    absent.unsay(session, What.ISOLATION)
    made = insert(Isolation).values(
        person_id=person_id, began=today, greeted_on=today, status="ACTIVE", silent_told=False, **values, **place
    )
    session.execute(made.on_conflict_do_update(index_elements=["person_id"], index_where=Isolation.status == "ACTIVE", set_=values | place))
    ends = end_of(session, active(session, person_id), today)
    return None if ends is None else ends.free_on


def _own(session: Session, person_id: UUID, today: date) -> Case | None:
    own = select(Case).where(Case.reporter_id == person_id, Case.subject == "self", func.date(Case.reported_at) >= today - LATELY)
    return session.scalar(own.order_by(Case.reported_at.desc()).limit(1))


def own_onset(session: Session, person_id: UUID, today: date) -> date | None:
    """The onset that they gave in a late report of themselves, so that it is not asked again; None: not known."""
    case = _own(session, person_id, today)
    return None if case is None else case.onset_date


def active(session: Session, person_id: UUID) -> Isolation:
    """Raises NotFound where nobody is accompanied."""
    found = session.scalar(
        select(Isolation)
        .where(Isolation.person_id == person_id, Isolation.status == "ACTIVE")
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("no_isolation")
    return found


def isolated(person_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Whether that person is accompanied, for a query that asks for it among other things."""
    return exists().where(Isolation.person_id == person_id, Isolation.status == "ACTIVE")


def is_active(session: Session, person_id: UUID) -> bool:
    if absent.known(session, What.ISOLATION, person_id):
        return False
    return session.scalar(select(Isolation.id).where(Isolation.person_id == person_id, Isolation.status == "ACTIVE")) is not None


def has_place(session: Session, person_id: UUID) -> bool:
    """Whether it is known whose agents to ask."""
    place = select(Isolation.region).where(Isolation.person_id == person_id, Isolation.status == "ACTIVE")
    return session.scalar(place) is not None


def put_place(session: Session, person_id: UUID, region: str, cercle: str | None) -> None:
    """Where they are: whose agents are asked for help."""
    isolation = active(session, person_id)
    isolation.region, isolation.cercle = region, cercle
    session.flush()


def answer(session: Session, person_id: UUID, feeling: Feeling, today: date, now: datetime, danger: str | None = None) -> Today:
    """Store what somebody says of their day, tell agents where the rules say so, end it where the rule in force does.

    danger: whether they have a sign of danger: yes, no, unsure ("unsure" is never "no"); None: not asked. Raises NotFound.
    """
    isolation = active(session, person_id)
    _note(session, isolation, today, now, feeling.value, danger)
    ends = end_of(session, isolation, today)
    signs = None if danger is None else (EMERGENCY_SYMPTOMS if danger in ("yes", "unsure") else ())
    free_on = None if ends is None else ends.free_on
    follow = steps(feeling, signs, free_on, today, well_unknown=well_unknown(session, isolation, today))
    if Step.HELP_NOW in follow:
        ask_agents(session, isolation, "danger", now)
    elif Step.ALERT_AGENT in follow:
        ask_agents(session, isolation, "worse", now)
    return _follow(session, isolation, follow, ends, today, now, worse=feeling is Feeling.WORSE)


def tell_whether_well(session: Session, person_id: UUID, no_sign: bool, today: date, now: datetime) -> Today:
    """Whether no sign is left, for a rule that counts days without one; "not sure" is not that. Raises NotFound."""
    isolation = active(session, person_id)
    _note(session, isolation, today, now, WELL if no_sign else STILL_ILL, None)
    ends = end_of(session, isolation, today)
    step = Step.ANNOUNCE_END if ends is not None and ends.free_on <= today else Step.ADVICE
    return _follow(session, isolation, (step,), ends, today, now, worse=False)


def _note(session: Session, isolation: Isolation, today: date, now: datetime, feeling: str, danger: str | None) -> None:
    session.add(IsolationDay(isolation_id=isolation.id, day=today, feeling=feeling, danger=danger, at=now))
    isolation.silent_told = False
    session.flush()


def _follow(
    session: Session, isolation: Isolation, follow: tuple[Step, ...], ends: rule.End | None, today: date, now: datetime, *, worse: bool
) -> Today:
    if Step.ANNOUNCE_END in follow and ends is not None:
        _close(isolation, "ENDED", ends.reason, now)
    session.flush()
    topic = topic_of((today - (isolation.onset or isolation.began)).days + 1, worse=worse)
    if ends is None:
        return Today(follow, None, None, None, 0, topic)
    days = ends.rule.days_no_signs if ends.reason == "no_signs" else ends.rule.days
    return Today(follow, ends.free_on, ends.reason, days, ends.rule.days_well, topic)


def danger_said(session: Session, person_id: UUID, now: datetime) -> bool:
    """Somebody wrote of a sign of danger: their agents are alerted. False where nobody is accompanied."""
    if not is_active(session, person_id):
        return False
    answer(session, person_id, Feeling.WORSE, now.date(), now, danger="yes")
    return True


def need(session: Session, person_id: UUID, kind: str, now: datetime) -> None:
    """A need (`tasks.NEEDS`) becomes a task of the place's agents. Raises NotFound."""
    ask_agents(session, active(session, person_id), kind, now)


def stop_asks_first(session: Session, person_id: UUID, now: datetime) -> bool:
    """Whether STOP is asked back, and the agents told, since the last that they said was worse."""
    isolation = active(session, person_id)
    last = _last(session, isolation)
    if last is None or not stop_needs_a_question(Feeling(last.feeling), EMERGENCY_SYMPTOMS if last.danger in ("yes", "unsure") else ()):
        return False
    ask_agents(session, isolation, "stop", now)
    return True


def stop(session: Session, person_id: UUID, now: datetime) -> None:
    """No more greetings. Raises NotFound."""
    _close(active(session, person_id), "STOPPED", None, now)
    session.flush()


def greet(session: Session, now: datetime) -> int:
    """Ask those whose hour has come how they are, once a day; tell agents of two silent days; returns how many were greeted.

    Safe to run twice. Mali keeps UTC.
    """
    today = now.date()
    due = select(Isolation).where(Isolation.status == "ACTIVE", Isolation.greeted_on < today, Isolation.hour <= now.hour)
    greeted = 0
    for isolation in session.scalars(due.with_for_update(skip_locked=True)):
        isolation.greeted_on = today
        if _abandoned(session, isolation, today):
            _close(isolation, "ENDED", "silent", now)
            continue
        if not isolation.silent_told and silent(isolation.began, _answered(session, isolation), today):
            ask_agents(session, isolation, "silent", now)
            isolation.silent_told = True
        at = datetime.combine(today, time(isolation.hour), now.tzinfo)
        key = f"isolation:{isolation.id}:{today.isoformat()}"
        number = (today - isolation.began).days + 1
        notifications.request(
            session, isolation.person_id, "utter_isolation_greeting", {"day": number}, key=key, expires_at=at + ANSWER_WITHIN
        )
        greeted += 1
    session.flush()
    return greeted


def _abandoned(session: Session, isolation: Isolation, today: date) -> bool:
    ends = end_of(session, isolation, today)
    return ends is not None and today > ends.free_on + GIVEN_UP and not any(day > today - GIVEN_UP for day in _answered(session, isolation))


def _answered(session: Session, isolation: Isolation) -> Sequence[date]:
    return session.scalars(select(IsolationDay.day).where(IsolationDay.isolation_id == isolation.id)).all()


def _last(session: Session, isolation: Isolation) -> IsolationDay | None:
    days = select(IsolationDay).where(IsolationDay.isolation_id == isolation.id, IsolationDay.feeling.in_(list(Feeling)))
    return session.scalar(days.order_by(IsolationDay.id.desc()).limit(1))


def _close(isolation: Isolation, status: str, reason: str | None, now: datetime) -> None:
    isolation.status, isolation.end_reason, isolation.ended_at = status, reason, now
