"""What is official today."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from core.kept import MARK as MARK
from core.kept import keep as keep
from core.kept import kept
from messages import rules
from messages.files import digest
from messages.models import Fact, OfficialMessage, Recording
from messages.proposals import Proposal, fact_proposals

__all__ = [
    "FRENCH",
    "Official",
    "Proposal",
    "Version",
    "fact_proposals",
    "facts",
    "in_locale",
    "live",
    "recording",
    "title",
    "version",
    "versions",
]

FRENCH = "fr"


@dataclass(frozen=True, slots=True)
class Official:
    """A message as it may be shown.

    id: of the version, for what is said about it (a rating, "the source?"). locale: the language it is in, which may be French where
    another was asked for. draft: nobody approved it: say so. valid_from, valid_to: inclusive. next: topics and tasks that are the natural
    next step. recording: the handle of the voice recording (`queries.recording`), None where there is none; recording_seconds: its length.
    translated_from: digest of the French that a translation was made from.
    """

    id: int
    topic: str
    locale: str
    audience: str
    version: int
    title: str
    text: str
    source: str
    source_date: date
    valid_from: date
    valid_to: date | None
    draft: bool
    next: tuple[str, ...]
    recording: str | None = None
    recording_seconds: float | None = None
    translated_from: str | None = None


def _valid(on: date) -> tuple[object, ...]:
    return OfficialMessage.valid_from <= on, or_(OfficialMessage.valid_to.is_(None), OfficialMessage.valid_to >= on)


def _published(session: Session, topic: str, locale: str, audience: str, on: date) -> OfficialMessage | None:
    """What may be sent on the day: the live version, else the one that was live last and still holds."""
    return session.scalars(
        select(OfficialMessage)
        .where(
            OfficialMessage.topic == topic,
            OfficialMessage.locale == locale,
            OfficialMessage.audience == audience,
            OfficialMessage.state.in_((rules.LIVE, rules.APPROVED)),
            OfficialMessage.published_at.is_not(None),
            *_valid(on),  # type: ignore[arg-type]
        )
        .order_by(case((OfficialMessage.state == rules.LIVE, 0), else_=1), OfficialMessage.published_at.desc(), OfficialMessage.id.desc())
        .limit(1)
    ).first()


def _draft(session: Session, topic: str, locale: str, audience: str, on: date) -> OfficialMessage | None:
    """The newest text that waits for approval and is newer than what was ever published."""
    key = (OfficialMessage.topic == topic, OfficialMessage.locale == locale, OfficialMessage.audience == audience)
    published = select(func.max(OfficialMessage.version)).where(*key, OfficialMessage.published_at.is_not(None)).scalar_subquery()
    return session.scalars(
        select(OfficialMessage)
        .where(
            *key,
            OfficialMessage.state.in_((rules.DRAFT, rules.IN_REVIEW)),
            OfficialMessage.version > func.coalesce(published, 0),
            *_valid(on),  # type: ignore[arg-type]
        )
        .order_by(OfficialMessage.version.desc())
        .limit(1)
    ).first()


def _in_locale(session: Session, topic: str, locale: str, audience: str, on: date, drafts: bool) -> OfficialMessage | None:
    """Of one language: for the audience, else for everybody; what is official before a draft."""
    audiences = dict.fromkeys((audience, rules.CITIZEN))
    for wanted in audiences:
        found = _published(session, topic, locale, wanted, on)
        if found is None and drafts:
            found = _draft(session, topic, locale, wanted, on)
        if found is not None:
            return found
    return None


@kept
def live(session: Session, topic: str, locale: str, *, on: date, audience: str = rules.CITIZEN, drafts: bool = False) -> Official | None:
    """The nearest valid message on a day: in the language (the live version, else an earlier one that still holds, else with `drafts` one
    that nobody approved yet), else in French; None where nothing holds: the caller names the hotline. What expired is never returned."""
    for wanted in dict.fromkeys((locale, FRENCH)):
        row = _in_locale(session, topic, wanted, audience, on, drafts and wanted == locale)
        if row is not None:
            return _official(session, row)
    return None


def in_locale(session: Session, topic: str, locale: str, *, on: date) -> Official | None:
    """What there is for citizens in one language and no other, a draft included."""
    row = _in_locale(session, topic, locale, rules.CITIZEN, on, drafts=True)
    return None if row is None else _official(session, row)


def version(session: Session, message_id: int) -> Official | None:
    """One version, whatever its state, for who asks about what was said; None for an unknown id."""
    row = session.get(OfficialMessage, message_id)
    return None if row is None else _official(session, row)


def _official(session: Session, row: OfficialMessage) -> Official:
    voice = row.recording_digest
    return Official(
        id=row.id,
        topic=row.topic,
        locale=row.locale,
        audience=row.audience,
        version=row.version,
        title=row.title,
        text=row.text,
        source=row.source,
        source_date=row.source_date,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        draft=row.state in (rules.DRAFT, rules.IN_REVIEW),
        next=tuple(row.next),
        recording=voice,
        recording_seconds=session.scalar(select(Recording.seconds).where(Recording.digest == voice)) if voice else None,
        translated_from=row.translated_from,
    )


def digest_of(french: Official) -> str:
    """What a translation keeps of the French text that it was made from, as its `translated_from`."""
    return digest(french.text)


def recording(session: Session, handle: str) -> bytes | None:
    """The Ogg/Opus bytes of a recording by its handle; None where there is none."""
    return session.scalar(select(Recording.content).where(Recording.digest == handle))


def title(session: Session, topic: str, locale: str, *, on: date, drafts: bool = False) -> str | None:
    """The title of a topic's message in a language, else in French; None for what is no topic."""
    found = live(session, topic, locale, on=on, drafts=drafts)
    return None if found is None else found.title


@kept
def facts(session: Session, on: date) -> dict[str, str]:
    """The facts that hold on a day: `{"hotline": "36061", ...}`; of two that hold, the later one."""
    rows = session.scalars(
        select(Fact).where(Fact.valid_from <= on, or_(Fact.valid_to.is_(None), Fact.valid_to >= on)).order_by(Fact.valid_from)
    )
    return {row.key: row.value for row in rows}


@dataclass(frozen=True, slots=True)
class Version:
    """A version as the command line and the console list it."""

    id: int
    topic: str
    locale: str
    audience: str
    version: int
    state: str
    author: str | None
    approved_by: str | None
    published_at: datetime | None


def versions(session: Session, topic: str, locale: str, audience: str = rules.CITIZEN) -> list[Version]:
    """All versions of a message, the newest first."""
    rows = session.scalars(
        select(OfficialMessage)
        .where(and_(OfficialMessage.topic == topic, OfficialMessage.locale == locale, OfficialMessage.audience == audience))
        .order_by(OfficialMessage.version.desc())
    )
    return [Version(r.id, r.topic, r.locale, r.audience, r.version, r.state, r.author, r.approved_by, r.published_at) for r in rows]
