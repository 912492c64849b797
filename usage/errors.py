"""
::

    AssaError
    └── InvalidInput
        └── BadWish    what was asked for cannot be counted: its code names which part (period, by, split, dhis2, mapping)
"""

from core.errors import InvalidInput


class BadWish(InvalidInput):
    code = "bad_wish"
