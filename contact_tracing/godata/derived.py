"""Columns that Go.Data makes from others."""

from collections.abc import Callable, Mapping
from typing import Any

Record = Mapping[str, Any]

LEVELS = (0, 1, 2, 3)
LOCATION_PARTS = ("location_id", "admin_level", "name", "code", "parent_location_id", "population_density", "lat", "long")
LOCATION_COLUMNS = ("admin_level", *(f"admin_{level}_{part}" for level in LEVELS for part in LOCATION_PARTS))

_CLASSES = ((4, "0-4"), (9, "5-9"), (14, "10-14"), (19, "15-19"), (29, "20-29"), (39, "30-39"), (49, "40-49"), (59, "50-59"), (64, "60-64"),
            (69, "65-69"), (74, "70-74"), (79, "75-79"))  # fmt: skip


def age_class(record: Record) -> str:
    """The age classes of Go.Data's reports."""
    years = record.get("age_years")
    if years is None:
        return "unknown"
    return next((name for last, name in _CLASSES if years <= last), "80+")


def name_of(first: str, middle: str, last: str) -> str | None:
    """One name of three; None without any."""
    return " ".join(part.strip() for part in (first, middle, last) if part.strip()) or None


def first_name(record: Record) -> str:
    """All but the last word of a name; the only word of one."""
    return (record.get("name") or "").rpartition(" ")[0] or (record.get("name") or "")


def last_name(record: Record) -> str:
    before, _, last = (record.get("name") or "").rpartition(" ")
    return last if before else ""


def performed(record: Record) -> str:
    """Tried: seen or not found; empty while it was not attempted."""
    state = record["state"]
    return "" if state == "NOT_ATTEMPTED" else "TRUE" if state in ("SEEN_OK", "SEEN_NOT_OK", "MISSED") else "FALSE"


def seen(record: Record) -> str:
    return "TRUE" if record["state"] in ("SEEN_OK", "SEEN_NOT_OK") else "FALSE"


def place_of(column: str) -> Callable[[Record], str]:
    """What writes a column of the hierarchy: the record brings it along, by name, as `place`."""
    return lambda record: record.get("place", {}).get(column, "")
