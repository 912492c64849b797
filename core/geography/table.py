"""The CSV of places, UTF-8, comma or semicolon: `places.csv` and `communes.csv` beside this file, and one of the deployment's that corrects
them."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assa_text import fold
from core.errors import InvalidInput

SEED = Path(__file__).with_name("places.csv")
COMMUNES = Path(__file__).with_name("communes.csv")
"""Those of the cercles; Bamako's are in `SEED`."""
COLUMNS = ("code", "kind", "name", "parent", "valid_from", "valid_to", "aliases", "source")
REQUIRED = ("code", "kind", "name", "source")
KINDS = ("region", "district", "cercle", "commune", "health_district")
MAX_CODE = 20
UNSURE = "a verifier"
"""In the folded source of a place that nobody has confirmed: it is found by its name, and not offered."""


@dataclass(frozen=True, slots=True)
class Place:
    """kind: of KINDS; `district` is Bamako. parent: code, "" for a region. The days are inclusive; None: open. source: where it is from."""

    code: str
    kind: str
    name: str
    parent: str
    valid_from: date | None
    valid_to: date | None
    aliases: tuple[str, ...]
    source: str = ""

    def holds(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    @property
    def sure(self) -> bool:
        return UNSURE not in fold(self.source)


def read(content: bytes, known: tuple[Place, ...] = ()) -> tuple[Place, ...]:
    """The places of a CSV, in its order. known: those that parents may be among besides.

    Raises InvalidInput `places.bad_cells` with `cells`: (row, column, what is wrong) of each; row 1 is the header. All or nothing.
    """
    try:
        text = content.decode("utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = ";" if first.count(";") > first.count(",") else ","
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput("places.bad_cells", cells=[(1, "", "not_csv")]) from error
    header = [name.strip() for name in lines[0]] if lines else []
    bad = [(1, name, "missing_column") for name in REQUIRED if name not in header]
    bad += [(1, name, "unknown_column") for name in header if name not in COLUMNS]
    if bad:
        raise InvalidInput("places.bad_cells", cells=bad)
    rows = [(number, dict(zip(header, map(str.strip, line), strict=False))) for number, line in enumerate(lines[1:], 2) if any(line)]
    places: list[Place] = []
    by_code: dict[str, list[Place]] = {}
    for number, cells in rows:
        place, wrong = _place(cells)
        bad += [(number, column, why) for column, why in wrong]
        if any(_overlap(place, other) for other in by_code.get(place.code, ())):
            bad.append((number, "valid_from", "same_days_twice"))
        by_code.setdefault(place.code, []).append(place)
        places.append(place)
    parents = {each.code for each in (*known, *places)}
    bad += [
        (number, "parent", "unknown_place" if place.parent else "empty")
        for (number, _), place in zip(rows, places, strict=True)
        if place.parent not in parents and (place.parent or place.kind not in ("region", "district"))
    ]
    if bad or not places:
        raise InvalidInput("places.bad_cells", cells=bad or [(2, "code", "no_rows")])
    return tuple(places)


def _place(cells: dict[str, str]) -> tuple[Place, list[tuple[str, str]]]:
    wrong = [(name, "empty") for name in REQUIRED if not cells.get(name)]
    code, kind = cells.get("code", ""), cells.get("kind", "")
    if len(code) > MAX_CODE or not code.isascii():
        wrong.append(("code", "too_long" if len(code) > MAX_CODE else "not_ascii"))
    if kind and kind not in KINDS:
        wrong.append(("kind", "unknown_kind"))
    days: dict[str, date | None] = {}
    for name in ("valid_from", "valid_to"):
        try:
            days[name] = date.fromisoformat(cells[name]) if cells.get(name) else None
        except ValueError:
            days[name] = None
            wrong.append((name, "bad_date"))
    first, last = days["valid_from"], days["valid_to"]
    if first is not None and last is not None and last < first:
        wrong.append(("valid_to", "before_valid_from"))
    aliases = tuple(alias.strip() for alias in cells.get("aliases", "").split("|") if alias.strip())
    return Place(code, kind, cells.get("name", ""), cells.get("parent", ""), first, last, aliases, cells.get("source", "")), wrong


def _overlap(one: Place, other: Place) -> bool:
    return (one.valid_from or date.min) <= (other.valid_to or date.max) and (other.valid_from or date.min) <= (one.valid_to or date.max)


def read_ours() -> tuple[Place, ...]:
    """The places that come with the project."""
    larger = read(SEED.read_bytes())
    return (*larger, *read(COMMUNES.read_bytes(), larger))


def read_all(own: Path | None = None) -> tuple[Place, ...]:
    """The project's places and those of a deployment's CSV: where that has a code, its rows take the place of ours."""
    ours = read_ours()
    if own is None:
        return ours
    theirs = read(own.read_bytes(), ours)
    replaced = {each.code for each in theirs}
    return (*(each for each in ours if each.code not in replaced), *theirs)
