"""States of a contact and of a day of follow-up, as Go.Data writes them, and which may follow which."""

from collections.abc import Mapping

UNDER_FOLLOW_UP = "UNDER_FOLLOW_UP"
STATUSES: Mapping[str, frozenset[str]] = {
    UNDER_FOLLOW_UP: frozenset({"FOLLOW_UP_COMPLETED", "LOST_TO_FOLLOW_UP", "CANCELLED", "BECAME_CASE", "DIED"}),
    "FOLLOW_UP_COMPLETED": frozenset({UNDER_FOLLOW_UP, "BECAME_CASE", "DIED"}),
    "LOST_TO_FOLLOW_UP": frozenset({UNDER_FOLLOW_UP, "CANCELLED", "BECAME_CASE", "DIED"}),
    "CANCELLED": frozenset({UNDER_FOLLOW_UP, "BECAME_CASE", "DIED"}),
    "BECAME_CASE": frozenset({"DIED"}),
    "DIED": frozenset(),
}
"""A contact's status, with those that may follow."""

REASONS: Mapping[str, tuple[str, ...]] = {"CANCELLED": ("REFUSED", "MOVED", "ERROR")}
"""Why: needed where named here."""

BY_THE_SYSTEM = frozenset({(UNDER_FOLLOW_UP, "FOLLOW_UP_COMPLETED"), ("FOLLOW_UP_COMPLETED", UNDER_FOLLOW_UP)})
"""What the clock may do by itself: end a window, and take it up again after a later exposure. Lost and cancelled are people's words."""

ENTERED = ("SEEN_OK", "SEEN_NOT_OK", "MISSED")
"""What is entered for a day; `NOT_ATTEMPTED` and `NOT_PERFORMED` are days without an entry."""

TEMPERATURES = (30.0, 45.0)
"""Degrees Celsius that a living person can have; beyond is a slip of the pen."""
