"""The way of an official message from draft to live, and back. Each function is one change, in the caller's transaction.

actor: the name or office of who does it, kept with each step.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from messages import recordings, rules
from messages.errors import BadMessageFile, IllegalTransition, NoSuchVersion, NotADraft, OwnApproval
from messages.files import placeholders
from messages.models import Fact, OfficialMessage, Recording, Transition
from messages.proposals import approve_fact, propose_fact, refuse_fact, set_fact

__all__ = [
    "Text",
    "approve",
    "approve_fact",
    "create",
    "edit",
    "lock",
    "next_version",
    "note",
    "propose_fact",
    "publish",
    "refuse_fact",
    "roll_back",
    "send_back",
    "set_fact",
    "store_recording",
    "submit",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class Text:
    """What a version says, of whom it has it, and when it holds. recording: Ogg/Opus bytes."""

    title: str
    text: str
    source: str
    source_date: date
    valid_from: date
    valid_to: date | None = None
    translated_from: str | None = None
    next: list[str] = field(default_factory=list)
    recording: bytes | None = None


def create(session: Session, topic: str, locale: str, audience: str, content: Text, actor: str) -> int:
    """Make the next version of a message, a draft by `actor`; returns its id. Raises BadMessageFile (unknown_fact), BadRecording."""
    lock(session, topic, locale, audience)
    row = OfficialMessage(
        topic=topic, locale=locale, audience=audience, version=next_version(session, topic, locale, audience), author=actor
    )
    _write(session, row, content)
    session.add(row)
    session.flush()
    note(session, row, None, actor)
    return row.id


def edit(session: Session, message_id: int, content: Text, actor: str) -> None:
    """Change a draft; `actor` becomes its author. Raises NotADraft for a version in any other state, and as `create` does."""
    row = _row(session, message_id)
    if row.state != rules.DRAFT:
        raise NotADraft(state=row.state)
    _write(session, row, content)
    row.author = actor
    session.flush()


def _write(session: Session, row: OfficialMessage, content: Text) -> None:
    unknown = placeholders(content.text) - set(session.scalars(select(Fact.key).distinct()))
    if unknown:
        raise BadMessageFile(path=f"{row.locale}/{row.topic}", problem="unknown_fact", key=sorted(unknown)[0])
    row.title, row.text, row.source, row.source_date = content.title, content.text, content.source, content.source_date
    row.valid_from, row.valid_to, row.translated_from = content.valid_from, content.valid_to, content.translated_from
    row.next = list(content.next)
    row.recording_digest = None if content.recording is None else store_recording(session, content.recording)


def submit(session: Session, message_id: int, actor: str, comment: str = "") -> None:
    """Hand a draft to a reviewer."""
    _step(session, _row(session, message_id), rules.IN_REVIEW, actor, comment)


def send_back(session: Session, message_id: int, actor: str, comment: str = "") -> None:
    """Hand a version in review back to its author; `comment` says why."""
    _step(session, _row(session, message_id), rules.DRAFT, actor, comment)


def approve(session: Session, message_id: int, actor: str, comment: str = "", *, own: bool = False) -> None:
    """Allow a version in review. Raises OwnApproval where `actor` wrote it, unless `own`: the deployment lets one person do both."""
    row = _row(session, message_id)
    if not own and rules.same_person(row.author, actor):
        raise OwnApproval
    row.approved_by = actor if rules.legal(row.state, rules.APPROVED) else row.approved_by
    _step(session, row, rules.APPROVED, actor, comment)


def publish(session: Session, message_id: int, actor: str, comment: str = "", now: datetime | None = None) -> None:
    """Put an approved version live; the one that was live gives way, and stays ready to come back."""
    row = _row(session, message_id)
    if row.state != rules.APPROVED:
        raise IllegalTransition(from_state=row.state, to_state=rules.LIVE)
    current = _live(session, row.topic, row.locale, row.audience)
    if current is not None:
        _step(session, current, rules.APPROVED, actor, f"version {row.version} takes its place")
    _go_live(session, row, actor, comment, now)


def withdraw(session: Session, message_id: int, actor: str, comment: str = "") -> None:
    """Take a version out for good: what must not be said, live or not."""
    _step(session, _row(session, message_id), rules.WITHDRAWN, actor, comment)


def roll_back(session: Session, topic: str, locale: str, audience: str, actor: str, comment: str = "", now: datetime | None = None) -> int:
    """Withdraw the live version and put the one before it that still holds live again, in one action; returns its version number.

    Raises NoSuchVersion where nothing is live, or nothing that holds was before; then nothing changes.
    """
    now = now or datetime.now(UTC)
    lock(session, topic, locale, audience)
    current = _live(session, topic, locale, audience)
    previous = session.scalars(
        select(OfficialMessage)
        .where(
            *_key(topic, locale, audience),
            OfficialMessage.state == rules.APPROVED,
            OfficialMessage.published_at.is_not(None),
            or_(OfficialMessage.valid_to.is_(None), OfficialMessage.valid_to >= now.date()),
        )
        .order_by(OfficialMessage.published_at.desc(), OfficialMessage.version.desc())
        .limit(1)
    ).first()
    if current is None or previous is None:
        raise NoSuchVersion(topic=topic, locale=locale, audience=audience, state=rules.LIVE if current is None else "before")
    said = comment or f"back to version {previous.version}"
    _step(session, current, rules.WITHDRAWN, actor, said)
    _go_live(session, previous, actor, said, now)
    return previous.version


def lock(session: Session, topic: str, locale: str, audience: str) -> None:
    """One change of a message at a time, to the end of the transaction."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"official_message {topic} {locale} {audience}"})


