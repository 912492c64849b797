"""Alembic's environment: the URL and the tables come from the program; `assa db upgrade` and `assa run` call it."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine

import assa.models  # noqa: F401 (all tables)
from core.crypto import EncryptedJSON, EncryptedText
from core.database import Base, psycopg_url

config = context.config


def _render(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """A migration must not change when the program does: what is encrypted is bytes to the database."""
    if kind == "type" and isinstance(item, EncryptedText | EncryptedJSON):
        return "sa.LargeBinary()"
    return False


def _ours(name: str | None, kind: str, parents: Any) -> bool:
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        transaction_per_migration=True,
        render_item=_render,
        include_name=_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    engine = create_engine(psycopg_url(config.get_main_option("sqlalchemy.url") or ""))
    with engine.connect() as own:
        _run(own)
        own.commit()
    engine.dispose()
