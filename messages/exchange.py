"""Official messages between files and the live store, both ways without loss.

Into an empty store a file is put as it stands, with version, state and history. Into one that has the message: a text that is there
already changes nothing but, where the file tells of a further approval or of a withdrawal, its state; a new text is the next version. A
text that was put live by people is never replaced: the file's waits, approved, to be published. One that came from a file gives way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages import recordings, rules, service
from messages.errors import BadMessageFile
from messages.files import FactRow, MessageFile, Step, placeholders
from messages.models import Fact, OfficialMessage, Recording, Transition

_CONTENT = ("title", "text", "source", "source_date", "valid_from", "valid_to", "translated_from", "next", "recording_digest")
IMPORT = "import"
"""Who did what a file does not say by whom."""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one file. did: `added` (in the state of `state`), `changed` (its state), `unchanged`, `older` (an earlier version
    says the same, and is not what counts: roll back, or publish, if that is wanted)."""

    name: str
    version: int
    did: str
    state: str


@dataclass(frozen=True, slots=True)
class Imported:
    """By file, in order; facts: how many were added or changed."""

    rows: tuple[Row, ...]
    facts: int

    def count(self, *did: str) -> int:
        return sum(row.did in did for row in self.rows)

    @property
    def added(self) -> int:
        return self.count("added", "changed")

    @property
    def unchanged(self) -> int:
        return self.count("unchanged", "older")


def import_all(session: Session, files: list[MessageFile], facts: list[FactRow]) -> Imported:
    """Bring messages and facts into the live store, all or nothing. Raises BadMessageFile for a text that names an unknown fact, and for
    two files of the same version."""
    known = {fact.key for fact in facts} | set(session.scalars(select(Fact.key).distinct()))
    seen: set[tuple[str, int | None]] = set()
    for file in files:
        unknown = placeholders(file.text) - known
        if unknown:
            raise BadMessageFile(path=f"{file.name}.md", problem="unknown_fact", key=sorted(unknown)[0])
        if (file.name, file.version) in seen:
            raise BadMessageFile(path=f"{file.name}.md", problem="two_files", key="version")
        seen.add((file.name, file.version))
    changed_facts = sum(_import_fact(session, fact) for fact in facts)
    return Imported(tuple(row for group in _groups(files) for row in _import_group(session, group)), changed_facts)


def _groups(files: list[MessageFile]) -> Iterable[list[MessageFile]]:
    """The files of each message together, older versions first; a seed without a number is the newest."""
    by_name: dict[str, list[MessageFile]] = {}
    for file in files:
        by_name.setdefault(file.name, []).append(file)
    for group in by_name.values():
        yield sorted(group, key=lambda file: (file.version is None, file.version or 0))


def _import_group(session: Session, group: list[MessageFile]) -> list[Row]:
    first = group[0]
    service.lock(session, first.topic, first.locale, first.audience)
    stored = _stored(session, first)
    keep = not stored
    rows = []
    for file in group:
        rows.append(_import_one(session, file, stored, keep))
        stored = _stored(session, first)
    return rows


def _stored(session: Session, file: MessageFile) -> list[OfficialMessage]:
    return list(
        session.scalars(
            select(OfficialMessage)
            .where(OfficialMessage.topic == file.topic, OfficialMessage.locale == file.locale, OfficialMessage.audience == file.audience)
            .order_by(OfficialMessage.version)
        )
    )


def _import_one(session: Session, file: MessageFile, stored: list[OfficialMessage], keep: bool) -> Row:
    digest = None if file.recording_content is None else recordings.digest(file.recording_content)
    content = {**{key: getattr(file, key) for key in _CONTENT if key != "recording_digest"}, "recording_digest": digest}
    same = (
        None if keep and file.version else next((r for r in reversed(stored) if all(getattr(r, k) == v for k, v in content.items())), None)
    )
    if same is not None:
        return _told_again(session, file, same, is_newest=same is stored[-1])
    live = next((row for row in stored if row.state == rules.LIVE), None)
    state, published_at = _state_of_new(file, live)
    if file.recording_content is not None:
        service.store_recording(session, file.recording_content)
    version = file.version if keep and file.version else (stored[-1].version if stored else 0) + 1
    if state == rules.LIVE and live is not None:
        live.state = rules.APPROVED
        session.flush()
        service.note(session, live, rules.LIVE, file.approved_by or IMPORT, f"version {version} takes its place")
    row = OfficialMessage(
        topic=file.topic,
        locale=file.locale,
        audience=file.audience,
        version=version,
        state=state,
        author=file.author,
        approved_by=file.approved_by,
        published_at=published_at,
        origin=file.origin,
        created_at=file.created_at or datetime.now(UTC),
        **content,
    )
    session.add(row)
    session.flush()
    _keep_history(session, row, file.history)
    return Row(file.name, version, "added", state)


