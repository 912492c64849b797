"""The database: one PostgreSQL dialect, psycopg, the same URL for sync (commands, migrations) and async (web, worker, actions) use.

Domain functions take a plain `Session`. Async callers run them with `AsyncDatabase.run`, which opens a transaction, runs the function
in SQLAlchemy's greenlet and commits: one call, one transaction.
"""

import select
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, MetaData, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

P = ParamSpec("P")
T = TypeVar("T")


class Base(DeclarativeBase):
    """The tables of every package. Constraint names are fixed, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def psycopg_url(url: str) -> str:
    """The URL with the driver that we use (psycopg 3), whatever PostgreSQL URL was given (`postgres://`, `postgresql://`)."""
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _look_before_use(engine: Engine) -> None:
    """A connection that the server has closed meanwhile is never handed out, and one that lives costs no question.

    Nothing comes on an idle connection but its end (or a word of the server's own): only then the server is asked, as `pool_pre_ping`
    asks before every use.
    """

    @event.listens_for(engine, "checkout")
    def look(connection: Any, record: Any, proxy: Any) -> None:
        driver = record.driver_connection
        if driver.closed or (_has_something(driver.fileno()) and not _answers(engine, connection)):
            raise DisconnectionError


def _has_something(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(connection))
    except engine.dialect.loaded_dbapi.Error:
        return False


class Database:
    """Sync access. `with database.transaction() as session:` commits at its end, rolls back on an error."""

    def __init__(self, url: str) -> None:
        # hide_parameters: an error must not carry names and phones into a log
        self.engine = create_engine(psycopg_url(url), hide_parameters=True)
        _look_before_use(self.engine)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


class AsyncDatabase:
    """Async access for servers: `await database.run(service.report_case, report)`."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.engine: AsyncEngine = create_async_engine(psycopg_url(url), pool_size=pool_size, hide_parameters=True)
        _look_before_use(self.engine.sync_engine)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    async def run(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function(session, *args, **kwargs)` in a transaction of its own and return what it returned."""
        async with self.sessions.begin() as session:
            return await session.run_sync(function, *args, **kwargs)

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[AsyncConnection]:
        """A connection for more than one transaction. After an error it is thrown away, and what it holds (advisory locks) with it."""
        async with self.engine.connect() as connection:
            try:
                yield connection
            except BaseException:
                await connection.invalidate()
                raise

    async def close(self) -> None:
        await self.engine.dispose()
