"""What was loaded stays; what came since is still looked through."""

import gc
import weakref

import pytest

from core import garbage


@pytest.fixture
def as_it_was():
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


class Knot:
    def __init__(self):
        self.itself = self


def test_what_was_there_is_not_looked_at_again(as_it_was):
    frozen = gc.get_freeze_count()
    garbage.settle()
    assert gc.get_freeze_count() > frozen + 1_000
    assert gc.get_threshold()[0] == garbage.YOUNG


def test_what_came_since_is_collected(as_it_was):
    garbage.settle()
    knot = weakref.ref(Knot())
    assert knot() is not None
    kept = [[] for _ in range(2 * garbage.YOUNG)]
    assert knot() is None, len(kept)
