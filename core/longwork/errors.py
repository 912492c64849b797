"""
::

    AssaError
    ├── NotFound    longwork.unknown: none, somebody else's, or no longer theirs; longwork.no_file: it has none (any more)
    ├── Conflict    longwork.too_many: somebody has as many waiting as one may; longwork.ended: it cannot be cancelled any more
    └── InvalidInput longwork.kind, longwork.no_given, longwork.too_large; what the kind itself refuses
"""

from core.errors import AssaError


class Cancelled(AssaError):
    """Inside a piece of work: who asked for it does not want it any more."""

    code = "longwork.cancelled"


class Interrupted(Exception):
    """Inside a piece of work: this process stops; another will do it from the start."""
