"""What the handlers of tracing share: who acts, where they may, what a tap says."""

import json
from typing import Any

from bot.stages.base import TurnContext
from bot.work import PAYLOAD
from contact_tracing.queries import CaseCard, ContactCard
from contact_tracing.service import Actor
from core import geography
from core.staff.queries import StaffView
from core.staff.roles import Role


def tapped(turn: TurnContext) -> dict[str, Any] | None:
    """What a chosen choice of work says to do (`do`, and its arguments); None for what was typed, and for other payloads."""
    if not turn.payload or not turn.text.startswith(PAYLOAD + "{"):
        return None
    said: dict[str, Any] = json.loads(turn.text.removeprefix(PAYLOAD))
    return said


def actor_of(staff: StaffView) -> Actor:
    """As histories note it."""
    return ("agent" if staff.role in (Role.AGENT, Role.IN_CHARGE) else "coordinator", staff.uuid)


def may_see(staff: StaffView, card: CaseCard | ContactCard, turn: TurnContext) -> bool:
    return staff.covers(card.place, turn.today)


def place_name(code: str | None, turn: TurnContext, locality: str | None = None) -> str:
    """`Sikasso, Bolibana`, `Benkadi (cercle de Sikasso)`; a dash for nowhere."""
    found = None if code is None else geography.place(code, turn.today)
    name = geography.title(found, turn.today) if found else code
    return ", ".join(each for each in (name, locality) if each) or "–"
