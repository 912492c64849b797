"""Message files: `locales/<lang>/messages/<topic>.md`, YAML front matter and text. Reading and writing are inverse."""

import csv
import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from messages.errors import BadMessageFile

STATUSES = ("draft", "approved", "withdrawn")
_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<text>.*)\Z", re.DOTALL)
_REQUIRED = ("topic", "locale", "title", "status", "source", "source_date", "valid_from")


@dataclass(frozen=True, slots=True)
class MessageFile:
    topic: str
    locale: str
    title: str
    status: str
    source: str
    source_date: date
    valid_from: date
    text: str
    audience: str = "citizen"
    valid_to: date | None = None
    approved_by: str | None = None
    translated_from: str | None = None
    audio: str | None = None
    next: list[str] = field(default_factory=list)


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
    """The message in a file's content. Raises BadMessageFile naming what is wrong."""
    match = _FRONT.match(content)
    if match is None:
        raise BadMessageFile(path=path, problem="missing_front_matter")
    front: dict[str, Any] = yaml.safe_load(match["front"]) or {}
    for key in _REQUIRED:
        if front.get(key) in (None, ""):
            raise BadMessageFile(path=path, problem="missing_key", key=key)
    unknown = front.keys() - set(MessageFile.__dataclass_fields__)
    if unknown:
        raise BadMessageFile(path=path, problem="unknown_key", key=sorted(unknown)[0])
    for key in ("source_date", "valid_from", "valid_to"):
        if front.get(key) is not None and type(front[key]) is not date:
            raise BadMessageFile(path=path, problem="bad_value", key=key)
    if front["status"] not in STATUSES:
        raise BadMessageFile(path=path, problem="bad_value", key="status")
    if front["status"] == "approved" and not front.get("approved_by"):
        raise BadMessageFile(path=path, problem="missing_key", key="approved_by")
    return MessageFile(**front, text=match["text"].strip())


def render(message: MessageFile) -> str:
    """The file's content; `parse` gives the message back."""
    front = {key: value for key in MessageFile.__dataclass_fields__ if key != "text" and (value := getattr(message, key)) not in (None, [])}
    return f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)}---\n{message.text}\n"


def read_folder(locales: Path) -> list[MessageFile]:
    """All message files below `locales`, French first. Raises BadMessageFile for the first bad one."""
    paths = sorted(locales.glob("*/messages/*.md"), key=lambda path: (path.parts[-3] != "fr", path))
    return [parse(path.read_text(encoding="utf-8"), str(path.relative_to(locales))) for path in paths]


def read_facts(path: Path) -> list[FactRow]:
    """The rows of `messages/facts.csv`."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            FactRow(
                key=row["key"],
                value=row["value"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                source=row["source"],
            )
            for row in csv.DictReader(file)
        ]
