"""What is other in one text than in another, word by word."""

import difflib
import re
from collections.abc import Sequence
from typing import Literal

Change = Literal["same", "gone", "new"]


def differences(before: str, after: str) -> Sequence[tuple[Change, str]]:
    """Pieces in order; without those that are `new`, they are `before`; without those that are `gone`, `after`."""
    one, other = (re.findall(r"\s+|[^\s]+", text) for text in (before, after))
    pieces: list[tuple[Change, str]] = []
    for how, a, b, c, d in difflib.SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes():
        if how == "equal":
            pieces.append(("same", "".join(one[a:b])))
        if how in ("delete", "replace"):
            pieces.append(("gone", "".join(one[a:b])))
        if how in ("insert", "replace"):
            pieces.append(("new", "".join(other[c:d])))
    return pieces
