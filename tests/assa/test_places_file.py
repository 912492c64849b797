"""A deployment's CSV of places that cannot be used stops the start, and says why."""

import pytest

from assa.local import set_up
from assa.parts import PartError
from core import geography


@pytest.mark.parametrize("content", [b"code,name\n", None])
def test_a_bad_file_of_places_is_told_at_the_start(settings, tmp_path, monkeypatch, content):
    file = tmp_path / "places.csv"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("ASSA_PLACES_FILE", str(file))
    geography.places.cache_clear()
    try:
        with pytest.raises(PartError, match="assa places check"):
            set_up(settings)
    finally:
        monkeypatch.undo()
        geography.places.cache_clear()
