"""
::

    AssaError
    └── InvalidInput
        └── BadMessageFile    `path` and `problem` (code) in its fields
"""

from core.errors import InvalidInput


class BadMessageFile(InvalidInput):
    """A message file that cannot be imported. fields: path, problem (missing_front_matter, missing_key, bad_value, unknown_fact), key."""

    code = "bad_message_file"
