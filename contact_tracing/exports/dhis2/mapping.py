"""The mapping file: which UID of the deployment's DHIS2 is which field of ours.

A field that is left out is not sent. One that is there without a UID, or with what is none, is an error that names it: so the example
can be filled line by line.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from contact_tracing.exports.linelists import LISTS
from core import geography
from core.errors import InvalidInput

_UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
PERIODS = ("weekly", "monthly")
COUNTED = (
    "cases", "suspect", "probable", "confirmed", "discarded", "not_classified", "deaths", "recovered", "were_contacts", "tested",
    "positive",
)  # fmt: skip
"""What can be counted, by place, period, sex and age group: see `aggregate`."""


class BadMapping(InvalidInput):
    """The mapping cannot be used; `missing` names what it lacks, `problems` what is not right."""

    code = "bad_mapping"

    def __init__(self, missing: Sequence[str], problems: Sequence[str] = ()) -> None:
        super().__init__(None, missing=list(missing), problems=list(problems))
        self.missing, self.problems = tuple(missing), tuple(problems)

    def __str__(self) -> str:
        return "\n".join([*(f"missing: {name}" for name in self.missing), *self.problems])


@dataclass(frozen=True, slots=True)
class Stage:
    """of: `cases`, an event of the case itself, or `lab`, one of each sample. date: the column that says when."""

    uid: str
    of: str
    date: str
    elements: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tracker:
    """attributes, elements: our column to UID. options: our column to (our code to DHIS2's)."""

    program: str
    tracked_entity_type: str
    attributes: Mapping[str, str]
    stages: Sequence[Stage]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """elements: of `COUNTED` to UID. combos: `FEMALE 5-14` to UID; sex UNKNOWN and age group `unknown` too."""

    data_set: str
    period: str
    elements: Mapping[str, str]
    combos: Mapping[str, str]
    attribute_combo: str | None


@dataclass(frozen=True, slots=True)
class Dhis2Mapping:
    """org_units: code of a cercle, of a region, or `default`, to UID."""

    org_units: Mapping[str, str]
    tracker: Tracker | None
    aggregate: Aggregate | None
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def org_unit(self, region: str | None, cercle: str | None) -> str | None:
        """The nearest that is mapped: commune, cercle, region, default."""
        above = () if cercle is None else geography.path(cercle, datetime.now(UTC).date())
        return next((self.org_units[code] for code in (*above, region, "default") if code is not None and code in self.org_units), None)


class _Checker:
    def __init__(self) -> None:
        self.missing: list[str] = []
        self.problems: list[str] = []

    def uid(self, at: str, value: Any) -> str:
        if not value:
            self.missing.append(at)
        elif not isinstance(value, str) or not _UID.fullmatch(value):
            self.problems.append(f"no UID (a letter, then 10 letters or digits): {at}")
        return str(value)

    def uids(self, at: str, value: Any, allowed: Sequence[str] | None = None) -> dict[str, str]:
        found = self.section(at, value)
        if allowed is not None:
            self.problems += [f"unknown: {at}.{name}" for name in found if name not in allowed]
        return {name: self.uid(f"{at}.{name}", uid) for name, uid in found.items()}

    def section(self, at: str, value: Any) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.problems.append(f"no mapping of names: {at}")
            return {}
        return {str(name): each for name, each in value.items()}

    def one_of(self, at: str, value: Any, allowed: Sequence[str]) -> str:
        if value not in allowed:
            self.problems.append(f"one of {', '.join(allowed)}: {at}")
        return str(value)


def _columns(kind: str) -> list[str]:
    return [column.heading.name for column in LISTS[kind].columns]


def load(path: Path) -> Dhis2Mapping:
    """Read a mapping (YAML). Raises BadMapping with everything that is missing or not right."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadMapping([], [f"cannot be read: {path.name}"]) from error
    check = _Checker()
    whole = check.section("file", content)
    check.problems += [f"unknown: {name}" for name in whole if name not in ("orgUnits", "tracker", "aggregate", "options")]
    mapping = Dhis2Mapping(
        org_units=check.uids("orgUnits", whole.get("orgUnits")),
        tracker=_tracker(check, whole.get("tracker")),
        aggregate=_aggregate(check, whole.get("aggregate")),
        options={column: {str(k): str(v) for k, v in check.section(f"options.{column}", codes).items()}
                 for column, codes in check.section("options", whole.get("options")).items()},
    )  # fmt: skip
    if not mapping.org_units:
        check.missing.append("orgUnits")
    if check.missing or check.problems:
        raise BadMapping(check.missing, check.problems)
    return mapping


def _tracker(check: _Checker, value: Any) -> Tracker | None:
    if value is None:
        return None
    given = check.section("tracker", value)
    stages = given.get("stages") or []
    return Tracker(
        program=check.uid("tracker.program", given.get("program")),
        tracked_entity_type=check.uid("tracker.trackedEntityType", given.get("trackedEntityType")),
        attributes=check.uids("tracker.attributes", given.get("attributes"), _columns("cases")),
        stages=[_stage(check, f"tracker.stages.{number}", each) for number, each in enumerate(stages, start=1)],
    )


def _stage(check: _Checker, at: str, value: Any) -> Stage:
    given = check.section(at, value)
    of = check.one_of(f"{at}.of", given.get("of"), ("cases", "lab"))
    columns = _columns(of) if of in LISTS else []
    return Stage(
        uid=check.uid(f"{at}.programStage", given.get("programStage")),
        of=of,
        date=check.one_of(f"{at}.date", given.get("date"), [name for name in columns if name.endswith(("_on", "_at", "_date"))]),
        elements=check.uids(f"{at}.elements", given.get("elements"), columns),
    )


def _aggregate(check: _Checker, value: Any) -> Aggregate | None:
    if value is None:
        return None
    given = check.section("aggregate", value)
    combo = given.get("attributeOptionCombo")
    return Aggregate(
        data_set=check.uid("aggregate.dataSet", given.get("dataSet")),
        period=check.one_of("aggregate.period", given.get("period"), PERIODS),
        elements=check.uids("aggregate.dataElements", given.get("dataElements"), COUNTED),
        combos=check.uids("aggregate.categoryOptionCombos", given.get("categoryOptionCombos")),
        attribute_combo=check.uid("aggregate.attributeOptionCombo", combo) if combo else None,
    )
