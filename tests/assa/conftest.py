"""Folders of the runtime's tests: engines are started in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import folder_for_engines


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """In the place of pytest's own."""
    with folder_for_engines() as folder:
        yield folder
