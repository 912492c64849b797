"""Message files: `locales/<lang>/messages/<topic>.md`, YAML front matter and text. Reading and writing are inverse.

A seed says `status: approved` (with `approved_by`), `draft` or `withdrawn`; an exported file says `state:`, the exact one, with `version:`,
`history:` and the rest. `status: approved` means: allowed, to be live.
"""

import csv
import hashlib
import re
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from messages import recordings
from messages.errors import BadMessageFile, BadRecording
from messages.rules import APPROVED, AUDIENCES, LIVE, STATES

_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<text>.*)\Z", re.DOTALL)
_REQUIRED = ("topic", "locale", "title", "source", "source_date", "valid_from")
_OF_SEEDS = {"draft": "draft", "approved": LIVE, "withdrawn": "withdrawn"}
_LENGTHS = {"topic": 40, "locale": 8, "title": 60, "source": 300, "author": 200, "approved_by": 200}


@dataclass(frozen=True, slots=True)
class Step:
    """A transition as a file keeps it; `from_state` None: the version was made."""

    at: datetime
    by: str
    from_state: str | None
    to_state: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class MessageFile:
    """A version in a file. version: None in a seed. recording: name of the .ogg file beside it; recording_content: its bytes."""

    topic: str
    locale: str
    title: str
    state: str
    source: str
    source_date: date
    valid_from: date
    text: str
    audience: str = "citizen"
    version: int | None = None
    valid_to: date | None = None
    author: str | None = None
    approved_by: str | None = None
    translated_from: str | None = None
    recording: str | None = None
    next: list[str] = field(default_factory=list)
    created_at: datetime | None = None
    published_at: datetime | None = None
    origin: str = "file"
    history: list[Step] = field(default_factory=list)
    recording_content: bytes | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """How it is named in reports: `fr/messages/masks`, with the audience where it is not the citizen."""
        return f"{self.locale}/messages/{self.topic}" + ("" if self.audience == "citizen" else f".{self.audience}")


@dataclass(frozen=True, slots=True)
class FactRow:
    key: str
    value: str
    valid_from: date
    valid_to: date | None
    source: str


def digest(text: str) -> str:
    """SHA-256 (hex) of a French text, kept by its translations as `translated_from`."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def placeholders(text: str) -> set[str]:
    """The facts that a text names."""
    return set(re.findall(r"\{([a-z_]+)\}", text))


def parse(content: str, path: str) -> MessageFile:
    """The message in a file's content, without its recording. Raises BadMessageFile naming what is wrong."""
    match = _FRONT.match(content)
    if match is None:
        raise BadMessageFile(path=path, problem="missing_front_matter")
    try:
        front = yaml.safe_load(match["front"])
    except (yaml.YAMLError, ValueError) as error:
        raise BadMessageFile(path=path, problem="not_yaml") from error
    if not isinstance(front, dict):
        raise BadMessageFile(path=path, problem="missing_front_matter")
    return _message(front, match["text"].strip(), path)


def _message(front: dict[str, Any], text: str, path: str) -> MessageFile:
    state = _state(front, path)
    values = {key: value for key, value in front.items() if key not in ("status", "state")}
    _check(values, text, path)
    if state in (APPROVED, LIVE) and not values.get("approved_by"):
        raise BadMessageFile(path=path, problem="missing_key", key="approved_by")
    for key in ("created_at", "published_at"):
        if values.get(key) is not None:
            values[key] = _moment(values[key])
    if "history" in values:
        values["history"] = [_step(step, path) for step in values["history"]]
    return MessageFile(**values, state=state, text=text)


def _check(values: dict[str, Any], text: str, path: str) -> None:
    """Raises BadMessageFile for the first key that is missing, unknown, or not of its kind."""
    for key in _REQUIRED:
        if values.get(key) in (None, ""):
            raise BadMessageFile(path=path, problem="missing_key", key=key)
    unknown = values.keys() - ({each.name for each in fields(MessageFile)} - {"text", "recording_content"})
    if unknown:
        raise BadMessageFile(path=path, problem="unknown_key", key=sorted(unknown)[0])
    if not text:
        raise BadMessageFile(path=path, problem="missing_key", key="text")
    for key, value in values.items():
        if not _good(key, value):
            raise BadMessageFile(path=path, problem="bad_value", key=key)


def _state(front: dict[str, Any], path: str) -> str:
    if "state" in front:
        state = front["state"]
        if state not in STATES:
            raise BadMessageFile(path=path, problem="bad_value", key="state")
        return str(state)
    if front.get("status") in (None, ""):
        raise BadMessageFile(path=path, problem="missing_key", key="status")
    if front["status"] not in _OF_SEEDS:
        raise BadMessageFile(path=path, problem="bad_value", key="status")
    return _OF_SEEDS[front["status"]]


