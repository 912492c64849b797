"""Pages of a long list by the key of the row where one stopped, which an index finds at once, however far down: no OFFSET."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from core.errors import InvalidInput

T = TypeVar("T")
SIZE = 50
COUNTED = 10_000
"""Rows are counted up to here; beyond, it is "more than"."""


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """rows: of this page. before, after: cursors of the pages around it, None where there is none. total: rows in all, at most `COUNTED`;
    many: there are more than that."""

    rows: Sequence[T]
    before: str | None
    after: str | None
    total: int
    many: bool


def _written(values: Sequence[Any], way: str) -> str:
    plain = [value.isoformat() if isinstance(value, date | datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([way, *plain]).encode()).decode().rstrip("=")


def _read(cursor: str, keys: Sequence[ColumnElement[Any]]) -> tuple[str, list[Any]]:
    """Raises InvalidInput `bad_cursor`: it came from an address, which anybody may change."""
    try:
        way, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        kinds = [key.type.python_type for key in keys]
        if way not in ("a", "b") or len(values) != len(kinds):
            raise ValueError(way)
        return way, [
            kind.fromisoformat(value) if issubclass(kind, date) else kind(value) for kind, value in zip(kinds, values, strict=True)
        ]
    except (ValueError, TypeError, AttributeError):
        raise InvalidInput("bad_cursor") from None


def sliced(
    session: Session, statement: Select[Any], keys: Sequence[ColumnElement[Any]], view: Callable[[Row[Any]], T], *,
    descending: bool = False, cursor: str | None = None, size: int = SIZE,
) -> Slice[T]:  # fmt: skip
    """A page of `statement`, ordered by `keys`: together unique, none ever NULL. view: makes what is wanted of a row.

    cursor: of an earlier page's `before` or `after`. Raises InvalidInput `bad_cursor`.
    """
    way, values = ("a", None) if cursor is None else _read(cursor, keys)
    down = descending == (way == "a")
    labelled = statement.add_columns(*(key.label(f"key_{number}") for number, key in enumerate(keys)))
    if values is not None:
        here, there = tuple_(*keys), tuple_(*(literal(value, key.type) for value, key in zip(values, keys, strict=True)))
        labelled = labelled.where(here < there if down else here > there)
    rows = session.execute(labelled.order_by(*(key.desc() if down else key.asc() for key in keys)).limit(size + 1)).all()
    more, rows = len(rows) > size, rows[:size]
    if way == "b":
        rows = rows[::-1]
    counted = session.scalar(
        select(func.count()).select_from(statement.with_only_columns(literal(1)).order_by(None).limit(COUNTED + 1).subquery())
    )
    total = counted or 0

    def cursor_of(row: Row[Any], way: str) -> str:
        return _written(row[-len(keys) :], way)

    before = cursor_of(rows[0], "b") if rows and (more if way == "b" else cursor is not None) else None
    after = cursor_of(rows[-1], "a") if rows and (more if way == "a" else True) else None
    return Slice([view(row) for row in rows], before, after, min(total, COUNTED), total > COUNTED)
