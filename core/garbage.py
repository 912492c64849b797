"""The garbage collector of a process that serves: it looks at what came since, not at what was loaded."""

import gc

YOUNG = 10_000
"""New objects until it looks. Python's 700 are a tenth of the objects of one turn: those that it looks at are nearly all in use."""


def settle() -> None:
    """To be called when all is loaded: what is there now stays, and is not looked through again and again for cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
