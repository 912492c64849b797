"""Follow-up on a day: who was to be seen and was, and how follow-up ended."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, Subquery, exists, func, or_, select
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.follow_up.board import due_on
from contact_tracing.follow_up.lists import in_places
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.follow_up.windows import days_after, last_contact
from contact_tracing.indicators.figures import Share

SEEN = ("SEEN_OK", "SEEN_NOT_OK")


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """today: seen today / contacts under follow-up whose window holds the day. three_days: seen on at least one of the last 3 days
    (today, and two before) / the same. not_seen_2_days: due yesterday and today, and seen on neither / the same."""

    today: Share
    three_days: Share
    not_seen_2_days: Share


@dataclass(frozen=True, slots=True)
class Ended:
    """Of the contacts whose last day has passed, or who became a case: completed, lost, became_case.

    secondary_attack_rate: became a case / them; household: the same of those who share a household with a case; by_risk, by_context: by
    level of risk and by setting of an exposure (of several settings, in each). Contacts are traced because somebody thought of them, so
    that it is biased upward.
    """

    completed: Share
    lost: Share
    secondary_attack_rate: Share
    household: Share
    by_risk: Mapping[str, Share]
    by_context: Mapping[str, Share]


def _contacts(places: Collection[str] | None) -> Select[str, date, int, bool, UUID, str | None]:
    """Each contact with the day of their latest exposure, the days of follow-up that it gives, and whether they share a household."""
    last = last_contact()
    household = exists().where(Exposure.contact_uuid == Contact.id, Exposure.relation == "SAME_HOUSEHOLD")
    columns = (Contact.status, last.label("last"), days_after(last).label("days"), household.label("household"), Contact.id)
    return select(*columns, Contact.risk_level.label("risk")).where(in_places(places))


def seen_today(session: Session, day: date, places: Collection[str] | None) -> Share:
    """The first figure of FollowedUp."""
    due, entries = due_on(day, places), _seen(day, day)
    total, today = session.execute(
        select(func.count(), func.count(entries.c.contact_uuid)).select_from(due).outerjoin(entries, entries.c.contact_uuid == due.c.id)
    ).one()
    return Share(today, total)


def followed(session: Session, day: date, places: Collection[str] | None) -> FollowedUp:
    """See FollowedUp. A contact without a day due is not in the denominator."""
    due, entries = due_on(day, places), _seen(day - timedelta(days=2), day)
    long_due = due.c.last + 2 <= day
    latest = entries.c.latest
    total, today, three, unseen = session.execute(
        select(
            func.count(),
            func.count().filter(latest == day),
            func.count().filter(latest.is_not(None)),
            func.count().filter(long_due, or_(latest.is_(None), latest < day - timedelta(days=1))),
        )
        .select_from(due)
        .outerjoin(entries, entries.c.contact_uuid == due.c.id)
    ).one()
    return FollowedUp(Share(today, total), Share(three, total), Share(unseen, total))


def _seen(first: date, last: date) -> Subquery:
    """Whoever was seen on one of these days, and on which of them last."""
    seen = FollowUpEntry.day.between(first, last) & FollowUpEntry.state.in_(SEEN)
    latest = func.max(FollowUpEntry.day).label("latest")
    return select(FollowUpEntry.contact_uuid, latest).where(seen).group_by(FollowUpEntry.contact_uuid).subquery("seen")


def ended(session: Session, day: date, places: Collection[str] | None) -> Ended:
    """See Ended."""
    each = _contacts(places).subquery()
    became = each.c.status == "BECAME_CASE"
    over = became | (each.c.last + each.c.days < day)
    count = func.count()
    total, completed, lost, cases, house, house_cases = session.execute(
        select(
            count,
            count.filter(each.c.status == "FOLLOW_UP_COMPLETED"),
            count.filter(each.c.status == "LOST_TO_FOLLOW_UP"),
            count.filter(became),
            count.filter(each.c.household),
            count.filter(each.c.household & became),
        ).where(over)
    ).one()
    risks = select(each.c.risk, count, count.filter(became)).where(over, each.c.risk.is_not(None)).group_by(each.c.risk)
    settings = (
        select(Exposure.context, func.count(each.c.id.distinct()), func.count(each.c.id.distinct()).filter(became))
        .join(each, each.c.id == Exposure.contact_uuid)
        .where(over, Exposure.context.is_not(None))
        .group_by(Exposure.context)
    )
    return Ended(
        Share(completed, total), Share(lost, total), Share(cases, total), Share(house_cases, house),
        by_risk={str(risk): Share(part, of) for risk, of, part in session.execute(risks.order_by(each.c.risk))},
        by_context={str(context): Share(part, of) for context, of, part in session.execute(settings.order_by(Exposure.context))},
    )  # fmt: skip
