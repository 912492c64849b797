"""The day on which an isolation ends, by the rule in force on the day it is asked, with its reason."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from contact_tracing.errors import BadReport
from core.errors import NotFound

_FILE = Path(__file__).parent / "rules.csv"


@dataclass(frozen=True, slots=True)
class Rule:
    """days: from the first sign. days_well: more of them without a sign. days_no_signs: from the test, for who never had one."""

    name: str
    valid_from: date
    valid_to: date | None
    days: int
    days_well: int
    days_no_signs: int
    negative_test_ends: bool
    source: str

    def holds(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Course:
    """onset: of the first sign, None: never one. tested: day of the positive test. well_since: first day without a sign, None: not yet.

    negative_test: day of a negative antigen test after that.
    """

    onset: date | None = None
    tested: date | None = None
    well_since: date | None = None
    negative_test: date | None = None


@dataclass(frozen=True, slots=True)
class End:
    """free_on: the first day out of isolation. reason: `days`, `days_and_well`, `no_signs`, `negative_test`."""

    free_on: date
    reason: str
    rule: Rule


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """All rules, the oldest first."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_rule(row) for row in csv.DictReader(file))


def in_force(on: date) -> Rule:
    """The rule of a day. Raises NotFound for a day before the first one."""
    for rule in rules():
        if rule.holds(on):
            return rule
    raise NotFound("isolation_rule", on=on.isoformat())


def end(course: Course, on: date) -> End | None:
    """When somebody is free, as known on a day; None while the rule asks for days without a sign and the signs stay.

    Rule A is counted as in WHO's own examples: signs for 2 days, free 10 + 3 = 13 days after the first; for 14 days, 14 + 3 = 17.
    Raises BadReport where neither a first sign nor a test is known, or a day is to come or before the beginning.
    """
    begin = course.onset or course.tested
    if begin is None:
        raise BadReport(onset="missing")
    problems = _problems(course, begin, on)
    if problems:
        raise BadReport(**problems)
    rule = in_force(on)
    usual = _usual(course, begin, rule)
    if rule.negative_test_ends and course.negative_test is not None and (usual is None or course.negative_test < usual.free_on):
        return End(course.negative_test, "negative_test", rule)
    return usual


def _usual(course: Course, begin: date, rule: Rule) -> End | None:
    """The end by the count of days alone."""
    if course.onset is None:
        return End(begin + timedelta(days=rule.days_no_signs), "no_signs", rule)
    counted = begin + timedelta(days=rule.days)
    if not rule.days_well:
        return End(counted, "days", rule)
    if course.well_since is None:
        return None
    return End(max(counted, course.well_since) + timedelta(days=rule.days_well), "days_and_well", rule)


def _problems(course: Course, begin: date, on: date) -> dict[str, str]:
    problems = {
        name: "date_in_future"
        for name, day in (("onset", course.onset), ("tested", course.tested), ("negative_test", course.negative_test))
        if day is not None and day > on
    }
    for name, day in (("well_since", course.well_since), ("negative_test", course.negative_test)):
        if day is not None and day < begin:
            problems[name] = "before_the_beginning"
    return problems


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        name=row["rule"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        days=int(row["days"]),
        days_well=int(row["days_well"]),
        days_no_signs=int(row["days_no_signs"]),
        negative_test_ends=row["negative_test_ends"] == "yes",
        source=row["source"],
    )
