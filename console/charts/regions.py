"""A map of the regions as tiles: each a square about where it lies, dark where there is much, with its name and its figure.

Boundaries are not drawn: those of 2023 are in no open file with a source that we could name, and a small region would not be seen.
"""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from console.charts.svg import INK, TONES, box, picture, together, words

PLACES = {
    "ML-TAOUDENIT": (4, 0), "ML-KIDAL": (6, 0), "ML-TOMBOUCTOU": (4, 1), "ML-GAO": (5, 1), "ML-MENAKA": (6, 1),
    "ML-NIORO": (0, 2), "ML-NARA": (1, 2), "ML-MOPTI": (3, 2), "ML-DOUENTZA": (4, 2),
    "ML-KAYES": (0, 3), "ML-KOULIKORO": (1, 3), "ML-SEGOU": (2, 3), "ML-SAN": (3, 3), "ML-BANDIAGARA": (4, 3),
    "ML-KITA": (0, 4), "ML-BKO": (1, 4), "ML-DIOILA": (2, 4), "ML-KOUTIALA": (3, 4), "ML-BOUGOUNI": (1, 5), "ML-SIKASSO": (2, 5),
}  # fmt: skip
"""Column and row of each region of 2023, and of those before: north is up."""
WIDE, TALL = 82.0, 48.0


def regions(title: str, counts: Mapping[str, int], names: Mapping[str, str], number: Callable[[float], str]) -> Markup:
    """names: of the regions that hold on the day, by code; those that have no place on the map stand below it."""
    high = max(counts.values(), default=0) or 1
    extra = [code for code in names if code not in PLACES]
    where = {code: PLACES[code] for code in names if code in PLACES}
    where |= {code: (place % 7, 6 + place // 7) for place, code in enumerate(extra)}
    tiles = [_tile(names[code], counts.get(code, 0), high, *where[code], number) for code in names]
    rows = max((row for _, row in where.values()), default=0) + 1
    return picture(title, 7 * WIDE, rows * TALL, tiles)


def _tile(name: str, count: int, high: int, column: int, row: int, number: Callable[[float], str]) -> Markup:
    tone = "#ffffff" if count == 0 else TONES[2] if count < high / 3 else TONES[1] if count < high * 2 / 3 else TONES[0]
    x, y, ink = column * WIDE, row * TALL, "#ffffff" if tone == TONES[0] else INK
    shown = name if len(name) <= 11 else name[:10] + "…"
    return together(
        (
            box(x + 2, y + 2, WIDE - 4, TALL - 4, tone),
            words(shown, x + WIDE / 2, y + 19, "middle", fill=ink, font_size="12"),
            words(number(count), x + WIDE / 2, y + 37, "middle", fill=ink, font_weight="700"),
        )
    )