def next_version(session: Session, topic: str, locale: str, audience: str) -> int:
    return (session.scalar(select(func.max(OfficialMessage.version)).where(*_key(topic, locale, audience))) or 0) + 1


def store_recording(session: Session, content: bytes) -> str:
    """Keep an Ogg/Opus recording; returns its handle. Raises BadRecording."""
    seconds, digest = recordings.seconds(content), recordings.digest(content)
    if session.get(Recording, digest) is None:
        session.add(Recording(digest=digest, content=content, seconds=seconds))
        session.flush()
    return digest


def note(session: Session, row: OfficialMessage, from_state: str | None, actor: str, comment: str = "") -> None:
    """Keep a step that was done."""
    session.add(Transition(message_id=row.id, from_state=from_state, to_state=row.state, actor=actor[:200], comment=comment[:500]))
    session.flush()


def _key(topic: str, locale: str, audience: str) -> tuple[Any, ...]:
    return OfficialMessage.topic == topic, OfficialMessage.locale == locale, OfficialMessage.audience == audience


def _row(session: Session, message_id: int) -> OfficialMessage:
    row = session.get(OfficialMessage, message_id)
    if row is None:
        raise NoSuchVersion(id=message_id)
    lock(session, row.topic, row.locale, row.audience)
    session.refresh(row)
    return row


def _live(session: Session, topic: str, locale: str, audience: str) -> OfficialMessage | None:
    return session.scalars(select(OfficialMessage).where(*_key(topic, locale, audience), OfficialMessage.state == rules.LIVE)).first()


def _step(session: Session, row: OfficialMessage, to_state: str, actor: str, comment: str = "") -> None:
    if not rules.legal(row.state, to_state):
        raise IllegalTransition(from_state=row.state, to_state=to_state)
    before, row.state = row.state, to_state
    session.flush()
    note(session, row, before, actor, comment)


def _go_live(session: Session, row: OfficialMessage, actor: str, comment: str, now: datetime | None) -> None:
    row.published_at = now or datetime.now(UTC)
    _step(session, row, rules.LIVE, actor, comment)
