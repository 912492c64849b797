"""`assa indicators`: what a district meeting looks at, of a place and a period."""

import dataclasses
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import click

from assa.commands.session import transaction
from contact_tracing.indicators.figures import Offspring, Share, Spread
from contact_tracing.indicators.reproduction import Estimate
from contact_tracing.queries import Indicators
from contact_tracing.queries import indicators as gather
from core import geography

DAY = click.DateTime(["%Y-%m-%d"])
HIDDEN = "too few"
PERIOD = timedelta(days=27)


@click.command()
@click.option("--from", "first", type=DAY, help="First day; absent: four weeks before the last.")
@click.option("--to", "last", type=DAY, help="Last day, included; absent: today.")
@click.option("--place", help="Code or name of a region, cercle or commune; absent: the whole country.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--suppress-below", "below", type=click.IntRange(0), default=0, show_default=True, help="Hide counts of fewer people.")
def indicators(first: datetime | None, last: datetime | None, place: str | None, form: str, below: int) -> None:
    """Reports, delays, follow-up, attack rate, serial interval, generations, R: each with its denominator."""
    to = last.date() if last else datetime.now(UTC).date()
    since = first.date() if first else to - PERIOD
    if since > to:
        raise click.UsageError("--from is after --to")
    places = None if place is None else _places(place, to)
    with transaction() as session:
        found = gather(session, since, to, places, below)
    click.echo(json.dumps(plain(found), ensure_ascii=False, indent=2) if form == "json" else table(found))


def _places(wanted: str, on: date) -> frozenset[str]:
    found = geography.place(wanted, on)
    if found is None:
        matches = geography.meant(wanted, on)
        if len(matches) > 1:
            several = ", ".join(f"{geography.title(each.place, on)} {each.place.code}" for each in matches)
            raise click.UsageError(f"several places are called {wanted!r}: {several}")
        found = matches[0].place if matches else None
    if found is None:
        raise click.UsageError(f"no place is called {wanted!r}")
    return geography.within(found.code, on)


def plain(value: Any) -> Any:
    """What JSON can hold; a share with its value and interval."""
    if isinstance(value, Share):
        told = None if value.hidden else value
        return {"part": told and told.part, "of": told and told.of, "value": value.value, "interval_95": value.interval}
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return value.isoformat() if isinstance(value, date) else value


UNITS = {"onset to report": ", days", "report to verification": ", hours", "serial interval": ", days"}
"""Of those whose name does not say it."""


def table(found: Indicators) -> str:
    """One indicator a line: name, value, how many it is of."""
    rows = [(name + UNITS.get(name, ""), *_cells(value)) for name, value in _flat("", found)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {value:>{widths[1]}}  {of}".rstrip() for name, value, of in rows)


def _flat(prefix: str, value: Any) -> list[tuple[str, Any]]:
    leaf = isinstance(value, (Share, Spread, Offspring, Estimate)) or not dataclasses.is_dataclass(value)
    if leaf:
        return [(prefix, value)]
    return [
        line
        for field in dataclasses.fields(value)
        for line in _flat(f"{prefix} {field.name}".strip().replace("_", " "), getattr(value, field.name))
    ]


def _cells(value: Any) -> tuple[str, str]:
    if isinstance(value, Share) and value.hidden:
        return HIDDEN, ""
    if isinstance(value, Spread | Offspring | Estimate) and None in (getattr(value, "n", 0), getattr(value, "cases", 0)):
        return HIDDEN, ""
    if isinstance(value, Share):
        said = "–" if value.value is None or value.interval is None else f"{value.value:.1%}"
        interval = "" if value.interval is None else f" ({value.interval[0]:.1%} to {value.interval[1]:.1%})"
        return said, f"{value.part} of {value.of}{interval}"
    if isinstance(value, Spread):
        return _number(
            value.median
        ), f"median of {value.n}; quartiles {_number(value.q1)} and {_number(value.q3)}; mean {_number(value.mean)}"
    if isinstance(value, Offspring):
        return _number(value.mean), f"of {value.cases} cases; dispersion k {_number(value.k)}"
    if isinstance(value, Estimate):
        if value.mean is None:
            return "–", f"too few cases in the week up to {value.last}: {value.cases}"
        return _number(
            value.mean
        ), f"{_number(value.low)} to {_number(value.high)}, from {value.cases} cases in the week up to {value.last}"
    if isinstance(value, dict):
        shown = {key: " ".join(_cells(each)).strip() for key, each in value.items()}
        return "", ", ".join(f"{key}: {each}" for key, each in shown.items()) or "–"
    return HIDDEN if value is None else str(value), ""


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
