"""What is official today."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from messages.files import digest
from messages.models import Fact, OfficialMessage


@dataclass(frozen=True, slots=True)
class Official:
    """A message as it may be shown. draft: nobody approved it: say so. next: topics and tasks that are the natural next step."""

    topic: str
    locale: str
    title: str
    text: str
    source: str
    source_date: date
    draft: bool
    next: tuple[str, ...]
    audio: str | None


def _latest(session: Session, topic: str, locale: str, audience: str, on: date, drafts: bool) -> OfficialMessage | None:
    statuses = ("approved", "draft") if drafts else ("approved",)
    return session.scalars(
        select(OfficialMessage)
        .where(
            OfficialMessage.topic == topic,
            OfficialMessage.locale == locale,
            OfficialMessage.audience == audience,
            OfficialMessage.status.in_(statuses),
            OfficialMessage.valid_from <= on,
            or_(OfficialMessage.valid_to.is_(None), OfficialMessage.valid_to >= on),
        )
        .order_by(OfficialMessage.version.desc())
        .limit(1)
    ).first()


def live(session: Session, topic: str, locale: str, *, on: date, audience: str = "citizen", drafts: bool = False) -> Official | None:
    """The newest version that is valid on the day; an approved one, or with `drafts` also one that is not. None where there is none."""
    row = _latest(session, topic, locale, audience, on, drafts)
    if row is None:
        return None
    return Official(
        row.topic, row.locale, row.title, row.text, row.source, row.source_date, row.status == "draft", tuple(row.next), row.audio
    )


def title(session: Session, topic: str, locale: str, *, on: date, drafts: bool = False) -> str | None:
    """The title of a topic's message in a language, else in French; None for what is no topic."""
    for wanted, with_drafts in ((locale, drafts), ("fr", False)):
        row = _latest(session, topic, wanted, "citizen", on, with_drafts)
        if row is not None:
            return row.title
    return None


def facts(session: Session, on: date) -> dict[str, str]:
    """The facts that hold on a day: `{"hotline": "36061", ...}`; of two that hold, the later one."""
    rows = session.scalars(
        select(Fact).where(Fact.valid_from <= on, or_(Fact.valid_to.is_(None), Fact.valid_to >= on)).order_by(Fact.valid_from)
    )
    return {row.key: row.value for row in rows}


@dataclass(frozen=True, slots=True)
class LocaleStatus:
    """Counts for `assa messages status`. changed: drafts or translations whose French was changed since."""

    locale: str
    live: int
    draft: int
    missing: int
    expiring: int
    changed: int


def status(session: Session, topics: list[str], locales: list[str], on: date) -> list[LocaleStatus]:
    """By locale: live and draft messages, topics without any, those that expire in 30 days, those behind the French."""
    french = {t: row for t in topics if (row := _latest(session, t, "fr", "citizen", on, True)) is not None}
    result = []
    for locale in locales:
        count: Counter[str] = Counter()
        for topic in topics:
            row = _latest(session, topic, locale, "citizen", on, True)
            if row is None:
                count["missing"] += 1
                continue
            count["live" if row.status == "approved" else "draft"] += 1
            count["expiring"] += row.valid_to is not None and row.valid_to <= on + timedelta(days=30)
            source = french.get(topic)
            count["changed"] += bool(row.translated_from and source is not None and row.translated_from != digest(source.text))
        result.append(LocaleStatus(locale, count["live"], count["draft"], count["missing"], count["expiring"], count["changed"]))
    return result
