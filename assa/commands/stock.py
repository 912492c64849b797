"""`assa stock`: how products stand at the centres, for a spreadsheet or another program."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from assa.commands.exchange import opened
from assa.commands.session import transaction
from contact_tracing.exports import formats
from contact_tracing.exports.sheet import Heading, Sheet
from core.facilities import queries as facilities
from stock.queries import Standing, standings

WRITERS = {"csv": formats.write_csv, "xlsx": formats.write_xlsx, "json": formats.write_json}
HEADINGS = (
    Heading("facility", definition="code of the centre"),
    Heading("product", definition="code of the product"),
    Heading("name", definition="its name in French"),
    Heading("unit", definition="what is counted"),
    Heading("stock_on_hand", "number", "units, the sum of the card"),
    Heading("last_reported_at", "moment", "the latest moment of which somebody told us"),
    Heading("status", definition="STOCK_OUT, EMERGENCY, BELOW_MINIMUM, ADEQUATE, OVERSTOCK; UNKNOWN without a report for 10 days"),
    Heading("amc", "number", "average monthly consumption: mean of up to 3 complete months of issues / (1 - stock-out days / days)"),
    Heading("months_of_stock", "number", "stock_on_hand / amc"),
    Heading("stock_out_days", "number", "days without any, in the months of the average"),
    Heading("days_left", "number", "stock_on_hand / (amc / 30)"),
    Heading("days_left_at_fastest", "number", "by the month of the highest consumption"),
    Heading("days_left_at_slowest", "number", "by the month of the lowest; empty where nothing was consumed in it"),
    Heading("suggested_order", "number", "max(0, maximum x amc - stock_on_hand), in whole packs, in units"),
)


@click.group()
def stock() -> None:
    """Stock of health centres."""


@stock.command("status")
@click.option("--format", "form", type=click.Choice(list(WRITERS)), default="csv", show_default=True)
@click.option("--place", help="Code of a region, cercle or commune: the centres there.")
@click.option("-o", "--output", default="-", show_default="standard output", help="File; - for standard output.")
def status_command(form: str, place: str | None, output: str) -> None:
    """Stock on hand, status, consumption, days left and suggested order, by centre and product."""
    now = datetime.now(UTC)
    with transaction() as session, opened(output) as out:
        codes = None if place is None else [each.code for each in facilities.under(session, place, now.date())]
        done = WRITERS[form](Sheet("stock", HEADINGS, _rows(standings(session, now, facilities=codes))), out)
    click.echo(f"{done} rows", err=True)


def _rows(found: Sequence[Standing]) -> Iterator[Sequence[Any]]:
    for each in found:
        left = each.forecast
        yield (
            each.facility, each.product, each.name, each.unit, each.stock_on_hand, each.last_reported_at, each.status.value,
            _round(each.amc), _round(each.months_of_stock), each.stock_out_days,
            *((_round(left.days), _round(left.at_fastest), _round(left.at_slowest)) if left else (None, None, None)), each.order,
        )  # fmt: skip


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
