"""What long work there is: each package registers its own, where the worker and the pages import it (`assa.jobs`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy.orm import Session

from core.staff.queries import StaffView
from core.staff.roles import Permission

Wish = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """by: for the audit. given: the file that came with the wish, while the work lasts. out: where a file is written."""

    wish: Wish
    by: tuple[str, str]
    given: Path | None
    out: IO[bytes]


@dataclass(frozen=True, slots=True)
class Result:
    """file_name, media_type: None where no file was written. summary: figures by name. keep: False rolls back what was done (a trial)."""

    file_name: str | None = None
    media_type: str | None = None
    summary: Mapping[str, int] = field(default_factory=dict)
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """check: takes what was asked for and returns it complete, as JSON values; raises what the asker may not or cannot have, also later,
    before the file is given out. do: does it in one transaction, telling `core.progress` of each row. takes: endings of the file that
    comes with the wish. personal: whether a wish's file names people.
    """

    permission: Permission
    check: Callable[[Wish, StaffView], Wish]
    do: Callable[[Session, Order], Result]
    personal: Callable[[Wish], bool] = lambda wish: False
    takes: tuple[str, ...] = ()


KINDS: dict[str, Kind] = {}
