"""What is known, since the beginning of a transaction, not to be there: it is not asked again.

Most people are no staff, have nothing begun, wait for nothing. Whoever begins a turn asks for all of that at once and notes what there is
not; who reads looks here first; who writes unsays it. It is kept in the session's `info`, which ends with it.
"""

from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session


class What(StrEnum):
    DRAFT = "draft"
    STAFF = "staff"
    TALK = "talk"
    HELD = "held"
    ISOLATION = "isolation"
    NOTICE = "notice"


def note(session: Session, what: What, owner: UUID) -> None:
    """There is none of these, of that person or conversation."""
    session.info[what] = owner


def known(session: Session, what: What, owner: UUID) -> bool:
    """Whether it was noted; False means: ask."""
    return bool(session.info.get(what) == owner)


def unsay(session: Session, what: What) -> None:
    """There may be one now."""
    session.info.pop(what, None)
