"""The form of a version: what was typed, and what is wrong with it."""

from collections.abc import Mapping
from datetime import date

from starlette.datastructures import UploadFile

from console.page import Ask
from core.errors import InvalidInput
from messages.queries import FRENCH, Official, digest_of
from messages.service import Text

LENGTHS = {"title": 60, "text": 4000, "source": 300}
FIELDS = ("title", "text", "source", "source_date", "valid_from", "valid_to", "next")


def values_of(official: Official | None) -> dict[str, str]:
    """What the form shows of a version; of none, nothing."""
    if official is None:
        return dict.fromkeys(FIELDS, "")
    return {
        "title": official.title,
        "text": official.text,
        "source": official.source,
        "source_date": official.source_date.isoformat(),
        "valid_from": official.valid_from.isoformat(),
        "valid_to": "" if official.valid_to is None else official.valid_to.isoformat(),
        "next": ", ".join(official.next),
    }


def typed(ask: Ask) -> dict[str, str]:
    return {name: ask.text(name).replace("\r\n", "\n") for name in FIELDS}


def read(
    ask: Ask, values: Mapping[str, str], topics: frozenset[str], locale: str, french: Official | None, recording: bytes | None
) -> Text:
    """The text that was typed. recording: that of the version before, kept unless another is uploaded or it is to go.

    Raises InvalidInput with a code for each bad field.
    """
    bad: dict[str, str] = {name: "missing" for name in ("title", "text", "source", "source_date", "valid_from") if not values[name]}
    bad |= {name: "too_long" for name, most in LENGTHS.items() if len(values[name]) > most}
    days: dict[str, date | None] = {}
    for name in ("source_date", "valid_from", "valid_to"):
        try:
            days[name] = date.fromisoformat(values[name]) if values[name] else None
        except ValueError:
            bad[name] = "bad_date"
    first, last = days.get("valid_from"), days.get("valid_to")
    if first and last and last < first:
        bad["valid_to"] = "ends_before_it_begins"
    following = [name.strip() for name in values["next"].split(",") if name.strip()]
    if not set(following) <= topics:
        bad["next"] = "unknown_topic"
    if bad:
        raise InvalidInput(**bad)
    source_date, valid_from = days["source_date"], days["valid_from"]
    assert source_date is not None
    assert valid_from is not None
    return Text(
        values["title"],
        values["text"],
        values["source"],
        source_date,
        valid_from,
        last,
        None if locale == FRENCH or french is None else digest_of(french),
        following,
        _recording(ask, recording),
    )


def _recording(ask: Ask, before: bytes | None) -> bytes | None:
    uploaded = ask.form.get("recording")
    if isinstance(uploaded, UploadFile) and (content := uploaded.file.read()):
        return content
    return None if ask.text("no_recording") else before
