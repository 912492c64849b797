"""Which of the offered choices a message chooses: "1", "1.", "un", "１", "1️⃣", the label and the tap are the same.

Menus are resolved against what was really offered, to that person, last. A tap names its menu, so that it is never read as the same
number of another.
"""

from dataclasses import dataclass
from typing import Any

from assa_text import fold, parse_numbers

KEPT_MENUS = 4
"""How many menus stay tappable. Older ones are answered with the question that is open now."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """payloads: one, or several of a menu where several may be chosen. stale: chosen by a tap on a menu that is not the last.
    question: the number of the question that the menu was offered for."""

    payloads: tuple[str, ...]
    stale: bool = False
    question: int | None = None


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """Digits that no choice of the open menu has."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A tap on a menu that is not kept any more."""


Resolution = Chosen | OutOfRange | Unknown | None


def remember(menus: list[dict[str, Any]], menu: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The menus after a turn: the new one open, the others closed but tappable; None: the last thing said offered nothing."""
    kept = [{**old, "open": False} for old in menus]
    if menu is not None:
        kept.append({**menu, "open": True})
    return kept[-KEPT_MENUS:]


def resolve_tap(menus: list[dict[str, Any]], choice_id: str) -> Resolution:
    """What a tap on the choice `<menu>.<number>` chooses."""
    menu_number, _, number = choice_id.partition(".")
    if not (menu_number.isascii() and menu_number.isdigit() and number.isascii() and number.isdigit()):
        return Unknown()
    for menu in menus:
        if menu["number"] == int(menu_number) and 1 <= int(number) <= len(menu["choices"]):
            return Chosen((menu["choices"][int(number) - 1]["payload"],), stale=menu is not menus[-1], question=menu.get("question"))
    return Unknown()


def resolve_text(menus: list[dict[str, Any]], text: str, words: dict[str, int]) -> Resolution:
    """What typed text chooses from the open menu. words: number words of all languages (`un`, `fila`), folded. None: it is not a choice."""
    menu = menus[-1] if menus and menus[-1].get("open") else None
    if menu is None:
        return None
    choices = menu["choices"]
    folded = fold(text)
    for choice in choices:
        if folded and folded == fold(choice["title"]):
            return Chosen((choice["payload"],), question=menu.get("question"))
    numbers = parse_numbers(text, words)
    if not numbers:
        return None
    if any(not 1 <= n <= len(choices) for n in numbers):
        return OutOfRange()
    if len(numbers) > 1 and not menu.get("multiple"):
        return None
    return Chosen(tuple(choices[n - 1]["payload"] for n in dict.fromkeys(numbers)), question=menu.get("question"))
