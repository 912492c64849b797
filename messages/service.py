"""Changes of official messages: import of the seed files."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from messages.errors import BadMessageFile
from messages.files import FactRow, MessageFile, placeholders
from messages.models import Fact, OfficialMessage


@dataclass(frozen=True, slots=True)
class Imported:
    """How many message versions and facts were added, how many were there already."""

    added: int
    unchanged: int
    facts: int


def import_all(session: Session, files: list[MessageFile], facts: list[FactRow]) -> Imported:
    """Bring messages and facts from files into the live store: a changed file becomes the next version, an equal one changes nothing.

    Raises BadMessageFile, and imports nothing, for a text that names a fact that nobody gives.
    """
    known = {fact.key for fact in facts}
    for file in files:
        unknown = placeholders(file.text) - known
        if unknown:
            raise BadMessageFile(path=f"{file.locale}/messages/{file.topic}.md", problem="unknown_fact", key=sorted(unknown)[0])
    changed_facts = sum(_import_fact(session, fact) for fact in facts)
    added = sum(_import_message(session, file) for file in files)
    return Imported(added, len(files) - added, changed_facts)


def _import_message(session: Session, file: MessageFile) -> bool:
    newest = session.scalars(
        select(OfficialMessage)
        .where(OfficialMessage.topic == file.topic, OfficialMessage.locale == file.locale, OfficialMessage.audience == file.audience)
        .order_by(OfficialMessage.version.desc())
        .limit(1)
    ).first()
    if newest is not None and as_file(newest) == file:
        return False
    session.add(OfficialMessage(**asdict(file), version=1 if newest is None else newest.version + 1))
    session.flush()
    return True


def _import_fact(session: Session, fact: FactRow) -> bool:
    row = session.scalars(select(Fact).where(Fact.key == fact.key, Fact.valid_from == fact.valid_from)).first()
    if row is None:
        session.add(Fact(**asdict(fact)))
        return True
    before = (row.value, row.valid_to, row.source)
    row.value, row.valid_to, row.source = fact.value, fact.valid_to, fact.source
    return before != (fact.value, fact.valid_to, fact.source)


def as_file(row: OfficialMessage) -> MessageFile:
    """A stored version as its file."""
    values = {key: getattr(row, key) for key in MessageFile.__dataclass_fields__}
    return replace(MessageFile(**values), next=list(row.next))


def export_all(session: Session) -> list[MessageFile]:
    """The newest version of every message, as files."""
    rows = session.scalars(
        select(OfficialMessage)
        .ext(distinct_on(OfficialMessage.locale, OfficialMessage.topic, OfficialMessage.audience))
        .order_by(OfficialMessage.locale, OfficialMessage.topic, OfficialMessage.audience, OfficialMessage.version.desc())
    )
    return [as_file(row) for row in rows]
