"""`assa import` and `assa export`: cases, contacts, exposures, follow-up, laboratory, in the formats of others."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from assa.commands.output import opened
from assa.commands.session import transaction
from assa.commands.stock import WRITERS, write_status
from contact_tracing.cases.history import Actor
from contact_tracing.exports import service as exports
from contact_tracing.exports.dhis2.mapping import BadMapping
from contact_tracing.godata import bring
from contact_tracing.godata.report import Report
from contact_tracing.imports.cases import import_cases
from contact_tracing.imports.cells import BadTable
from contact_tracing.imports.contacts import import_contacts
from contact_tracing.imports.linelists import Done
from contact_tracing.imports.records import import_exposures, import_follow_up, import_lab
from core.errors import AssaError

DAY = click.DateTime(["%Y-%m-%d"])
STOCK = "stock"


@click.command("import")
@click.argument("what", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["table", "godata"]), default="table", show_default=True)
@click.option("--by", "actor", default="operator", show_default=True, help="Name or office of who brings them in; kept.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def import_command(what: tuple[str, ...], form: str, actor: str, dry_run: bool) -> None:
    """Bring in cases and contacts of others: all or nothing, every bad cell named, the same a second time changes nothing.

    `assa import cases|contacts|exposures|follow-up|lab FILE` reads CSV and XLSX with the columns of `assa export`;
    `assa import --format godata FOLDER` reads Go.Data's files.
    """
    take = _taker(what, form)
    with transaction() as session:
        try:
            report = take(session, ("operator", actor), datetime.now(UTC))
        except BadTable as error:
            session.rollback()
            raise click.ClickException(f"nothing was imported\n{error}") from error
        if dry_run:
            session.rollback()
    would = "would be " if dry_run else ""
    if isinstance(report, Report):
        _tell(report, would)
        return
    click.echo(f"{report.read} read: {would}{report.added} added, {report.changed} changed, {report.unchanged} unchanged")
    if report.windows_1252:
        click.echo(f"no UTF-8, read as Windows-1252: {what[-1]}")
    if report.planned:
        click.echo(f"not taken: {report.planned} days that were only planned")
    for name in report.ignored:
        click.echo(f"not taken: column {name}")


LISTS = {
    "cases": import_cases,
    "contacts": import_contacts,
    "exposures": import_exposures,
    "follow-up": import_follow_up,
    "lab": import_lab,
}


def _taker(what: tuple[str, ...], form: str) -> Callable[[Session, Actor, datetime], Report | Done]:
    """What takes in what is named; a usage error where that is nothing."""
    path = Path(what[-1])
    if form == "godata":
        if len(what) != 1 or not path.is_dir():
            raise click.UsageError("assa import --format godata FOLDER")
        return lambda session, actor, now: bring.import_folder(session, path, actor, now)
    if len(what) != 2 or what[0] not in LISTS or not path.is_file():
        raise click.UsageError(f"assa import {'|'.join(LISTS)} FILE.csv|FILE.xlsx, or --format godata FOLDER")
    return lambda session, actor, now: LISTS[what[0]](session, path, actor, now)


def _tell(report: Report, would: str) -> None:
    """All that was done, and all that was not understood."""
    for kind, count in report.counts.items():
        done = f"{would}{count.added} added, {count.changed} changed, {count.unchanged} unchanged, {count.aside} kept aside"
        click.echo(f"{kind}: {count.read} read: {done}")
    click.echo(f"places: {would}{report.locations} added")
    for kind in report.missing_files:
        click.echo(f"no file of {kind}")
    for name in report.other_files:
        click.echo(f"not read: {name}")
    for file, row, reason in report.aside:
        click.echo(f"kept aside: {file}, row {row}: {reason}")
    for name in report.windows_1252:
        click.echo(f"no UTF-8, read as Windows-1252: {name}")
    for file, row in report.repeated:
        click.echo(f"the same row again: {file}, row {row}")
    for (file, column, value), often in sorted(report.unknown.items()):
        click.echo(f"unknown value kept: {file}, column {column}: {value or '(personal)'} ({often})")
    for (file, column), often in sorted(report.assumed.items()):
        click.echo(f"assumed: {file}, column {column} ({often})")
    for file, column in report.not_known:
        click.echo(f"unknown column kept: {file}, column {column}")


@click.command("export")
@click.argument("kind", type=click.Choice([*exports.KINDS, STOCK]))
@click.option("--format", "form", type=click.Choice(exports.FORMATS), default="csv", show_default=True)
@click.option("--columns", type=click.Choice(list(exports.COLUMNS)), default="assa", show_default=True, help="Whose names of columns.")
@click.option("--from", "first", type=DAY, help="First day of report (of last contact, entry, sample).")
@click.option("--to", "last", type=DAY, help="Last day, included.")
@click.option("--place", help="Code of a region, cercle or commune: who lives there.")
@click.option("--names", is_flag=True, help="Names, telephones and addresses too. Noted in the audit.")
@click.option("--by", "actor", default="operator", show_default=True, help="Name or office of who asks; kept.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File of UIDs, for DHIS2.")
@click.option("--suppress-below", "below", type=click.IntRange(0), default=0, show_default=True, help="Leave out smaller counts (DHIS2).")
@click.option("-o", "--output", default="-", show_default="standard output", help="File; - for standard output.")
def export_command(
    kind: str, form: str, columns: str, first: datetime | None, last: datetime | None, place: str | None, names: bool, actor: str,
    mapping: Path | None, below: int, output: str,
) -> None:  # fmt: skip
    """Give cases, contacts, exposures, follow-up or laboratory results, without names unless they are asked for; or how the stock stands.

    `stock` is today's, as CSV, XLSX or JSON, of a --place or of all; `assa stock` has the rest.
    """
    if kind == STOCK:
        if form not in WRITERS or any((first, last, names, mapping, below)) or columns != "assa":
            raise click.UsageError("stock goes with --format csv|xlsx|json, --place and -o alone")
        write_status(form, place, output)
        return
    wish = exports.Wish(_day(first), _day(last), place, names)
    try:
        with transaction() as session, opened(output) as out:
            done = exports.export(session, kind, form, wish, out, ("operator", actor), exports.Extra(columns, mapping, below))
    except BadMapping as error:
        raise click.ClickException(f"nothing was exported\n{error}") from error
    except AssaError as error:
        raise click.ClickException(f"nothing was exported: {error.code}") from error
    click.echo(f"{done.rows} rows" + (f", {done.suppressed} small counts left out" if done.suppressed else ""), err=True)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