def _state_of_new(file: MessageFile, live: OfficialMessage | None) -> tuple[str, datetime | None]:
    if file.state == rules.LIVE:
        if live is not None and live.origin != "file":
            return rules.APPROVED, None
        return rules.LIVE, file.published_at or datetime.now(UTC)
    return file.state, file.published_at


def _keep_history(session: Session, row: OfficialMessage, history: list[Step]) -> None:
    if history and history[-1].to_state == row.state:
        session.add_all(
            Transition(message_id=row.id, at=s.at, actor=s.by, from_state=s.from_state, to_state=s.to_state, comment=s.comment)
            for s in history
        )
        session.flush()
    else:
        service.note(session, row, None, row.approved_by or row.author or IMPORT, "from a file")


def _told_again(session: Session, file: MessageFile, row: OfficialMessage, is_newest: bool) -> Row:
    """A text that is stored: the file may tell that it was approved, or that it is withdrawn."""
    before = row.state
    actor = file.approved_by or IMPORT
    waits = row.state in (rules.DRAFT, rules.IN_REVIEW)
    if waits and file.state in (rules.APPROVED, rules.LIVE):
        if row.state == rules.DRAFT:
            service.submit(session, row.id, actor, "from a file")
        # who wrote a text in a file is not known; the file is the proof of approval that there is
        service.approve(session, row.id, actor, "from a file", own=True)
        live = next((each for each in _stored(session, file) if each.state == rules.LIVE), None)
        if file.state == rules.LIVE and (live is None or live.origin == "file"):
            service.publish(session, row.id, actor, "from a file")
    elif file.state == rules.WITHDRAWN and row.state != rules.WITHDRAWN:
        service.withdraw(session, row.id, actor, "from a file")
    if row.state != before:
        return Row(file.name, row.version, "changed", row.state)
    return Row(file.name, row.version, "unchanged" if is_newest or row.state == file.state else "older", row.state)


def _import_fact(session: Session, fact: FactRow) -> bool:
    row = session.scalars(select(Fact).where(Fact.key == fact.key, Fact.valid_from == fact.valid_from)).first()
    if row is None:
        session.add(Fact(key=fact.key, value=fact.value, valid_from=fact.valid_from, valid_to=fact.valid_to, source=fact.source))
        session.flush()
        return True
    before = (row.value, row.valid_to, row.source)
    row.value, row.valid_to, row.source = fact.value, fact.valid_to, fact.source
    return before != (fact.value, fact.valid_to, fact.source)


def export_all(session: Session) -> list[MessageFile]:
    """Every version of every message, with its history and recording, as files."""
    history: dict[int, list[Step]] = {}
    for step in session.scalars(select(Transition).order_by(Transition.id)):
        history.setdefault(step.message_id, []).append(Step(step.at, step.actor, step.from_state, step.to_state, step.comment))
    rows = session.execute(
        select(OfficialMessage, Recording.content)
        .outerjoin(Recording, Recording.digest == OfficialMessage.recording_digest)
        .order_by(OfficialMessage.locale, OfficialMessage.topic, OfficialMessage.audience, OfficialMessage.version)
    )
    return [_as_file(row, content, history.get(row.id, [])) for row, content in rows]


def _as_file(row: OfficialMessage, recording: bytes | None, history: list[Step]) -> MessageFile:
    return MessageFile(
        topic=row.topic,
        locale=row.locale,
        title=row.title,
        state=row.state,
        source=row.source,
        source_date=row.source_date,
        valid_from=row.valid_from,
        text=row.text,
        audience=row.audience,
        version=row.version,
        valid_to=row.valid_to,
        author=row.author,
        approved_by=row.approved_by,
        translated_from=row.translated_from,
        next=list(row.next),
        created_at=row.created_at,
        published_at=row.published_at,
        origin=row.origin,
        history=history,
        recording_content=recording,
    )


def export_facts(session: Session) -> list[FactRow]:
    """All facts of all days."""
    rows = session.scalars(select(Fact).order_by(Fact.key, Fact.valid_from))
    return [FactRow(row.key, row.value, row.valid_from, row.valid_to, row.source) for row in rows]
