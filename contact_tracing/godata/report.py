"""What an import did, so that nothing goes unsaid."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Count:
    """Rows of a file. aside: kept, but linked to nothing yet."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    aside: int = 0


@dataclass(slots=True)
class Report:
    """counts: by kind. aside: file, row, why. unknown: file, column, value ("" where the column tells who somebody is), to how often.

    assumed: file, column, to how often something was put where nothing stood. not_known: columns that are kept without being understood.
    repeated: file and row of those that say the very same as one before.
    """

    counts: dict[str, Count] = field(default_factory=dict)
    aside: list[tuple[str, int, str]] = field(default_factory=list)
    unknown: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    assumed: Counter[tuple[str, str]] = field(default_factory=Counter)
    not_known: list[tuple[str, str]] = field(default_factory=list)
    repeated: list[tuple[str, int]] = field(default_factory=list)
    missing_files: list[str] = field(default_factory=list)
    other_files: list[str] = field(default_factory=list)
    windows_1252: list[str] = field(default_factory=list)
    locations: int = 0
