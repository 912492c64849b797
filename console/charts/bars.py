"""Bars: stacked over time, and lying ones for what has no order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from console.charts.svg import LINE, TONES, box, element, picture, words

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720.0, 260.0, 58.0, 30.0, 26.0
LYING, ROW, NAMES, COUNTS = 440.0, 28.0, 150.0, 62.0


@dataclass(frozen=True, slots=True)
class Series:
    """name: translated."""

    name: str
    values: Sequence[int]


def round_up(high: int) -> int:
    """The end of a scale of four steps of 1, 2 or 5, 10 ..., at least as high."""
    unit = 1
    while True:
        for step in (unit, 2 * unit, 5 * unit):
            if 4 * step >= high:
                return 4 * step
        unit *= 10


def stacked(title: str, labels: Sequence[str], series: Sequence[Series], number: Callable[[float], str]) -> Markup:
    """A bar for each label, the series one upon the other, the scale at the left, the key above; labels as there is room."""
    high = round_up(max((sum(each.values[place] for each in series) for place in range(len(labels))), default=0))
    tall, wide = HEIGHT - TOP - BOTTOM, WIDTH - LEFT
    parts: list[Markup] = []
    for part in range(5):
        y = TOP + tall - tall * part / 4
        parts += [
            element("line", x1=LEFT, x2=WIDTH, y1=f"{y:g}", y2=f"{y:g}", stroke=LINE),
            words(number(high * part / 4), LEFT - 6, y + 4, "end"),
        ]
    step = wide / max(len(labels), 1)
    shown = max(1, -(-len(labels) * 78 // int(wide)))
    for place, label in enumerate(labels):
        base = TOP + tall
        for each, tone in zip(series, TONES, strict=False):
            size = tall * each.values[place] / high
            if size:
                parts.append(box(LEFT + place * step + step * 0.12, base - size, step * 0.76, size, tone))
            base -= size
        if place % shown == 0 and place * step < wide - 40:
            parts.append(words(label, LEFT + place * step, HEIGHT - 8))
    at = LEFT
    for each, tone in zip(series, TONES, strict=False):
        parts += [box(at, 4, 13, 13, tone), words(each.name, at + 19, 15)]
        at += 40 + 8 * len(each.name)
    return picture(title, WIDTH, HEIGHT, parts)


def lying(title: str, rows: Sequence[tuple[str, int]], number: Callable[[float], str]) -> Markup:
    """A bar for each pair of a name and a count, its count written beside it."""
    high = max((count for _, count in rows), default=0) or 1
    wide = LYING - NAMES - COUNTS
    parts: list[Markup] = []
    for place, (name, count) in enumerate(rows):
        y = place * ROW
        size = wide * count / high
        parts += [words(name if len(name) <= 20 else name[:19] + "…", NAMES - 8, y + 17, "end"), box(NAMES, y + 4, size, ROW - 8, TONES[0])]
        parts.append(words(number(count), NAMES + size + 6, y + 17))
    return picture(title, LYING, max(len(rows), 1) * ROW, parts)
