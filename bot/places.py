"""The answer to a question for a place: what it may mean, and which of several."""

from collections.abc import Callable, Iterable

from bot.say import Option, Say
from bot.stages.base import TurnContext
from core import geography
from core.geography import Match
from core.i18n import N_

OTHER = "other"
"""The choice of none of those that are offered."""


def where(said: str, turn: TurnContext, within: str | None = None) -> list[Match]:
    """What was said, or the place that was chosen. within: code of a place, to look in it only."""
    chosen = geography.place(said, turn.today)
    return geography.meant(said, turn.today, within) if chosen is None else [Match(chosen, 100.0)]


def offer(turn: TurnContext, found: Iterable[Match], payload: Callable[[str], str]) -> None:
    """Which of these? payload: of a choice, from a code or `OTHER`."""
    options = [Option(payload(each.place.code), geography.title(each.place, turn.today)) for each in found]
    turn.says.append(Say("utter_error_place_several", {}, (*options, Option(payload(OTHER), N_("Un autre lieu")))))
    turn.settle()


def parts(code: str, turn: TurnContext) -> dict[str, str | None]:
    """Region, and the finest place in it, as cases and contacts hold them."""
    region = geography.path(code, turn.today)[-1]
    return {"region": region, "cercle": code if code != region else None}
