"""Talks to a running ASSA, for whoever works on it or has only a terminal."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

import httpx

from core.i18n import LOCALES


class NotRunning(Exception):
    """Nothing answers at that address."""


def lines(message: dict[str, Any]) -> list[str]:
    """A message as the terminal shows it, its choices numbered."""
    return [message["text"], *(f"  {number}. {choice['title']}" for number, choice in enumerate(message["choices"], 1)), ""]


def talk(url: str, typed: Iterable[str], show: Callable[[str], None], locale: str | None = None) -> None:
    """Send each typed line, show each answer. locale: chosen first, by its name. Raises NotRunning."""
    sender = f"terminal-{uuid4().hex}"
    with httpx.Client(base_url=url, timeout=60) as http:

        def say(text: str) -> None:
            try:
                response = http.post("/chat/messages", json={"sender": sender, "text": text})
            except httpx.HTTPError as error:
                raise NotRunning(url) from error
            if response.status_code != 200:
                show(f"({response.status_code}: {response.text})")
                return
            for message in response.json()["messages"]:
                for line in lines(message):
                    show(line)

        say("start" if locale is None else LOCALES[locale])
        for text in typed:
            say(text)
