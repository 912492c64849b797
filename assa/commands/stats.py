"""`assa stats`: who was reached, when, where, in which language, about what."""

import sys
from datetime import datetime
from pathlib import Path

import click
import yaml

from assa.commands.session import transaction
from usage import exports
from usage.errors import BadWish
from usage.queries import statistics
from usage.report import gather, to_pdf
from usage.service import today
from usage.wish import BY, Row, Wish, header, parse_split

DAY = click.DateTime(["%Y-%m-%d"])
FORMATS = ("table", "csv", "xlsx", "json", "pdf", "dhis2")


@click.command()
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--to", "last", type=DAY, required=True, help="Last day, included.")
@click.option("--by", type=click.Choice(BY), help="One row for each; absent: the whole as one period.")
@click.option("--split", default="", help="Of channel,locale,region,topic. (A PDF has its own.)")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="File of UIDs, for DHIS2.")
@click.option("-o", "--output", default="-", show_default="standard output", help="File; - for standard output.")
def stats(first: datetime, last: datetime, by: str | None, split: str, form: str, mapping: Path | None, output: str) -> None:
    """Count people and messages of a period, exactly, in the country's time zone."""
    try:
        wish = Wish(first.date(), last.date(), by, parse_split(split))
        with transaction() as session:
            if form == "pdf":
                body = to_pdf(gather(session, wish.first, wish.last, today()), today())
            else:
                body = _body(wish, statistics(session, wish, today()), form, mapping)
    except BadWish as error:
        raise click.ClickException(f"cannot be counted: {error.code} {dict(error.fields)}") from error
    if output == "-":
        sys.stdout.buffer.write(body)
    else:
        Path(output).write_bytes(body)


def _body(wish: Wish, rows: list[Row], form: str, mapping: Path | None) -> bytes:
    if form == "dhis2":
        if mapping is None:
            raise click.UsageError("--format dhis2 needs --mapping FILE")
        return exports.to_dhis2(wish, rows, yaml.safe_load(mapping.read_text("utf-8")) or {})
    if form == "table":
        return _table(wish, rows)
    return {"csv": exports.to_csv, "xlsx": exports.to_xlsx, "json": exports.to_json}[form](wish, rows)


def _table(wish: Wish, rows: list[Row]) -> bytes:
    """Columns as wide as what stands in them."""
    lines = [header(wish.split), *([str(value) for value in exports.cells(row)] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join("  ".join(value.rjust(width) for value, width in zip(line, widths, strict=True)) + "\n" for line in lines).encode()
