"""`assa stock`: how products stand at the centres, for a spreadsheet or another program."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import click
import yaml
from sqlalchemy.orm import Session

from assa.commands.output import opened
from assa.commands.session import transaction
from contact_tracing.exports import formats
from contact_tracing.exports.sheet import Heading, Sheet
from contact_tracing.imports.cells import BadTable
from contact_tracing.imports.tables import rows
from core.errors import InvalidInput, NotFound
from core.facilities import queries as facilities
from stock.queries import Reporting, Standing, data_values, months, reporting, standings
from stock.queries import products as all_products
from stock.service import import_opening, import_products, set_reminder

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
    Heading("on_order", "number", "on its way to the centre"),
    Heading("suggested_order", "number", "max(0, maximum x amc - stock_on_hand - on_order), in whole packs, in units"),
    Heading("basis", definition="issues, or counts: what the amc is reckoned from"),
)


MONTHS = (
    Heading("facility", definition="code of the centre"),
    Heading("product", definition="code of the product"),
    Heading("month", "day", "its first day"),
    Heading("opening", "number", "units at its beginning"),
    Heading("received", "number"),
    Heading("issued", "number"),
    Heading("lost", "number"),
    Heading("transferred_in", "number"),
    Heading("transferred_out", "number"),
    Heading("adjusted", "number", "what counts found, and what came late; signed"),
    Heading("closing", "number", "units at its end"),
    Heading("consumption", "number", "issued; where none was, opening + receipts - losses - closing, never below 0"),
    Heading("stock_out_days", "number", "days at whose end there was nothing"),
    Heading("days", "number", "days of the month"),
)
REPORTING = (
    Heading("week", definition="ISO week"),
    Heading("place", definition="code of the place asked for; empty: the whole country"),
    Heading("expected", "number", "CSCom, CSRef and hospitals open then"),
    Heading("received", "number", "of them, those that told anything of their stock in the week"),
    Heading("in_time", "number", "of them, those told until two days after its end"),
    Heading("reporting_rate", "number", "received / expected"),
    Heading("timeliness", "number", "in_time / expected"),
    Heading("stock_out_rate", "number", "centres with a product followed nationally at 0 on any day / received"),
)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def stock() -> None:
    """Stock of health centres."""


@stock.command("status")
@click.option("--format", "form", type=click.Choice(list(WRITERS)), default="csv", show_default=True)
@click.option("--place", help="Code of a region, cercle or commune: the centres there.")
@click.option("-o", "--output", default="-", show_default="standard output", help="File; - for standard output.")
def status_command(form: str, place: str | None, output: str) -> None:
    """Stock on hand, status, consumption, days left and suggested order, by centre and product."""
    write_status(form, place, output)


def write_status(form: str, place: str | None, output: str) -> None:
    """What `assa stock status` and `assa export stock` say. form: of WRITERS."""
    now = datetime.now(UTC)
    with transaction() as session, opened(output) as out:
        done = WRITERS[form](Sheet("stock", HEADINGS, _rows(standings(session, now, facilities=_centres(session, place, now)))), out)
    click.echo(f"{done} rows", err=True)


@stock.command("months")
@click.option("--from", "first", type=DAY, required=True, help="First month, by any of its days.")
@click.option("--to", "last", type=DAY, required=True, help="Last month.")
@click.option("--format", "form", type=click.Choice([*WRITERS, "dhis2-values"]), default="csv", show_default=True)
@click.option("--place", help="Code of a region, cercle or commune: the centres there.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File of UIDs, for DHIS2.")
@click.option("-o", "--output", default="-", show_default="standard output", help="File; - for standard output.")
def months_command(first: datetime, last: datetime, form: str, place: str | None, mapping: Path | None, output: str) -> None:
    """Receipts, issues, losses, consumption, stock-out days and closing stock, by centre, product and month; also DHIS2's dataValueSets."""
    if (form == "dhis2-values") != (mapping is not None):
        raise click.UsageError("--mapping FILE and --format dhis2-values belong together")
    with transaction() as session, opened(output) as out:
        every = months(session, first.date(), last.date(), _centres(session, place, datetime.now(UTC)))
        if mapping is None:
            written = WRITERS[form](Sheet("stock-months", MONTHS, (astuple(row) for row in every)), out)
            click.echo(f"{written} rows", err=True)
            return
        try:
            body, left_out = data_values(list(every), yaml.safe_load(mapping.read_text("utf-8")) or {})
        except InvalidInput as error:
            problems = cast("list[str]", error.fields["problems"])
            raise click.ClickException("nothing was exported\n" + "\n".join(problems)) from error
        out.write(json.dumps(body, indent=1).encode())
    click.echo(f"{len(body['dataValues'])} values; {left_out} rows of centres that the mapping does not name", err=True)


