"""Who waits is shown that we read and think; who is answered at once is not; a tapped button gets its sign in any case."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bot import turn
from bot.arrival import Claimed
from bot.inbound import Inbound, Kind
from bot.models import Conversation
from bot.turn import Turns


@dataclass(frozen=True, slots=True)
class Answering(Turns):
    """Answers after a while, or fails."""

    seconds: float = 0.0
    error: Exception | None = None
    shown: list[str] = field(default_factory=list)

    async def _stages(self, *rest):
        await asyncio.sleep(self.seconds)
        if self.error is not None:
            raise self.error


async def answered(kind, seconds, error=None):
    """What was shown while a message of that kind was answered."""
    shown = []

    async def attend(inbound):
        shown.append(inbound.provider_id)

    claimed = Claimed(Conversation(), 1, Inbound("telegram", "1", "m", kind, "bonjour").to_json(), datetime.now(UTC))
    turns = Answering(None, None, {}, None, attend, seconds=seconds, error=error)
    if error is None:
        await turns._turn(None, claimed)
    else:
        with pytest.raises(type(error)):
            await turns._turn(None, claimed)
    return shown


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(turn, "PATIENCE", 0.05)


async def test_an_answer_at_once_needs_no_sign():
    assert await answered(Kind.TEXT, 0.0) == []


async def test_who_waits_is_shown_that_we_think():
    assert await answered(Kind.TEXT, 0.5) == ["m"]


async def test_a_tapped_button_gets_its_sign_in_any_case():
    assert await answered(Kind.CHOICE, 0.0) == ["m"]


async def test_nothing_is_shown_after_a_turn_that_failed():
    assert await answered(Kind.TEXT, 0.0, ValueError()) == []
    await asyncio.sleep(0.1)
