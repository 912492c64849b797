"""Official messages for translators, as a gettext catalog: the French, the present text, and back as drafts.

An entry's context is `<topic>/title` or `<topic>/text`. What nobody approved is `fuzzy`. A catalog that comes back makes drafts, whatever
its marks say: a file approves nothing here.
"""

import io
from dataclasses import dataclass
from datetime import date

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import PoFileError, read_po, write_po
from sqlalchemy.orm import Session

from messages import queries, rules, service
from messages.errors import BadEntry, BadTranslation
from messages.files import digest, placeholders
from messages.queries import FRENCH, Official

MAX_TITLE = 60
MAX_BYTES = 2_000_000


def as_catalog(session: Session, topics: list[str], locale: str, on: date) -> bytes:
    """A PO file of the topics that have a French text, with what there is in `locale`, drafts marked `fuzzy`, for a translation editor."""
    catalog = Catalog(fuzzy=False)
    for topic in topics:
        french = queries.in_locale(session, topic, FRENCH, on=on)
        if french is None:
            continue
        there = queries.in_locale(session, topic, locale, on=on)
        notes = [f"{french.source}, {french.source_date.isoformat()}"]
        if there is not None and there.translated_from and there.translated_from != digest(french.text):
            notes.append("le français a changé depuis")
        flags = {"fuzzy"} if there is not None and (there.draft or len(notes) > 1) else set()
        for part in ("title", "text"):
            catalog[getattr(french, part)] = Entry(
                getattr(french, part),
                "" if there is None else getattr(there, part),
                context=f"{topic}/{part}",
                auto_comments=notes,
                flags=flags,
            )
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, omit_header=True)
    header = f'msgid ""\nmsgstr ""\n"Language: {locale}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return header.encode() + buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Taken:
    """drafts: topics of which a draft was made or changed. unchanged: how many topics say what they said."""

    drafts: tuple[str, ...]
    unchanged: int


def take_catalog(session: Session, content: bytes, locale: str, actor: str, on: date) -> Taken:
    """Make a draft of each topic whose translation is new, all or nothing. A changed text loses its recording, which no longer says it.

    Raises BadTranslation with every bad entry.
    """
    words = _translated(session, _entries(content, locale), on)
    drafts: list[str] = []
    for topic in words:
        french, there = queries.in_locale(session, topic, FRENCH, on=on), queries.in_locale(session, topic, locale, on=on)
        assert french is not None
        if _draft(session, french, there, words[topic], locale, actor):
            drafts.append(topic)
    return Taken(tuple(drafts), len(words) - len(drafts))


def _entries(content: bytes, locale: str) -> list[Entry]:
    if locale == FRENCH:
        raise BadTranslation([BadEntry("", "is_the_source")])
    if len(content) > MAX_BYTES:
        raise BadTranslation([BadEntry("", "too_large")])
    try:
        catalog = read_po(io.BytesIO(content), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError, LookupError) as error:
        raise BadTranslation([BadEntry("", "not_a_catalog")]) from error
    return [entry for entry in catalog if entry.id and entry.string]


def _translated(session: Session, entries: list[Entry], on: date) -> dict[str, dict[str, str]]:
    """By topic: `title` and `text` as the catalog has them."""
    bad: list[BadEntry] = []
    words: dict[str, dict[str, str]] = {}
    for entry in entries:
        topic, _, part = (entry.context or "").partition("/")
        french = queries.in_locale(session, topic, FRENCH, on=on) if part in ("title", "text") else None
        problem = _problem(entry, part, french)
        if problem:
            bad.append(BadEntry(entry.context or str(entry.id)[:60], problem))
        else:
            words.setdefault(topic, {})[part] = str(entry.string).strip()
    if bad:
        raise BadTranslation(bad)
    return words


def _problem(entry: Entry, part: str, french: Official | None) -> str | None:
    if french is None:
        return "unknown_context"
    if entry.id != getattr(french, part):
        return "french_changed"
    if placeholders(str(entry.string)) != placeholders(str(entry.id)):
        return "placeholders"
    return "too_long" if part == "title" and len(str(entry.string).strip()) > MAX_TITLE else None


def _draft(session: Session, french: Official, there: Official | None, words: dict[str, str], locale: str, actor: str) -> bool:
    """Whether a draft was made or changed."""
    title = words.get("title") or (french.title if there is None else there.title)
    said = words.get("text") or (french.text if there is None else there.text)
    if there is not None and (title, said) == (there.title, there.text):
        return False
    if there is None and "text" not in words:
        return False
    content = service.Text(
        title, said, french.source, french.source_date, french.valid_from, french.valid_to, digest(french.text), list(french.next)
    )
    newest = next(iter(queries.versions(session, french.topic, locale)), None)
    if newest is not None and newest.state == rules.DRAFT:
        service.edit(session, newest.id, content, actor)
    else:
        service.create(session, french.topic, locale, rules.CITIZEN, content, actor)
    return True
