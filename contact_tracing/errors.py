"""
::

    AssaError
    └── InvalidInput
        └── BadReport    a report that cannot be stored; `fields` names each bad field and why
"""

from core.errors import InvalidInput


class BadReport(InvalidInput):
    code = "bad_report"
