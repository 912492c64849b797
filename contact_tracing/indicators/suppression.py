"""Small cells: counts that could point at somebody are not given to who may not see people. Pure.

A share of which the part, or the rest, is 1 to `below` - 1 is hidden whole, with what it is of; so is a count of 1 to `below` - 1 and a
spread of so few values. 0 stays: nobody is nobody. What this cannot see: the difference of two questions (a region, and all of it but one
place).
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from contact_tracing.indicators.figures import HIDDEN, Offspring, Share, Spread
from contact_tracing.indicators.reproduction import Estimate

Figures = TypeVar("Figures")


def suppressed(found: Figures, below: int) -> Figures:
    """The same figures, small ones hidden; a hidden count is None. below: 0 or 1 hides nothing."""
    kept: Figures = _value(found, below)
    return kept


def _small(count: int, below: int) -> bool:
    return 0 < count < below


def _value(value: Any, below: int) -> Any:
    if isinstance(value, Share):
        return HIDDEN if _small(value.part, below) or _small(value.of - value.part, below) else value
    if isinstance(value, Spread):
        return Spread(None, None, None, None, None, None) if value.n is not None and _small(value.n, below) else value
    if isinstance(value, Offspring):
        return Offspring(None, None, None) if value.cases is not None and _small(value.cases, below) else value
    if isinstance(value, Estimate):
        return dataclasses.replace(value, cases=None) if value.cases is not None and _small(value.cases, below) else value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(value, **{field.name: _value(getattr(value, field.name), below) for field in dataclasses.fields(value)})
    if isinstance(value, Mapping):
        return {key: _value(each, below) for key, each in value.items()}
    if isinstance(value, int) and not isinstance(value, bool):
        return None if _small(value, below) else value
    return value
