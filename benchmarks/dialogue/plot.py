"""A bar chart in SVG, for a page: no library for forty lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

COLOURS = ("#1b7f5c", "#b0b7bd")
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760, 320, 48, 48, 40


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: list[float]


def bars(title: str, labels: Sequence[str], series: Sequence[Series]) -> str:
    """Groups of bars, one group a label, one bar a series, each with its value above it."""
    most = max((value for each in series for value in each.values), default=1.0) or 1.0
    step = (WIDTH - LEFT) / max(len(labels), 1)
    width = step * 0.8 / max(len(series), 1)
    shapes = []
    for n, each in enumerate(series):
        for m, value in enumerate(each.values):
            x, height = LEFT + m * step + step * 0.1 + n * width, (HEIGHT - TOP - BOTTOM) * value / most
            y = HEIGHT - BOTTOM - height
            shapes.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{COLOURS[n % 2]}"/>')
            shapes.append(_text(x + width / 2, y - 4, f"{value:.0f}", 10))
        shapes.append(f'<rect x="{LEFT + n * 140}" y="26" width="12" height="12" fill="{COLOURS[n % 2]}"/>')
        shapes.append(_text(LEFT + n * 140 + 18, 36, each.name, 12, "start"))
    shapes += [_text(LEFT + m * step + step / 2, HEIGHT - BOTTOM + 18, label, 11) for m, label in enumerate(labels)]
    shapes.append(f'<line x1="{LEFT}" x2="{WIDTH}" y1="{HEIGHT - BOTTOM}" y2="{HEIGHT - BOTTOM}" stroke="#333"/>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif">'
    return "\n".join([head, f"<title>{escape(title)}</title>", _text(LEFT, 16, title, 14, "start"), *shapes, "</svg>", ""])


def _text(x: float, y: float, text: str, size: int, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}">{escape(text)}</text>'
