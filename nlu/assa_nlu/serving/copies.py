"""Slots are copied with all that they hold, as ever, and without asking each how it wants to be copied.

Rasa replays a conversation for every prediction, with a copy of every slot for each; `copy.copy` takes most of that time to find out how.
"""

from __future__ import annotations

from rasa.shared.core.slots import Slot


def _copied(self: Slot) -> Slot:
    other = object.__new__(type(self))
    other.__dict__.update(self.__dict__)
    return other


def quicken() -> None:
    """Twice is the same as once."""
    Slot.__copy__ = _copied
