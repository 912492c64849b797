"""Looking for the records that may be the same person as one: by keys that were worked out when it was stored.

Compared with all others, 200,000 cases would be 20 thousand million pairs; a look-up by key touches those that share one, at most MOST.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, cast, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.duplicates.keys import match_keys
from contact_tracing.duplicates.likeness import LIKELY, NEAR_AGE, Likeness, Traits, band_of, compare
from contact_tracing.duplicates.models import DuplicatePair
from contact_tracing.models import Case
from core import geography

MOST = 300
"""Candidates that are read for one record, the latest first: with more, its name says nothing."""
BATCH = 200
"""Records that one transaction of the job looks at, of what was imported or changed: some seconds."""

COMPARED = frozenset({"name", "phone", "sex", "age_years", "age_band", "region", "cercle", "onset_date"})
"""Fields of which a change makes other pairs likely."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another record that is likely the same person."""

    kind: str
    uuid: UUID
    likeness: Likeness


def look(session: Session, record: Case | Contact, now: datetime | None = None) -> Sequence[Candidate]:
    """Give the record its keys, and keep the pairs that it is likely one of; those, the likeliest first. What was decided before stays."""
    region, cercle = _place(session, record)
    own = _traits(record, region, cercle)
    record.match_keys = match_keys(own.name, region, own.day, own.sex, band_of(own))
    session.flush()
    # a contact that became a case is compared as that case
    kinds = ("contact",) if isinstance(record, Contact) and record.case_uuid is not None else ("case", "contact")
    found = [each for kind in kinds for each in _candidates(session, record, own, kind)]
    near = _exposed_to_each_other(session, record, [each.uuid for each in found]) if found else set()
    likely = sorted((each for each in found if each.uuid not in near), key=lambda each: -each.likeness.score)
    for each in likely:
        _keep(session, record, each, now or datetime.now(UTC))
    return likely


def look_again(session: Session, record: Case | Contact) -> None:
    """After a change of who somebody is: pairs that are no longer likely go, new ones come."""
    likely = {(each.kind, each.uuid) for each in look(session, record)}
    mine = or_(DuplicatePair.first_uuid == record.id, DuplicatePair.second_uuid == record.id)
    for pair in session.scalars(select(DuplicatePair).where(mine, DuplicatePair.state == "OPEN")):
        if not {(kind, each) for kind in ("case", "contact") for each in (pair.first_uuid, pair.second_uuid)} & likely:
            session.delete(pair)
    session.flush()


def look_at_new(session: Session, most: int = BATCH) -> int:
    """Look at records that nobody has looked at: of imports, and of before there was a look-up. Returns how many. Safe to run twice."""
    done = 0
    models: tuple[Any, ...] = (Case, Contact)
    for model in models:
        new = select(model).where(model.match_keys.is_(None), model.erased_at.is_(None)).order_by(model.id).limit(most - done)
        for record in session.scalars(new.with_for_update(skip_locked=True)).all():
            look(session, record)
            done += 1
    return done


def _place(session: Session, record: Case | Contact) -> tuple[str | None, str | None]:
    """Region and cercle; of a contact without a place, those of the case that they were near last."""
    if isinstance(record, Case) or record.region is not None:
        return record.region, record.cercle
    near = select(Case.region, Case.cercle).join(Exposure, Exposure.case_uuid == Case.id).where(Exposure.contact_uuid == record.id)
    row = session.execute(near.order_by(Exposure.last_contact.desc()).limit(1)).one_or_none()
    return (None, None) if row is None else (row.region, row.cercle)


def _traits(record: Any, region: str | None, cercle: str | None) -> Traits:
    """Of a record, or of a row with its columns."""
    onset = getattr(record, "onset_date", None)
    day = record.reported_at if hasattr(record, "reported_at") else record.registered_at
    # a commune in one report and its cercle in the other are one place
    near = None if cercle is None else geography.cercle_of(cercle, day.date())
    return Traits(
        record.name, record.phone_index, record.sex, record.age_years, getattr(record, "age_band", None), region, near, onset, day.date()
    )


