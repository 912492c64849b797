"""What actions stand on: the database of this process, set up once by who starts the action server."""

from core import crypto
from core.database import AsyncDatabase
from core.settings import Settings


class _Context:
    database: AsyncDatabase | None = None


def configure(settings: Settings) -> None:
    """Open the database and use the key of `settings` (both must be set), before the first action runs."""
    if settings.database_url is None or settings.secret_key is None:
        raise ValueError("the action server needs ASSA_DATABASE_URL and ASSA_SECRET_KEY")
    crypto.use(settings.secret_key.get_secret_value())
    _Context.database = AsyncDatabase(settings.database_url)


def database() -> AsyncDatabase:
    if _Context.database is None:
        raise RuntimeError("actions.context.configure was not called")
    return _Context.database