@stock.command("reporting")
@click.option("--from", "first", type=DAY, required=True, help="First week, by any of its days.")
@click.option("--to", "last", type=DAY, required=True, help="Last week.")
@click.option("--format", "form", type=click.Choice(list(WRITERS)), default="csv", show_default=True)
@click.option("--place", help="Code of a region, cercle or commune.")
@click.option("-o", "--output", default="-", show_default="standard output", help="File; - for standard output.")
def reporting_command(first: datetime, last: datetime, form: str, place: str | None, output: str) -> None:
    """Reporting rate, timeliness and stock-out rate, by week."""
    with transaction() as session, opened(output) as out:
        weeks = map(_week, reporting(session, first.date(), last.date(), place))
        written = WRITERS[form](Sheet("stock-reporting", REPORTING, weeks), out)
    click.echo(f"{written} rows", err=True)


@stock.command("open")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def open_command(file: Path, dry_run: bool) -> None:
    """Bring in opening balances, CSV or XLSX: facility, product, quantity, date, and lot, expiry where known. All or nothing."""
    with transaction() as session:
        try:
            done = import_opening(session, rows(file), datetime.now(UTC))
        except BadTable as error:
            raise click.ClickException(f"nothing was imported\n{error}") from error
        except InvalidInput as error:
            raise _bad_cells(error) from error
        if dry_run:
            session.rollback()
    click.echo(f"{'would be ' if dry_run else ''}{done.added} added, {done.unchanged} unchanged")


@stock.command("reminder")
@click.argument("centre")
@click.option("--day", type=click.IntRange(0, 6), required=True, help="0 Monday ... 6 Sunday.")
@click.option("--hour", type=click.IntRange(0, 23), required=True)
def reminder_command(centre: str, day: int, hour: int) -> None:
    """Set when a centre is asked each week to report its stock."""
    with transaction() as session:
        try:
            set_reminder(session, centre, day, hour)
        except NotFound as error:
            raise click.ClickException(f"no such centre: {centre}") from error
    click.echo(f"{centre}: day {day}, {hour}:00")


@click.group()
def products() -> None:
    """Products of which stock is kept."""


@products.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def products_import(file: Path, dry_run: bool) -> None:
    """Bring in a CSV with the columns of stock/products.csv. All or nothing; every bad cell is named; none is removed."""
    with transaction() as session:
        try:
            done = import_products(session, file.read_text("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise click.ClickException("nothing was imported\nthe file is no UTF-8") from error
        except InvalidInput as error:
            raise _bad_cells(error) from error
        if dry_run:
            session.rollback()
    click.echo(f"{'would be ' if dry_run else ''}{done} products")


@products.command("list")
def products_list() -> None:
    """Code, short codes, pack, unit, name; a star for those that are followed nationally."""
    with transaction() as session:
        found = list(all_products(session).values())
    for each in found:
        pack = f"{each.pack} of {each.pack_size} {each.unit}"
        click.echo("\t".join((each.code, "|".join(each.short_codes) or "-", "*" if each.tracer else "-", pack, each.name_fr)))


def _bad_cells(error: InvalidInput) -> click.ClickException:
    columns = cast("list[str]", error.fields.get("columns", []))
    cells = error.fields.get("cells") or [(1, column, "missing column") for column in columns]
    lines = (f"row {row}{', ' + column if column else ''}: {problem}" for row, column, problem in cast("list[tuple[int, str, str]]", cells))
    return click.ClickException("nothing was imported\n" + "\n".join(lines))


def _centres(session: Session, place: str | None, now: datetime) -> list[str] | None:
    return None if place is None else [each.code for each in facilities.under(session, place, now.date())]


def _week(each: Reporting) -> Sequence[Any]:
    shares = [_share(share) for share in (each.rate, each.timeliness, each.stock_out_rate)]
    return (f"{each.first:%G-W%V}", each.place, each.expected, each.received, each.in_time, *shares)


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _rows(found: Sequence[Standing]) -> Iterator[Sequence[Any]]:
    for each in found:
        left = each.forecast
        yield (
            each.facility, each.product, each.name, each.unit, each.stock_on_hand, each.last_reported_at, each.status.value,
            _round(each.amc), _round(each.months_of_stock), each.stock_out_days,
            *((_round(left.days), _round(left.at_fastest), _round(left.at_slowest)) if left else (None, None, None)),
            each.on_order, each.order,
            None if each.amc is None else "counts" if each.by_reports else "issues",
        )  # fmt: skip


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
