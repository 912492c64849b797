"""Counts of cases for DHIS2's data sets: by org unit, period of report, sex and age group (`dataValueSets`, JSON or CSV)."""

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import IO, Any

from sqlalchemy import ColumnElement, and_, exists, func, select, true
from sqlalchemy.orm import Session

from contact_tracing.cases.models import LabSample
from contact_tracing.exports.dhis2.mapping import Aggregate, BadMapping, Dhis2Mapping
from contact_tracing.exports.filters import at_place, between
from contact_tracing.exports.sheet import Wish
from contact_tracing.models import Case

HEADER = ("dataelement", "period", "orgunit", "catoptcombo", "attroptcombo", "value", "strby", "lastupd", "cmt")


def _has_sample(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(LabSample.case_uuid == Case.id, *more)


CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    "cases": and_(true(), Case.classification != "NOT_A_CASE_DISCARDED"),
    "suspect": Case.classification == "SUSPECT",
    "probable": Case.classification == "PROBABLE",
    "confirmed": Case.classification == "CONFIRMED",
    "discarded": Case.classification == "NOT_A_CASE_DISCARDED",
    "not_classified": Case.classification == "NOT_CLASSIFIED",
    "deaths": and_(Case.outcome == "DECEASED", Case.classification != "NOT_A_CASE_DISCARDED"),
    "recovered": and_(Case.outcome == "RECOVERED", Case.classification != "NOT_A_CASE_DISCARDED"),
    "were_contacts": and_(Case.was_contact, Case.classification != "NOT_A_CASE_DISCARDED"),
    "tested": _has_sample(),
    "positive": _has_sample(LabSample.result == "POSITIVE"),
}
"""What is counted, of cases reported in the period. `cases`: all but those that were discarded."""


@dataclass(frozen=True, slots=True)
class Counted:
    """values: rows as `HEADER` has them. suppressed: how many were left out as too small."""

    values: list[dict[str, str]]
    suppressed: int


def period_of(day: date, kind: str) -> str:
    """DHIS2's name of the period of a day: `2026W47` (ISO weeks), `202611`."""
    if kind == "monthly":
        return f"{day.year:04d}{day.month:02d}"
    year, week, _ = day.isocalendar()
    return f"{year:04d}W{week}"


def count(session: Session, mapping: Dhis2Mapping, wish: Wish, below: int = 0, now: datetime | None = None) -> Counted:
    """The counts. below: those of 1 to below - 1 are left out, so that nobody is found in them.

    Raises BadMapping naming every org unit and category option combo that the data need and the mapping lacks.
    """
    aggregate = mapping.aggregate
    if aggregate is None:
        raise BadMapping(["aggregate"])
    missing: set[str] = set()
    sums: Counter[tuple[str, str, str, str]] = Counter()
    for day, region, cercle, sex, band, *numbers in session.execute(_statement(aggregate, wish)):
        unit = mapping.org_unit(region, cercle)
        combo = aggregate.combos.get(key := f"{sex} {band or 'unknown'}")
        if unit is None:
            missing.add(f"orgUnits.{cercle or region or 'default'}")
        if combo is None:
            missing.add(f"aggregate.categoryOptionCombos.{key}")
        if unit is None or combo is None:
            continue
        for element, number in zip(aggregate.elements.values(), numbers, strict=True):
            sums[element, period_of(day, aggregate.period), unit, combo] += number
    if missing:
        raise BadMapping(sorted(missing))
    kept = {key: number for key, number in sums.items() if number and number >= below}
    stamp = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%S.000")
    rows = [(*key, aggregate.attribute_combo or "", str(number), "assa", stamp, "") for key, number in sorted(kept.items())]
    return Counted([dict(zip(HEADER, row, strict=True)) for row in rows], sum(0 < number < below for number in sums.values()))


def _statement(aggregate: Aggregate, wish: Wish) -> Any:
    day = func.date(func.timezone("UTC", Case.reported_at))
    numbers = [func.count().filter(CONDITIONS[name]) for name in aggregate.elements]
    grouped = (day, Case.region, Case.cercle, Case.sex, Case.age_band)
    return select(*grouped, *numbers).where(*between(Case.reported_at, wish), *at_place(Case, wish)).group_by(*grouped)


_JSON = {"dataelement": "dataElement", "period": "period", "orgunit": "orgUnit", "catoptcombo": "categoryOptionCombo",
         "attroptcombo": "attributeOptionCombo", "value": "value", "lastupd": "lastUpdated"}  # fmt: skip


def write_json(mapping: Dhis2Mapping, counted: Counted, out: IO[bytes]) -> int:
    """As `POST /api/dataValueSets` takes it."""
    assert mapping.aggregate is not None
    values = [{theirs: row[ours] for ours, theirs in _JSON.items() if row[ours]} for row in counted.values]
    out.write(json.dumps({"dataSet": mapping.aggregate.data_set, "dataValues": values}, indent=1).encode() + b"\n")
    return len(values)


def write_csv(counted: Counted, out: IO[bytes]) -> int:
    """As DHIS2 imports CSV: no mark before the header, which it would not know."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    writer = csv.DictWriter(text, HEADER)
    writer.writeheader()
    writer.writerows(counted.values)
    text.flush()
    text.detach()
    return len(counted.values)
