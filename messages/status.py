"""How far the official messages are, by language."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from messages import queries
from messages.files import digest
from messages.queries import FRENCH

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
