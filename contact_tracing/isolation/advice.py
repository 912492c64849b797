"""Which official message somebody in isolation is told on a day: not all at once, each when it helps."""

import csv
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "advice.csv"
WORSE = "care_seeking"
"""Of who is worse, without a sign of danger: when to go, and that a fever is looked at."""


@lru_cache(maxsize=1)
def _topics() -> tuple[tuple[int, str], ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple((int(row["from_day"]), row["topic"]) for row in csv.DictReader(file))


def topic_of(day: int, *, worse: bool = False) -> str:
    """The topic of a day, the first of which is 1; the last one stays."""
    return WORSE if worse else next(topic for first, topic in reversed(_topics()) if first <= max(day, 1))