def _good(key: str, value: Any) -> bool:
    """Whether a value is of its key's kind."""
    if key in ("source_date", "valid_from", "valid_to"):
        return type(value) is date or (value is None and key == "valid_to")
    if key in _LENGTHS:
        return (value is None and key not in _REQUIRED) or (isinstance(value, str) and len(value) <= _LENGTHS[key])
    if key == "audience":
        return value in AUDIENCES
    if key == "version":
        return value is None or (type(value) is int and value > 0)
    if key == "next":
        return isinstance(value, list) and all(isinstance(name, str) for name in value)
    if key == "origin":
        return value in ("file", "service")
    if key in ("created_at", "published_at"):
        return value is None or _moment(value) is not None
    if key == "translated_from":
        return value is None or re.fullmatch(r"[0-9a-f]{64}", str(value)) is not None
    if key == "recording":
        return value is None or re.fullmatch(r"[\w.-]+\.(ogg|opus)", str(value)) is not None
    return key != "history" or isinstance(value, list)


def _moment(value: Any) -> datetime | None:
    """A point in time with its zone; UTC where none is written; None for what is none."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _step(step: Any, path: str) -> Step:
    moment = _moment(step.get("at")) if isinstance(step, dict) else None
    states = (*STATES, None)
    if moment is None or not step.get("by") or step.get("from") not in states or step.get("to") not in STATES:
        raise BadMessageFile(path=path, problem="bad_value", key="history")
    return Step(moment, str(step["by"]), step.get("from"), step["to"], str(step.get("comment") or ""))


def render(message: MessageFile) -> str:
    """The file's content; `parse` gives the message back, `read_folder` its recording too."""
    front: dict[str, Any] = {}
    for each in fields(MessageFile):
        value = getattr(message, each.name)
        if each.name in ("text", "recording_content", "history") or value in (None, []) or (each.name, value) == ("origin", "file"):
            continue
        front[each.name] = value.isoformat() if isinstance(value, datetime) else value
    if message.history:
        front["history"] = [
            {"at": s.at.isoformat(), "by": s.by, "from": s.from_state, "to": s.to_state, "comment": s.comment} for s in message.history
        ]
    return f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)}---\n{message.text}\n"


def read_folder(locales: Path) -> list[MessageFile]:
    """All message files below `locales` with their recordings, French first. Raises BadMessageFile for the first bad one."""
    paths = sorted(locales.glob("*/messages/*.md"), key=lambda path: (path.parts[-3] != "fr", path))
    return [_read(path, locales) for path in paths]


def _read(path: Path, locales: Path) -> MessageFile:
    name = str(path.relative_to(locales))
    try:
        message = parse(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as error:
        raise BadMessageFile(path=name, problem="bad_value", key="text") from error
    if message.locale != path.parts[-3]:
        raise BadMessageFile(path=name, problem="bad_value", key="locale")
    if message.recording is None:
        return message
    beside = path.with_name(message.recording)
    if not beside.is_file():
        raise BadMessageFile(path=name, problem="missing_recording", key="recording")
    content = beside.read_bytes()
    try:
        recordings.seconds(content)
    except BadRecording as error:
        raise BadMessageFile(path=name, problem="bad_recording", key="recording", why=error.fields["problem"]) from error
    return replace(message, recording_content=content)


def write_folder(messages: list[MessageFile], locales: Path) -> int:
    """Write versions below `locales`: the one that counts (live, else the newest) as `<topic>.md`, others as `<topic>.v<N>.md`, another
    audience's as `<topic>.<audience>.md`; recordings beside them. Returns how many."""
    main: dict[tuple[str, str, str], MessageFile] = {}
    for message in messages:
        key = (message.locale, message.topic, message.audience)
        best = main.get(key)
        if best is None or (message.state == LIVE, message.version or 0) > (best.state == LIVE, best.version or 0):
            main[key] = message
    for message in messages:
        is_main = main[(message.locale, message.topic, message.audience)] is message
        stem = message.topic + ("" if message.audience == "citizen" else f".{message.audience}")
        _write(message, locales / message.locale / "messages", stem if is_main else f"{stem}.v{message.version}")
    return len(messages)


def _write(message: MessageFile, folder: Path, stem: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if message.recording_content is not None:
        message = replace(message, recording=f"{stem}.ogg")
        (folder / f"{stem}.ogg").write_bytes(message.recording_content or b"")
    (folder / f"{stem}.md").write_text(render(message), encoding="utf-8")


def read_facts(path: Path) -> list[FactRow]:
    """The rows of `messages/facts.csv`. Raises BadMessageFile naming the row and column that is no fact."""
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            for key in ("key", "value", "source"):
                if not row.get(key):
                    raise BadMessageFile(path=path.name, problem="bad_value", key=f"{number}: {key}")
            rows.append(
                FactRow(row["key"], row["value"], _day(path, number, row, "valid_from"), _day_or_none(path, number, row), row["source"])
            )
    return rows


def _day(path: Path, number: int, row: dict[str, str], key: str) -> date:
    try:
        return date.fromisoformat(row[key])
    except (KeyError, TypeError, ValueError) as error:
        raise BadMessageFile(path=path.name, problem="bad_value", key=f"{number}: {key}") from error


def _day_or_none(path: Path, number: int, row: dict[str, str]) -> date | None:
    return _day(path, number, row, "valid_to") if row.get("valid_to") else None


def write_facts(facts: list[FactRow], path: Path) -> None:
    """The inverse of `read_facts`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("key", "value", "valid_from", "valid_to", "source"))
        writer.writerows((f.key, f.value, f.valid_from, f.valid_to or "", f.source) for f in facts)
