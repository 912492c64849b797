"""How far the official messages are, by language."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages import queries
from messages.files import digest
from messages.models import OfficialMessage
from messages.queries import FRENCH
from messages.rules import CITIZEN

EXPIRING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class LocaleStatus:
    """Counts for `assa messages status`. expiring: live, and within 30 days no more. changed: of a French text that was changed since."""

    locale: str
    live: int
    draft: int
    missing: int
    expiring: int
    changed: int


def status(session: Session, topics: list[str], locales: list[str], on: date) -> list[LocaleStatus]:
    """By locale: topics with a live message, with a draft only, with none; those that expire in 30 days, those behind the French."""
    french = {topic: row for topic in topics if (row := queries.live(session, topic, FRENCH, on=on)) is not None}
    return [_of_locale(session, topics, locale, on, french) for locale in locales]


def _of_locale(session: Session, topics: list[str], locale: str, on: date, french: dict[str, queries.Official]) -> LocaleStatus:
    count: Counter[str] = Counter()
    for topic in topics:
        official = queries.in_locale(session, topic, locale, on=on)
        if official is None:
            count["missing"] += 1
            continue
        count["draft" if official.draft else "live"] += 1
        count["expiring"] += not official.draft and official.valid_to is not None and official.valid_to <= on + EXPIRING
        source = french.get(topic)
        count["changed"] += bool(official.translated_from and source is not None and official.translated_from != digest(source.text))
    return LocaleStatus(locale, count["live"], count["draft"], count["missing"], count["expiring"], count["changed"])


@dataclass(frozen=True, slots=True)
class Expiring:
    """A live message, and the last day on which it may be said."""

    topic: str
    locale: str
    title: str
    valid_to: date


def expiring(session: Session, on: date, within: timedelta = EXPIRING) -> list[Expiring]:
    """What is live for citizens and will not be in a while, the first to go first; what is past its day and not replaced, too."""
    rows = session.execute(
        select(OfficialMessage.topic, OfficialMessage.locale, OfficialMessage.title, OfficialMessage.valid_to)
        .where(OfficialMessage.state == "live", OfficialMessage.audience == CITIZEN, OfficialMessage.valid_to <= on + within)
        .order_by(OfficialMessage.valid_to, OfficialMessage.topic, OfficialMessage.locale)
    )
    return [Expiring(topic, locale, title, day) for topic, locale, title, day in rows if day is not None]
