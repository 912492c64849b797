"""What there is of each topic in each language, for editors: the picture behind the counts of `messages.status`."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages import rules
from messages.files import digest
from messages.models import OfficialMessage
from messages.queries import FRENCH
from messages.status import EXPIRING

MISSING = "missing"
_BEST = (rules.LIVE, rules.APPROVED, rules.IN_REVIEW, rules.DRAFT)


@dataclass(frozen=True, slots=True)
class Cell:
    """Of a topic in a language. state: of the version that counts (live before approved before in review before draft), or `missing`.

    waiting: the state of a newer version than the live one, None where there is none. expires: last day of the version that counts, None:
    no end. expiring: that is within 30 days, or past. changed: the French was changed since this translation was made. recording: there
    is a voice recording.
    """

    topic: str
    locale: str
    state: str = MISSING
    message_id: int | None = None
    version: int | None = None
    waiting: str | None = None
    expires: date | None = None
    expiring: bool = False
    changed: bool = False
    recording: bool = False


def coverage(session: Session, topics: list[str], locales: list[str], on: date, audience: str = rules.CITIZEN) -> list[list[Cell]]:
    """By topic, in the order given: a cell by locale, in the order given."""
    rows: dict[tuple[str, str], list[OfficialMessage]] = {}
    found = select(OfficialMessage).where(OfficialMessage.audience == audience, OfficialMessage.state != rules.WITHDRAWN)
    for row in session.scalars(found.order_by(OfficialMessage.version.desc())):
        rows.setdefault((row.topic, row.locale), []).append(row)
    french = {topic: digest(best.text) for topic in topics if (best := _best(rows.get((topic, FRENCH), []))) is not None}
    return [[_cell(topic, locale, rows.get((topic, locale), []), french.get(topic), on) for locale in locales] for topic in topics]


def _best(rows: list[OfficialMessage]) -> OfficialMessage | None:
    return min(rows, key=lambda row: (_BEST.index(row.state), -row.version), default=None)


def _cell(topic: str, locale: str, rows: list[OfficialMessage], french: str | None, on: date) -> Cell:
    best = _best(rows)
    if best is None:
        return Cell(topic, locale)
    newer = [row for row in rows if row.version > best.version]
    return Cell(
        topic,
        locale,
        state=best.state,
        message_id=best.id,
        version=best.version,
        waiting=newer[0].state if newer else None,
        expires=best.valid_to,
        expiring=best.valid_to is not None and best.valid_to <= on + EXPIRING,
        changed=bool(best.translated_from and french and best.translated_from != french),
        recording=best.recording_digest is not None,
    )


@dataclass(frozen=True, slots=True)
class Expiring:
    """A live message that ends soon, or has ended: its last day is `expires`."""

    message_id: int
    topic: str
    locale: str
    audience: str
    title: str
    expires: date


def expiring(session: Session, on: date, limit: int = 50) -> list[Expiring]:
    """Live messages of which the last day is at most 30 days away, or past; the soonest first."""
    rows = session.scalars(
        select(OfficialMessage)
        .where(OfficialMessage.state == rules.LIVE, OfficialMessage.valid_to <= on + EXPIRING)
        .order_by(OfficialMessage.valid_to, OfficialMessage.topic, OfficialMessage.locale)
        .limit(limit)
    )
    return [Expiring(row.id, row.topic, row.locale, row.audience, row.title, row.valid_to) for row in rows if row.valid_to is not None]
