"""A chain as a picture: generations from left to right, in SVG, readable in greyscale and by a screen reader. No name of anybody."""

from collections import defaultdict
from collections.abc import Callable
from html import escape

from contact_tracing.chains.graph import Chain, Node
from core.i18n import N_

ACROSS, DOWN, MARGIN, HEAD = 210, 58, 20, 26
WIDTH, HEIGHT = 170, 44
LINE = 28
"""Of the legend."""
DASHES = {"CONFIRMED": "", "PROBABLE": "6 3", "SUSPECT": "2 3"}
OTHER_DASHES = "1 4"
"""The border tells the classification: colour alone would not be seen by all."""
BACK = "4 4"
FONT = 'font-family="sans-serif" font-size="12"'
TITLE = N_("Chaîne de transmission")
GENERATION = N_("Génération {number}")
LOOP = N_("Boucle")
ONSET = N_("début : {day}")
UNKNOWN_ONSET = N_("début inconnu")
LEGEND: tuple[tuple[str, str, str], ...] = (
    ("box", "CONFIRMED", N_("cas confirmé")),
    ("box", "PROBABLE", N_("cas probable")),
    ("box", "SUSPECT", N_("cas suspect")),
    ("box", "", N_("pas encore classé, ou pas un cas")),
    ("sources", "", N_("plusieurs sources possibles")),
    ("asked", "", N_("le cas de cette page")),
    ("arrow", "", N_("de qui a pu infecter à qui a pu l'être")),
    ("back", "", N_("tombé malade avant sa source : à vérifier")),
)
"""What stands for what: kind of sign, its classification, the words."""


def places(chain: Chain) -> dict[str, tuple[int, int]]:
    """Left and top of each case's box: a column a generation, loops in the last."""
    columns: dict[int, list[Node]] = defaultdict(list)
    beyond = _beyond(chain)
    for node in chain.nodes:
        columns[beyond if node.generation is None else node.generation].append(node)
    return {
        node.case_id: (MARGIN + column * ACROSS, MARGIN + HEAD + row * DOWN)
        for column, nodes in columns.items()
        for row, node in enumerate(nodes)
    }


def _beyond(chain: Chain) -> int:
    return max((node.generation for node in chain.nodes if node.generation is not None), default=-1) + 1


def to_svg(chain: Chain, asked: str | None = None, say: Callable[[str], str] = str) -> str:
    """With its legend. asked: the id of the case that it was asked for, marked. say: the French words, as the reader reads them."""
    at = places(chain)
    lowest = max((top for _, top in at.values()), default=MARGIN + HEAD) + HEIGHT + MARGIN
    width = max([left + WIDTH for left, _ in at.values()] + [2 * ACROSS + WIDTH]) + MARGIN
    height = lowest + LINE * ((len(LEGEND) + 1) // 2) + MARGIN
    counts = ", ".join(f"{number} : {count}" for number, count in chain.generations.items())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title>{escape(say(TITLE))}</title><desc>{escape(counts)}</desc>",
        '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
        *_heads(chain, say),
    ]
    for link in chain.links:
        (left, top), (to_left, to_top) = at[link.infector], at[link.infectee]
        back = link.days is not None and link.days < 0
        parts.append(_arrow(left + WIDTH, top + HEIGHT // 2, to_left, to_top + HEIGHT // 2, back=back))
    for node in chain.nodes:
        left, top = at[node.case_id]
        onset = say(UNKNOWN_ONSET) if node.onset_date is None else say(ONSET).format(day=f"{node.onset_date:%d/%m/%Y}")
        parts.append(_box(left, top, WIDTH, HEIGHT, node.classification, several=node.sources > 1, asked=node.case_id == asked))
        parts.append(f'<text x="{left + 8}" y="{top + 18}" {FONT} font-weight="bold">{escape(node.case_id)}</text>')
        parts.append(f'<text x="{left + 8}" y="{top + 36}" {FONT}>{escape(onset)}</text>')
    return "\n".join([*parts, *_legend(lowest, say), "</svg>"])


def _heads(chain: Chain, say: Callable[[str], str]) -> list[str]:
    heads = {number: say(GENERATION).format(number=number) for number in chain.generations}
    if chain.loops:
        heads[_beyond(chain)] = say(LOOP)
    return [f'<text x="{MARGIN + column * ACROSS}" y="{MARGIN + 8}" {FONT}>{escape(words)}</text>' for column, words in heads.items()]


def _arrow(left: int, top: int, to_left: int, to_top: int, *, back: bool) -> str:
    dashes = f' stroke-dasharray="{BACK}"' if back else ""
    return f'<line x1="{left}" y1="{top}" x2="{to_left}" y2="{to_top}" stroke="#555"{dashes} marker-end="url(#tip)"/>'


def _box(left: int, top: int, width: int, height: int, classification: str, *, several: bool = False, asked: bool = False) -> str:
    dashes = DASHES.get(classification, OTHER_DASHES)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    fill, thick = "#ddd" if several else "#fff", ' stroke-width="3"' if asked else ""
    return f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="4" fill="{fill}" stroke="#000"{thick}{dashed}/>'


def _legend(top: int, say: Callable[[str], str]) -> list[str]:
    """In two columns under the picture."""
    parts, rows = [], (len(LEGEND) + 1) // 2
    for number, (kind, classification, words) in enumerate(LEGEND):
        left, y = MARGIN + (number // rows) * (ACROSS + 60), top + LINE * (number % rows)
        if kind in ("arrow", "back"):
            parts.append(_arrow(left, y + 9, left + 34, y + 9, back=kind == "back"))
        else:
            border = classification if kind == "box" else "CONFIRMED"
            parts.append(_box(left, y, 34, 18, border, several=kind == "sources", asked=kind == "asked"))
        parts.append(f'<text x="{left + 44}" y="{y + 13}" {FONT}>{escape(say(words))}</text>')
    return parts
