"""A map of the regions: dark where there is much, each with its name and its figure. What has no place on it stands as a tile below.

The north, where few towns are, is drawn flatter than the south, so that each region of the south can be read.
"""

from collections.abc import Callable, Mapping
from datetime import date

from markupsafe import Markup

from console.charts import atlas
from console.charts.svg import INK, TONES, box, element, picture, together, words
from core.geography import region_of

WIDE, SCALE = 780.0, 47.0
"""Points of the picture, and of a degree of latitude."""
WEST, SOUTH, NORTH = -11.85, -10.0, -25.05
FLAT_FROM, FLAT = -17.2, 0.34
"""North of here, a degree is drawn as this part of one."""
TILE_WIDE, TILE_TALL = 97.0, 44.0
NUDGED: dict[str, tuple[float, float]] = {"ML-SIKASSO": (4, -8), "ML-BANDIAGARA": (12, -4), "ML-KIDAL": (0, 4), "ML-SAN": (-3, 0)}
"""Where a name does not stand in the middle of its region: points to the right and down."""
BESIDE = {"ML-BKO": (88.0, 432.0)}
"""Whose name stands beside the country, at the end of a line: the region is smaller than its name."""


def regions(title: str, counts: Mapping[str, int], names: Mapping[str, str], number: Callable[[float], str], on: date) -> Markup:
    """counts: by code. names: of the regions that hold on the day, by code."""
    high = max(counts.values(), default=0) or 1
    tones = {code: _tone(counts.get(code, 0), high) for code in names}
    own = {cell.code: _region(cell.code, on) for cell in atlas.cells()}
    parts = [_land(cell, tones.get(own[cell.code], "#ffffff")) for cell in atlas.cells()]
    parts += [*_borders(own, tones), _path([atlas.outline()], INK, "1.2")]
    drawn = [code for code in names if code in own.values()]
    parts += [_label(code, names[code], counts.get(code, 0), own, tones[code], number) for code in drawn]
    tall = _at((0, SOUTH))[1]
    rest = [code for code in names if code not in drawn]
    parts += [_tile(names[code], counts.get(code, 0), tones[code], place, tall, number) for place, code in enumerate(rest)]
    return picture(title, WIDE, tall + -(-len(rest) * TILE_WIDE // WIDE) * TILE_TALL, parts)


def _region(code: str, on: date) -> str:
    found = region_of(code, on)
    return "" if found is None else found.code


def _tone(count: int, high: int) -> str:
    return "#ffffff" if count == 0 else TONES[2] if count < high / 3 else TONES[1] if count < high * 2 / 3 else TONES[0]


def _at(point: atlas.Point) -> atlas.Point:
    """In the picture."""
    x, y = point
    down = (max(y, FLAT_FROM) - FLAT_FROM) + FLAT * (min(y, FLAT_FROM) - NORTH)
    return (x - WEST) * SCALE, down * SCALE


def _ring(points: tuple[atlas.Point, ...]) -> str:
    """With a corner more where an edge runs into the part that is drawn flatter."""
    found = []
    for n, point in enumerate(points):
        found.append(_at(point))
        (x1, y1), (x2, y2) = point, points[(n + 1) % len(points)]
        if (y1 < FLAT_FROM) != (y2 < FLAT_FROM):
            found.append(_at((x1 + (FLAT_FROM - y1) * (x2 - x1) / (y2 - y1), FLAT_FROM)))
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in found) + "Z"


def _path(rings: list[tuple[atlas.Point, ...]], stroke: str, width: str, fill: str = "none") -> Markup:
    return element("path", d="".join(map(_ring, rings)), fill=fill, stroke=stroke, stroke_width=width)


def _land(cell: atlas.Cell, tone: str) -> Markup:
    return element("path", d=_ring(cell.ring), fill=tone)


def _borders(own: Mapping[str, str], tones: Mapping[str, str]) -> list[Markup]:
    """Between regions in ink; between cercles of one region in its own tone, which closes the seam."""
    lines: dict[str, list[tuple[atlas.Point, ...]]] = {}
    for cell in atlas.cells():
        for beyond, edge in cell.borders:
            if cell.code < beyond:
                same = own[cell.code] == own[beyond]
                lines.setdefault(tones.get(own[cell.code], "#ffffff") if same else INK, []).append(edge)
    seams = [_path(rings, tone, "1.2") for tone, rings in lines.items() if tone != INK]
    # on a light line, so that it is seen between two dark regions
    return [*seams, _path(lines[INK], "#ffffff", "2.6"), _path(lines[INK], INK, "0.9")]


def _label(code: str, name: str, count: int, own: Mapping[str, str], tone: str, number: Callable[[float], str]) -> Markup:
    x, y = _at(atlas.middle(cell.ring for cell in atlas.cells() if own[cell.code] == code))
    ink, edge, line = "#ffffff" if tone == TONES[0] else INK, tone, Markup("")
    if code in BESIDE:
        ink, edge, (right, down) = INK, "#ffffff", BESIDE[code]
        ends = {"x1": f"{x:.0f}", "y1": f"{y:.0f}", "x2": f"{right + 34:.0f}", "y2": f"{down:.0f}"}
        line = element("line", **ends, stroke="#ffffff", stroke_width="2.6") + element("line", **ends, stroke=INK, stroke_width="0.9")
        x, y = right, down
    else:
        right, down = NUDGED.get(code, (0, 0))
        x, y = x + right, y + down
    # with an edge in the region's tone: a name that reaches over the border is still read
    around = {"stroke": edge, "stroke_width": "3", "stroke_linejoin": "round", "paint_order": "stroke", "fill": ink}
    return together(
        (
            line,
            words(name, x, y - 2, "middle", font_size="12", **around),
            words(number(count), x, y + 13, "middle", font_weight="700", **around),
        )
    )


def _tile(name: str, count: int, tone: str, place: int, top: float, number: Callable[[float], str]) -> Markup:
    a_row = int(WIDE // TILE_WIDE)
    x, y, ink = place % a_row * TILE_WIDE, top + place // a_row * TILE_TALL, "#ffffff" if tone == TONES[0] else INK
    shown = name if len(name) <= 13 else name[:12] + "…"
    return together(
        (
            box(x + 2, y + 2, TILE_WIDE - 4, TILE_TALL - 4, tone),
            words(shown, x + TILE_WIDE / 2, y + 18, "middle", fill=ink, font_size="12"),
            words(number(count), x + TILE_WIDE / 2, y + 34, "middle", fill=ink, font_weight="700"),
        )
    )
