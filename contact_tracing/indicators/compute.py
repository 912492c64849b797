"""All indicators of a place and a period, from the database: counted there, not row by row."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlalchemy.orm import Session

from contact_tracing.alerts.models import ReportAlert
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.follow_up.codes import UNDER_FOLLOW_UP
from contact_tracing.indicators import follow_up
from contact_tracing.indicators.chains import Chains, chains
from contact_tracing.indicators.delays import Delays, delays
from contact_tracing.indicators.figures import Offspring, Share, Spread, offspring, spread
from contact_tracing.indicators.follow_up import Ended, FollowedUp
from contact_tracing.indicators.generations import generations
from contact_tracing.indicators.reproduction import SERIAL_INTERVAL, Estimate, estimate
from contact_tracing.indicators.suppression import suppressed
from contact_tracing.models import Case

CASES = ("SUSPECT", "PROBABLE", "CONFIRMED")
"""What counts as a case; what is not classified yet is a report."""
ENOUGH_PAIRS = 30
"""Pairs from which on the serial interval of the data is used for R; a setting of ours."""


@dataclass(frozen=True, slots=True)
class Indicators:
    """Of the reports and cases of `first` to `last`, and of contacts as they stand on `last`.

    reports: received in the period. verified, discarded: of them. acknowledged_2h, acknowledged_24h: of those made in the chat. channels:
    reports by channel. onset_to_report: days. report_to_verification: hours. cases: classified suspect, probable or confirmed.
    known_contacts: of the cases, those who were known as contacts before. contacts_per_case: distinct contacts with an exposure to each;
    without_contacts: cases with none. follow_up, ended: see `follow_up`. serial_interval: days from onset to onset of pairs;
    pairs_without_onset: those left out of it. generation: cases by generation; loops: cases that stand in a loop. secondary: per case.
    r: time-varying, over the last seven days. delays: see `delays`. chains: see `chains`; of all cases up to `last`.
    """

    first: date
    last: date
    reports: int
    verified: Share
    discarded: Share
    acknowledged_2h: Share
    acknowledged_24h: Share
    channels: Mapping[str, int]
    onset_to_report: Spread
    report_to_verification: Spread
    cases: int
    known_contacts: Share
    contacts_per_case: Spread
    without_contacts: int
    follow_up: FollowedUp
    ended: Ended
    serial_interval: Spread
    pairs_without_onset: int
    generation: Mapping[int, int]
    loops: int
    secondary: Offspring
    r: Estimate
    delays: Delays
    chains: Chains


def indicators(session: Session, first: date, last: date, places: Collection[str] | None = None, below: int = 0) -> Indicators:
    """places: codes, with those below them; None: the whole country. A case without a place counts for the country only.

    below: counts of people under it are hidden (`suppression`), for who may not see people.
    """
    here = true() if places is None else func.coalesce(Case.cercle, Case.region).in_(places)
    begin, end = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))
    reported = (here, Case.reported_at >= begin, Case.reported_at < end)
    cases = (*reported, Case.classification.in_(CASES))
    received, verified, discarded = session.execute(
        select(
            func.count(),
            func.count(Case.verified_at),
            func.count().filter(Case.classification == "NOT_A_CASE_DISCARDED"),
        ).where(*reported)
    ).one()
    total, known = session.execute(select(func.count(), func.count().filter(Case.was_contact.is_(True))).where(*cases)).one()
    pairs = _pairs(session, here)
    numbers, loops = generations((infector, infectee) for infector, infectee, _ in pairs)
    interval = spread([days for _, _, days in pairs if days is not None])
    per_case = _contacts_per_case(session, cases)
    found = Indicators(
        first=first,
        last=last,
        reports=received,
        verified=Share(verified, received),
        discarded=Share(discarded, received),
        acknowledged_2h=_acknowledged(session, reported, 2),
        acknowledged_24h=_acknowledged(session, reported, 24),
        channels=_channels(session, reported),
        onset_to_report=spread(_onset_to_report(session, reported)),
        report_to_verification=spread(_report_to_verification(session, reported)),
        cases=total,
        known_contacts=Share(known, total),
        contacts_per_case=spread(per_case),
        without_contacts=per_case.count(0),
        follow_up=follow_up.followed(session, last, places),
        ended=follow_up.ended(session, last, places),
        serial_interval=interval,
        pairs_without_onset=sum(1 for _, _, days in pairs if days is None),
        generation=dict(sorted(Counter(numbers.values()).items())),
        loops=len(loops),
        secondary=_secondary(session, cases, pairs),
        r=_reproduction(session, here, last, interval),
        delays=delays(session, reported),
        chains=_chains(session, (here, Case.reported_at < end, Case.classification.in_(CASES)), pairs),
    )
    return suppressed(found, below)


Where = tuple[ColumnElement[bool], ...]


def _channels(session: Session, reported: Where) -> Mapping[str, int]:
    counted = select(Case.channel, func.count()).where(*reported).group_by(Case.channel).order_by(Case.channel)
    return dict(iter(session.execute(counted)))


def _acknowledged(session: Session, reported: Where, hours: int) -> Share:
    """Acknowledged, or verified, within so many hours / reports made in the chat."""
    soon = func.least(ReportAlert.acknowledged_at, Case.verified_at) - Case.reported_at <= timedelta(hours=hours)
    made = (
        select(func.count(), func.count().filter(soon))
        .select_from(ReportAlert)
        .join(Case, Case.id == ReportAlert.case_uuid)
        .where(*reported)
    )
    total, part = session.execute(made).one()
    return Share(part, total)


def _onset_to_report(session: Session, reported: Where) -> list[float]:
    """Days; an onset after the report is a slip and left out."""
    delay = func.date(func.timezone("UTC", Case.reported_at)) - Case.onset_date
    return [float(days) for days in session.scalars(select(delay).where(*reported, Case.onset_date.is_not(None))) if days >= 0]


def _report_to_verification(session: Session, reported: Where) -> list[float]:
    delay = func.extract("epoch", Case.verified_at - Case.reported_at)
    return [float(seconds) / 3600 for seconds in session.scalars(select(delay).where(*reported, Case.verified_at.is_not(None)))]


def _contacts_per_case(session: Session, cases: Where) -> list[int]:
    """Distinct contacts with an exposure to each case, 0 included."""
    named = func.count(Exposure.contact_uuid.distinct())
    counted = select(named).select_from(Case).outerjoin(Exposure, Exposure.case_uuid == Case.id).where(*cases).group_by(Case.id)
    return list(session.scalars(counted))


def _pairs(session: Session, here: ColumnElement[bool]) -> list[tuple[UUID, UUID, int | None]]:
    """Each infector and infectee once, with the days between their onsets where both are known: the infectee is of the place."""
    infectee = func.coalesce(Contact.case_uuid, Exposure.target_case_uuid)
    known = (
        select(Exposure.case_uuid.label("infector"), infectee.label("infectee"))
        .select_from(Exposure)
        .outerjoin(Contact, Contact.id == Exposure.contact_uuid)
        .where(infectee.is_not(None), infectee != Exposure.case_uuid)
        .distinct()
        .subquery()
    )
    source = select(Case.id, Case.onset_date).subquery()
    rows = session.execute(
        select(known.c.infector, known.c.infectee, Case.onset_date - source.c.onset_date)
        .join(Case, Case.id == known.c.infectee)
        .join(source, source.c.id == known.c.infector)
        .where(here, or_(Case.classification != "NOT_A_CASE_DISCARDED", Case.classification.is_(None)))
    )
    return [(infector, infectee, days) for infector, infectee, days in rows]


def _secondary(session: Session, cases: Where, pairs: list[tuple[UUID, UUID, int | None]]) -> Offspring:
    """Secondary cases of each case of the period, those without any included."""
    counts = Counter(infector for infector, _, _ in pairs)
    return offspring([counts[case] for case in session.scalars(select(Case.id).where(*cases))])


def _chains(session: Session, cases: Where, pairs: list[tuple[UUID, UUID, int | None]]) -> Chains:
    followed = exists().where(Exposure.case_uuid == Case.id, Exposure.contact_uuid == Contact.id, Contact.status == UNDER_FOLLOW_UP)
    unfinished = or_(Case.outcome.is_(None) & Case.closed_at.is_(None), followed)
    rows = session.execute(select(Case.id, Case.onset_date, unfinished).where(*cases)).all()
    onsets = {case: onset for case, onset, _ in rows if onset is not None}
    linked = [(infector, infectee) for infector, infectee, _ in pairs]
    return chains([case for case, _, _ in rows], linked, onsets, [case for case, _, still in rows if still])


def _reproduction(session: Session, here: ColumnElement[bool], last: date, interval: Spread) -> Estimate:
    """By the serial interval of the data where there are pairs enough, else by the published one."""
    since = last - timedelta(days=60)
    rows = session.execute(
        select(Case.onset_date, func.count())
        .where(here, Case.classification.in_(CASES), Case.onset_date.between(since, last))
        .group_by(Case.onset_date)
    )
    onsets = {day: count for day, count in rows if day is not None}
    own = (interval.n or 0) >= ENOUGH_PAIRS and interval.mean is not None and interval.mean > 1 and interval.sd
    return estimate(onsets, last, (interval.mean, interval.sd) if own and interval.mean and interval.sd else SERIAL_INTERVAL)
