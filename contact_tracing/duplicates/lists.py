"""Likely duplicates and merges, for the chat, the command line and the console. Hold names: for roles that may see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from contact_tracing.contacts.models import Contact
from contact_tracing.duplicates.aliases import resolve
from contact_tracing.duplicates.models import DuplicatePair, RecordMerge
from contact_tracing.follow_up.lists import in_places
from contact_tracing.models import Case


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records. kind: case or contact. place: code of the smallest known place. day: reported or registered on. status: the
    case's classification, or the contact's status."""

    kind: str
    id: str
    name: str | None
    phone: str | None
    sex: str | None
    age: int | str | None
    place: str | None
    locality: str | None
    onset: date | None
    day: date
    status: str


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two records that may be one person. kind: as `service.merge` takes it, with the sides' ids in their order. score: 0 to 100;
    reasons: codes of `likeness.REASONS`."""

    kind: str
    first: Side
    second: Side
    score: int
    reasons: tuple[str, ...]
    found_at: datetime


@dataclass(frozen=True, slots=True)
class ChosenValue:
    """Fields that differed. taken: whose value stands, `kept`, `gone` or `both`; what each record had."""

    fields: tuple[str, ...]
    taken: str
    kept: tuple[Any, ...]
    gone: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class MergeView:
    """A merge. number: to undo it by. can_undo: nothing was merged after it, and nobody concerned was erased. chosen: () then."""

    number: int
    kind: str
    kept_id: str
    gone_id: str
    at: datetime
    by: str
    undone_at: datetime | None
    can_undo: bool
    chosen: tuple[ChosenValue, ...]


def duplicates(
    session: Session, places: Collection[str] | None, *, kind: str | None = None, record_id: str | None = None, limit: int = 50,
    offset: int = 0,
) -> Sequence[LikelyPair]:  # fmt: skip
    """The open pairs of which both records lie in these places (codes; None: the whole country), the likeliest first.

    kind: case, contact or link. record_id: only those that this case or contact is one of.
    """
    found: list[LikelyPair] = []
    kinds = ("case", "contact", "link") if kind is None else (kind,)
    for each in kinds:
        found += _of_kind(session, each, places, record_id, limit + offset)
    found.sort(key=lambda pair: (-pair.score, pair.found_at, pair.first.id))
    return found[offset : offset + limit]


def _of_kind(
    session: Session, kind: str, places: Collection[str] | None, record_id: str | None, limit: int
) -> list[LikelyPair]:  # fmt: skip
    first: Any = aliased(Contact if kind == "contact" else Case)
    second: Any = aliased(Case if kind == "case" else Contact)
    statement = (
        select(DuplicatePair, first, second)
        .join(first, first.id == DuplicatePair.first_uuid)
        .join(second, second.id == DuplicatePair.second_uuid)
        .where(DuplicatePair.state == "OPEN", DuplicatePair.kind == kind)
        .where(_standing(first, kind != "contact", places), _standing(second, kind == "case", places))
    )
    if kind == "link":
        statement = statement.where(second.case_uuid.is_(None), ~_asked_as_contacts(first, second, whole=False))
    elif kind == "case":
        statement = statement.where(~_asked_as_contacts(first, second, whole=True))
    else:
        # of two who both became cases, the cases are compared
        statement = statement.where(or_(first.case_uuid.is_(None), second.case_uuid.is_(None), first.case_uuid == second.case_uuid))
    if record_id is not None:
        of_case, of_contact = resolve(session, "case", record_id), resolve(session, "contact", record_id)
        ids = [first.contact_id == of_contact if kind == "contact" else first.case_id == of_case]
        ids.append(second.case_id == of_case if kind == "case" else second.contact_id == of_contact)
        statement = statement.where(or_(*ids))
    rows = session.execute(statement.order_by(DuplicatePair.score.desc(), DuplicatePair.id).limit(limit))
    return [LikelyPair(kind, _side(one), _side(other), pair.score, tuple(pair.reasons), pair.found_at) for pair, one, other in rows]


def _asked_as_contacts(case: Any, other: Any, *, whole: bool) -> ColumnElement[bool]:
    """Whether the contact who became this case and the other (whole: a case too) are a pair of contacts: open, that one is shown, which
    also brings their exposures together; decided, nobody is asked again. Of two cases only the decision counts."""
    pair, mine, theirs = aliased(DuplicatePair), aliased(Contact), aliased(Contact)
    between = or_(
        and_(pair.first_uuid == mine.id, pair.second_uuid == theirs.id), and_(pair.first_uuid == theirs.id, pair.second_uuid == mine.id)
    )
    found = (
        select(pair.id).join(mine, mine.case_uuid == case.id).join(theirs, theirs.case_uuid == other.id if whole else theirs.id == other.id)
    )
    return found.where(pair.kind == "contact", between, *([pair.state == "DISTINCT"] if whole else [])).exists()


def _standing(record: Any, is_case: bool, places: Collection[str] | None) -> ColumnElement[bool]:
    """Open, not erased, in these places."""
    stands: ColumnElement[bool] = record.erased_at.is_(None)
    if is_case:
        stands = and_(stands, record.closed_at.is_(None))
        return stands if places is None else and_(stands, or_(record.cercle.in_(places), record.region.in_(places)))
    return stands if places is None else and_(stands, record.id.in_(select(Contact.id).where(in_places(places))))


def _side(record: Case | Contact) -> Side:
    age = record.age_years
    place = record.cercle or record.region
    if isinstance(record, Case):
        return Side(
            "case", record.case_id, record.name, record.phone, record.sex, record.age_band if age is None else age, place,
            record.locality, record.onset_date, record.reported_at.date(), record.classification,
        )  # fmt: skip
    return Side(
        "contact", record.contact_id, record.name, record.phone, record.sex, age, place, record.locality, None,
        record.registered_at.date(), record.status,
    )  # fmt: skip


def merges(
    session: Session, places: Collection[str] | None, *, record_id: str | None = None, number: int | None = None, limit: int = 50
) -> Sequence[MergeView]:  # fmt: skip
    """Merges, undone ones too, whose kept record lies in these places (None: the whole country), the latest first.

    record_id: those of this case or contact, by its own number or one that went into it. number: this merge only.
    """
    statement = select(RecordMerge).order_by(RecordMerge.id.desc()).limit(limit)
    if number is not None:
        statement = statement.where(RecordMerge.id == number)
    if record_id is not None:
        ids = {record_id, resolve(session, "case", record_id), resolve(session, "contact", record_id)}
        statement = statement.where(or_(RecordMerge.kept_id.in_(ids), RecordMerge.gone_id.in_(ids)))
    if places is not None:
        cases = select(Case.id).where(or_(Case.cercle.in_(places), Case.region.in_(places)))
        statement = statement.where(
            or_(RecordMerge.kept_uuid.in_(cases), RecordMerge.kept_uuid.in_(select(Contact.id).where(in_places(places))))
        )
    made = session.scalars(statement).all()
    later = _touched_later(session, made)
    return [_view(each, later=each.id in later) for each in made]


def _touched_later(session: Session, made: Sequence[RecordMerge]) -> set[int]:
    """The merges after which something was merged with one of their records."""
    concerned: set[UUID] = {uuid for each in made for uuid in (each.kept_uuid, each.gone_uuid)}
    standing = select(RecordMerge.id, RecordMerge.kept_uuid, RecordMerge.gone_uuid).where(
        RecordMerge.undone_at.is_(None), or_(RecordMerge.kept_uuid.in_(concerned), RecordMerge.gone_uuid.in_(concerned))
    )
    rows = session.execute(standing).all()
    return {each.id for each in made for number, kept, gone in rows if number > each.id and {kept, gone} & {each.kept_uuid, each.gone_uuid}}


def _view(made: RecordMerge, *, later: bool) -> MergeView:
    detail = made.detail or {}
    chosen = tuple(
        ChosenValue(tuple(each["fields"]), each["taken"], tuple(each["kept"]), tuple(each["gone"])) for each in detail.get("chosen", ())
    )
    can_undo = made.undone_at is None and made.detail is not None and not later
    by = " ".join(filter(None, (made.by_kind, made.by_id)))
    return MergeView(made.id, made.kind, made.kept_id, made.gone_id, made.at, by, made.undone_at, can_undo, chosen)