def _candidates(session: Session, record: Case | Contact, own: Traits, kind: str) -> Iterator[Candidate]:
    for row in session.execute(_statement(record, own, kind)):
        # a contact without a place has the region of its keys: the record's own
        likeness = compare(own, _traits(row, row.region or (own.region if kind == "contact" else None), row.cercle))
        if likeness is not None and likeness.score >= LIKELY:
            yield Candidate(kind, row.id, likeness)


def _statement(record: Case | Contact, own: Traits, kind: str) -> Select[Any]:
    """Who shares a key, or the phone at any time; open, and not erased."""
    model: Any = Case if kind == "case" else Contact
    at = model.reported_at if kind == "case" else model.registered_at
    columns = [model.id, model.name, model.phone_index, model.sex, model.age_years, model.region, model.cercle, at]
    open_now: ColumnElement[bool] = model.erased_at.is_(None)
    if kind == "case":
        columns += [model.age_band, model.onset_date]
        open_now &= model.closed_at.is_(None)
    if kind == "contact" and isinstance(record, Case):
        open_now &= Contact.case_uuid.is_(None)
    wanted = match_keys(own.name, own.region, own.day, own.sex, band_of(own), looked_for=True)
    # the keys hold the period: asked for the days too, PostgreSQL would also read the index of all days, which is far longer
    by_name = model.match_keys.op("&&")(cast(wanted, ARRAY(BigInteger)))
    same = by_name if record.phone_index is None else or_(by_name, model.phone_index == record.phone_index)
    # found first, and then put in order (OFFSET keeps the two apart): in one step PostgreSQL may read the index of all days from its end
    found = select(*columns).where(same, model.id != record.id, open_now, *_may_be_one(model, own)).offset(0).subquery()
    return select(found).order_by(found.c[at.key].desc()).limit(MOST)


def _may_be_one(model: Any, own: Traits) -> Iterator[ColumnElement[bool]]:
    """Who `compare` would refuse whatever their name is is not read: most of those who are called alike are of another age or sex."""
    if own.sex not in (None, "UNKNOWN"):
        yield or_(model.sex.is_(None), model.sex == own.sex, model.sex == "UNKNOWN")
    if own.age_years is not None:
        yield or_(model.age_years.is_(None), model.age_years.between(own.age_years - NEAR_AGE, own.age_years + NEAR_AGE))


def _exposed_to_each_other(session: Session, record: Case | Contact, others: Collection[UUID]) -> set[UUID]:
    """Of these records, those of whom somebody said that they were near this one: two people.

    Each way in which an exposure names who was near is asked by itself: together, no index would answer, and all exposures would be read.
    """
    became = select().join_from(Exposure, Contact, Exposure.contact_uuid == Contact.id)
    near: set[UUID] = set()
    for way, target in ((select(), Exposure.target_case_uuid), (select(), Exposure.contact_uuid), (became, Contact.case_uuid)):
        sources = way.add_columns(Exposure.case_uuid).where(target == record.id, Exposure.case_uuid.in_(others))
        targets = way.add_columns(target).where(Exposure.case_uuid == record.id, target.in_(others))
        near |= {*session.scalars(sources), *session.scalars(targets)}
    return near


def ordered(kind: str, one: UUID, other_kind: str, other: UUID) -> tuple[str, UUID, UUID]:
    """A pair as it is kept: its kind, first and second."""
    if kind != other_kind:
        return ("link", one, other) if kind == "case" else ("link", other, one)
    return (kind, min(one, other), max(one, other))


def _keep(session: Session, record: Case | Contact, other: Candidate, now: datetime) -> None:
    kind, first, second = ordered("case" if isinstance(record, Case) else "contact", record.id, other.kind, other.uuid)
    score, reasons = other.likeness.score, list(other.likeness.reasons)
    made = insert(DuplicatePair).values(
        kind=kind, first_uuid=first, second_uuid=second, score=score, reasons=reasons, found_at=now, state="OPEN"
    )
    session.execute(
        made.on_conflict_do_update(
            index_elements=["kind", "first_uuid", "second_uuid"],
            set_={"score": score, "reasons": reasons},
            where=DuplicatePair.state == "OPEN",
        )
    )
