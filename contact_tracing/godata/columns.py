"""What a column of Go.Data's files is of ours: how it is read into a field, and written from it.

A cell is held when writing the field gives back what was read. Where it does not (an unknown code, a telephone that is no number, a date
with a time), and for columns without a field, what stood there is kept in the record's `extra`: see `record`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from contact_tracing.imports import cells

Record = Mapping[str, Any]
"""The fields of a case, contact, exposure, entry or sample, by the names of our columns."""


class Unknown(Exception):
    """A code that we do not know; `args[0]` is what the field gets instead."""


@dataclass(frozen=True, slots=True)
class Column:
    """field: of ours, None for what is only written. required: a file without it is refused. personal: given to who may see names."""

    name: str
    field: str | None
    read: Callable[[str], Any]
    write: Callable[[Record], str]
    required: bool = False
    personal: bool = False


def as_day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    return (value.astimezone(UTC).date() if isinstance(value, datetime) else value).isoformat()


def as_midnight(value: date | None) -> str:
    """As Go.Data's API writes a day."""
    return "" if value is None else f"{value.isoformat()}T00:00:00.000Z"


def as_text(value: Any) -> str:
    return "" if value is None else str(value)


def as_truth(value: bool | None) -> str:
    return "" if value is None else "TRUE" if value else "FALSE"


def only_true(value: bool | None) -> str:
    return "TRUE" if value else ""


def _one(field: str, how: Callable[[Any], str]) -> Callable[[Record], str]:
    return lambda record: how(record.get(field))


def identifier(name: str, field: str = "id", *, required: bool = True) -> Column:
    return Column(name, field, cells.identifier, _one(field, as_text), required)


def text(name: str, field: str, longest: int = 64, *, personal: bool = False) -> Column:
    return Column(name, field, lambda typed: cells.short(typed, longest), _one(field, as_text), personal=personal)


def day(name: str, field: str, *, required: bool = False) -> Column:
    return Column(name, field, cells.day, _one(field, as_day), required)


def midnight(name: str, field: str) -> Column:
    return Column(name, field, cells.day, _one(field, as_midnight))


def moment(name: str, field: str) -> Column:
    return Column(name, field, cells.moment, _one(field, as_day))


def truth(name: str, field: str, how: Callable[[bool | None], str] = as_truth) -> Column:
    return Column(name, field, cells.truth, _one(field, how))


def age(name: str) -> Column:
    return Column(name, "age_years", cells.age, _one("age_years", as_text))


def code(
    name: str, field: str, read: Callable[[str], str | None], write: Callable[[str | None], str], instead: str | None = None,
    *, required: bool = False,
) -> Column:  # fmt: skip
    """instead: what the field gets for a code that we do not know."""

    def known(typed: str) -> str:
        found = read(typed)
        if found is None:
            raise Unknown(instead)
        return found

    return Column(name, field, known, _one(field, write), required)


def written(name: str, write: Callable[[Record], str], *, personal: bool = False) -> Column:
    """A column without a field of its own: made from others."""
    return Column(name, None, str, write, personal=personal)


def kept(name: str, *, personal: bool = False) -> Column:
    """A column that we have no field for: kept as it stood; empty in what is ours."""
    return written(name, lambda record: "", personal=personal)
