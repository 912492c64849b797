"""Statements of every turn, given straight to the driver.

SQLAlchemy doubles what a statement costs us, for the sake of what the few statements of every turn do not need: they are the same each
time. `Direct` compiles one once. It is sent on the session's own connection, in its transaction, and prepared there. What the session has
not written yet is not written before it: who needs that calls `flush`.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import psycopg
from sqlalchemy import Executable, inspect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import await_only

T = TypeVar("T")
Row = tuple[Any, ...]
Process = Callable[[Any], Any]

_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


class Direct:
    """One statement, with the types of its columns: what is encrypted at rest is so here too."""

    def __init__(self, statement: Executable) -> None:
        """statement: with every parameter named, and none of them a list to expand. What `text` gives comes as the driver reads it."""
        compiled = cast(SQLCompiler, statement.compile(dialect=_DIALECT))  # type: ignore[attr-defined] # what can be executed can be compiled
        self.sql = compiled.string
        self._fixed = compiled.construct_params(_check=False)
        self._given: list[tuple[str, Process]] = [
            (name, process)
            for name, bind in compiled.binds.items()
            if (process := cast(Process | None, bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT))) is not None
        ]
        columns = list(getattr(statement, "selected_columns", ()))
        self._names = [column.key for column in columns]
        self._found: list[tuple[int, Process]] = [
            (place, process)
            for place, column in enumerate(columns)
            if (process := cast(Process | None, column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None))) is not None
        ]

    def rows(self, session: Session, parameters: Mapping[str, Any]) -> list[Row]:
        """What it gives, in the session's transaction. Raises sqlalchemy.exc.DBAPIError as the session would."""
        found = _fetched(session, self.sql, self._bound(parameters))
        return [self._read(row) for row in found] if self._found else found

    def row(self, session: Session, parameters: Mapping[str, Any]) -> Row | None:
        """Its first row, or None."""
        return next(iter(self.rows(session, parameters)), None)

    def named(self, session: Session, parameters: Mapping[str, Any]) -> dict[str, Any] | None:
        """The first row of a SELECT by its columns' names, or None."""
        row = self.row(session, parameters)
        return None if row is None else dict(zip(self._names, row, strict=True))

    async def alone(self, connection: AsyncConnection, parameters: Mapping[str, Any]) -> list[Row]:
        """What it gives, as a transaction of its own on a connection that is in none. Raises as `rows` does."""
        raw = await connection.get_raw_connection()
        driver = cast("psycopg.AsyncConnection[Row]", raw.driver_connection)
        try:
            await driver.set_autocommit(True)
            try:
                found = await _awaited(driver, self.sql, self._bound(parameters))
            finally:
                if not driver.closed:
                    await driver.set_autocommit(False)
        except psycopg.Error as error:
            raise _session_error(self.sql, error) from error
        return [self._read(row) for row in found]

    def _bound(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        bound = {**self._fixed, **parameters}
        for name, process in self._given:
            bound[name] = process(bound[name])
        return bound

    def _read(self, row: Row) -> Row:
        values = list(row)
        for place, process in self._found:
            values[place] = process(values[place])
        return tuple(values)


def _fetched(session: Session, sql: str, parameters: Mapping[str, Any]) -> list[Row]:
    connection = session.connection()
    for listen in connection.dispatch.before_cursor_execute:
        # who looks at the engine's statements sees ours too
        listen(connection, None, sql, parameters, None, False)
    driver = connection.connection.driver_connection
    try:
        if isinstance(driver, psycopg.AsyncConnection):
            return await_only(_awaited(driver, sql, parameters))
        cursor = cast("psycopg.Connection[Row]", driver).execute(sql, parameters, prepare=True)
        return list(cursor.fetchall()) if cursor.description else []
    except psycopg.Error as error:
        raise _session_error(sql, error) from error


def _session_error(sql: str, error: psycopg.Error) -> BaseException:
    """The error as a session raises it. Without the parameters: names and phones must not come into a log."""
    return DBAPIError.instance(sql, None, error, psycopg.Error, hide_parameters=True, dialect=_DIALECT)


async def _awaited(driver: "psycopg.AsyncConnection[Row]", sql: str, parameters: Mapping[str, Any]) -> list[Row]:
    cursor = await driver.execute(sql, parameters, prepare=True)
    return await cursor.fetchall() if cursor.description else []


def attach(session: Session, row: T) -> T:
    """An object made from what a `Direct` statement read, as if the session had read it: what is changed in it is written by `flush`.

    One that the session holds already stays the session's, with the values of `row`.
    """
    make_transient_to_detached(row)
    if inspect(row).key in session.identity_map:
        return session.merge(row, load=False)
    session.add(row)
    return row
