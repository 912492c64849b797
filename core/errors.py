"""The errors that the domain packages raise.

::

    AssaError                  anything that we foresee; has a stable `code` and `fields`
    ├── InvalidInput           what was given cannot be stored; `fields` names each bad field and why
    ├── NotFound               there is no such thing, or the asker may not know of it
    ├── Conflict               the thing changed meanwhile, or exists already
    └── NotAllowed             the asker may not do that

Their text for people is made at the edge (`bot`, `console`, the command line), in the language of the asker: here are codes only.
"""

from collections.abc import Mapping


class AssaError(Exception):
    """Base of the foreseen errors. `code` is stable and is what catalogs and callers go by; `fields` holds no personal data."""

    code = "error"

    def __init__(self, code: str | None = None, **fields: object) -> None:
        self.code = code or self.code
        self.fields: Mapping[str, object] = fields
        super().__init__(self.code, dict(fields))


class InvalidInput(AssaError):
    code = "invalid_input"


class NotFound(AssaError):
    code = "not_found"


class Conflict(AssaError):
    code = "conflict"


class NotAllowed(AssaError):
    code = "not_allowed"
