"""Where the regions lie, drawn simply: each cercle reaches half way to the chief towns around it, within the country's outline.

`seats.csv`: the chief towns of the cercles that were there before 2023 and of Taoudénit (GeoNames, CC BY 4.0). `outline.csv`: Natural
Earth, 1:110 million (public domain). A region is the cercles that are its own on the day, so that the map
follows the laws.
"""

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Point = tuple[float, float]
"""In the plane: degrees of latitude, x to the east, y to the south."""
Edge = tuple[Point, Point]

HERE = Path(__file__).resolve().parent
_FLAT = math.cos(math.radians(15.5))
"""A degree of longitude by one of latitude, in the middle of the country."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cercle (or Bamako). code: of the place. ring: its corners. borders: the edges that it shares, by the cercle beyond."""

    code: str
    seat: Point
    ring: tuple[Point, ...]
    borders: tuple[tuple[str, Edge], ...]


def _read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _point(row: dict[str, str]) -> Point:
    return float(row["longitude"]) * _FLAT, -float(row["latitude"])


@cache
def outline() -> tuple[Point, ...]:
    return tuple(_point(row) for row in _read("outline.csv"))


@cache
def cells() -> tuple[Cell, ...]:
    """Of the whole country, without overlap and without a gap."""
    seats = {row["code"]: _point(row) for row in _read("seats.csv")}
    return tuple(_cell(code, seat, seats) for code, seat in seats.items())


def _cell(code: str, seat: Point, seats: dict[str, Point]) -> Cell:
    """The part of the country that is nearer to this seat than to any other: cut at each bisector (Sutherland and Hodgman, 1974)."""
    ring: list[tuple[Point, str]] = [(corner, "") for corner in outline()]
    for other, there in seats.items():
        if other != code:
            ring = _cut(ring, seat, there, other)
    corners = [corner for corner, _ in ring]
    edges = [(beyond, (corner, corners[(n + 1) % len(corners)])) for n, (corner, beyond) in enumerate(ring)]
    # where the country bends inwards, a cut runs outside of it: an edge without width
    shared = [(beyond, edge) for beyond, edge in edges if beyond and inside(_middle(edge), outline())]
    return Cell(code, seat, tuple(corners), tuple(shared))


def _cut(ring: Sequence[tuple[Point, str]], seat: Point, there: Point, beyond: str) -> list[tuple[Point, str]]:
    """A ring of corners, each with what lies beyond the edge that it begins."""

    def side(point: Point) -> float:
        return math.dist(point, there) ** 2 - math.dist(point, seat) ** 2

    found: list[tuple[Point, str]] = []
    for n, (corner, label) in enumerate(ring):
        after, _ = ring[(n + 1) % len(ring)]
        here, next_ = side(corner), side(after)
        if here >= 0:
            found.append((corner, label))
        if (here >= 0) != (next_ >= 0):
            part = here / (here - next_)
            crossing = (corner[0] + part * (after[0] - corner[0]), corner[1] + part * (after[1] - corner[1]))
            found.append((crossing, beyond if here >= 0 else label))
    return found


def _middle(edge: Edge) -> Point:
    (x1, y1), (x2, y2) = edge
    return (x1 + x2) / 2, (y1 + y2) / 2


def inside(point: Point, ring: Sequence[Point]) -> bool:
    """Whether a point lies within a ring: a line from it to the east crosses the ring an odd number of times."""
    x, y = point
    crossings = 0
    for n, (x1, y1) in enumerate(ring):
        x2, y2 = ring[(n + 1) % len(ring)]
        crossings += (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
    return crossings % 2 == 1


def area(ring: Sequence[Point]) -> float:
    """Of a ring, in square degrees of latitude."""
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _pairs(ring))) / 2


def middle(rings: Iterable[Sequence[Point]]) -> Point:
    """The centre of gravity of several rings."""
    whole, x, y = 0.0, 0.0, 0.0
    for ring in rings:
        for (x1, y1), (x2, y2) in _pairs(ring):
            part = x1 * y2 - x2 * y1
            whole, x, y = whole + part, x + (x1 + x2) * part, y + (y1 + y2) * part
    return x / (3 * whole), y / (3 * whole)


def _pairs(ring: Sequence[Point]) -> list[tuple[Point, Point]]:
    return [(corner, ring[(n + 1) % len(ring)]) for n, corner in enumerate(ring)]
