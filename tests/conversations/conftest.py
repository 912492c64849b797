"""The town is started once for all conversations."""

from collections.abc import Iterator

import pytest

from core.database import Database
from core.settings import Settings
from tests.conversations.town import Town, town


@pytest.fixture(scope="session")
def whole_town(settings: Settings, _tables: Database) -> Iterator[Town]:
    with town(settings, _tables) as running:
        yield running
