"""A change of a fact is proposed by one and approved by another: `{hotline}` or `{isolation_days}` speak in every message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages import wording
from messages.errors import BadFact, IllegalTransition, NoSuchVersion, OwnApproval
from messages.models import Fact, FactProposal
from messages.rules import same_person

IN_REVIEW, APPROVED, REFUSED = "in_review", "approved", "refused"


def propose_fact(session: Session, key: str, value: str, valid_from: date, source: str, actor: str) -> int:
    """Ask that a fact have a value from a day on; returns the proposal's number. Nothing is said otherwise until another person approves.

    Raises BadFact: `unknown_fact` where no message has it, `unknown_code` where it is a rule without such a sentence, `missing_source`.
    """
    if session.scalar(select(Fact.id).where(Fact.key == key).limit(1)) is None:
        raise BadFact(key=key, problem="unknown_fact")
    if (codes := wording.codes(key)) and value not in codes:
        raise BadFact(key=key, problem="unknown_code", codes=sorted(codes))
    if not source.strip() or not value.strip():
        raise BadFact(key=key, problem="missing_source" if value.strip() else "missing_value")
    row = FactProposal(key=key, value=value.strip(), valid_from=valid_from, source=source.strip(), author=actor.strip())
    session.add(row)
    session.flush()
    return row.id


def approve_fact(session: Session, number: int, actor: str, *, own: bool = False) -> None:
    """The fact has its value. Raises OwnApproval where `actor` proposed it, unless `own`; NoSuchVersion, IllegalTransition."""
    row = _open(session, number)
    if not own and same_person(row.author, actor):
        raise OwnApproval
    _decide(row, APPROVED, actor, "")
    set_fact(session, row.key, row.value, row.valid_from, row.source)


def refuse_fact(session: Session, number: int, actor: str, comment: str) -> None:
    """It stays as it was; `comment` says why. Raises NoSuchVersion, IllegalTransition."""
    _decide(_open(session, number), REFUSED, actor, comment)
    session.flush()


def set_fact(session: Session, key: str, value: str, valid_from: date, source: str) -> None:
    """The fact has the value from a day on; of the same key and day the value is corrected. Of files, and of what was approved."""
    row = session.scalars(select(Fact).where(Fact.key == key, Fact.valid_from == valid_from)).first()
    if row is None:
        session.add(Fact(key=key, value=value, valid_from=valid_from, source=source))
    else:
        row.value, row.source = value, source
    session.flush()


def _open(session: Session, number: int) -> FactProposal:
    row = session.get(FactProposal, number, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoSuchVersion(id=number)
    if row.state != IN_REVIEW:
        raise IllegalTransition(from_state=row.state, to_state=APPROVED)
    return row


def _decide(row: FactProposal, state: str, actor: str, comment: str) -> None:
    row.state, row.decided_by, row.decided_at, row.comment = state, actor[:200], datetime.now(UTC), comment[:500]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed change. state: in_review, approved, refused. before: the value that holds on that day now, None where there is none."""

    number: int
    key: str
    value: str
    before: str | None
    valid_from: date
    source: str
    author: str
    state: str
    decided_by: str | None
    comment: str


def fact_proposals(session: Session, *, all_of_them: bool = False) -> Sequence[Proposal]:
    """Those that wait, oldest first; also those that were decided, with `all_of_them`."""
    wanted = select(FactProposal).order_by(FactProposal.id)
    rows = session.scalars(wanted if all_of_them else wanted.where(FactProposal.state == IN_REVIEW))
    return [
        Proposal(r.id, r.key, r.value, _before(session, r), r.valid_from, r.source, r.author, r.state, r.decided_by, r.comment)
        for r in rows
    ]


def _before(session: Session, row: FactProposal) -> str | None:
    held = select(Fact.value).where(Fact.key == row.key, Fact.valid_from <= row.valid_from)
    return session.scalar(held.order_by(Fact.valid_from.desc()).limit(1))
