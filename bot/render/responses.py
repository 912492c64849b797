"""The responses of `domain.yml`: French source text, buttons, topics. Read once."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.say import Option
from core.settings import ROOT

DOMAIN = ROOT / "domain.yml"


@dataclass(frozen=True, slots=True)
class Response:
    """One response. official: the topic of the official message that it stands for. topics: official messages offered as choices."""

    name: str
    text: str
    options: tuple[Option, ...]
    official: str | None
    topics: tuple[str, ...]


def _read(name: str, variation: dict[str, Any]) -> Response:
    custom = variation.get("custom") or {}
    return Response(
        name=name,
        text=variation.get("text", ""),
        options=tuple(Option(button["payload"], button["title"]) for button in variation.get("buttons") or ()),
        official=custom.get("official"),
        topics=tuple(custom.get("topics") or ()),
    )


@cache
def responses(path: Path = DOMAIN) -> dict[str, Response]:
    """All responses by name."""
    domain = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: _read(name, variations[0]) for name, variations in domain["responses"].items()}


@cache
def task_title(payload: str) -> str | None:
    """The French title under which a payload stands in the main menu, else in any response; None where nothing offers it."""
    everything = responses()
    for response in (everything["utter_menu"], *everything.values()):
        for option in response.options:
            if option.payload == payload:
                return option.title
    return None
