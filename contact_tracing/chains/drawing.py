"""A chain as a picture: generations from left to right, in SVG, readable in greyscale and by a screen reader. No name of anybody."""

from collections import defaultdict
from html import escape

from contact_tracing.chains.graph import Chain, Node

ACROSS, DOWN, MARGIN = 190, 44, 20
WIDTH, HEIGHT = 150, 30
DASHES = {"CONFIRMED": "", "PROBABLE": "6 3", "SUSPECT": "2 3"}
"""The border tells the classification: colour alone would not be seen by all."""


def places(chain: Chain) -> dict[str, tuple[int, int]]:
    """Left and top of each case's box: a column a generation, loops in the last."""
    columns: dict[int, list[Node]] = defaultdict(list)
    beyond = max((node.generation for node in chain.nodes if node.generation is not None), default=-1) + 1
    for node in chain.nodes:
        columns[beyond if node.generation is None else node.generation].append(node)
    return {
        node.case_id: (MARGIN + column * ACROSS, MARGIN + row * DOWN) for column, nodes in columns.items() for row, node in enumerate(nodes)
    }


def to_svg(chain: Chain, title: str = "Chaîne de transmission") -> str:
    """title: said by screen readers, with the generations; the ids stand in the boxes."""
    at = places(chain)
    width = max((left for left, _ in at.values()), default=0) + WIDTH + MARGIN
    height = max((top for _, top in at.values()), default=0) + HEIGHT + MARGIN
    counts = ", ".join(f"{number} : {count}" for number, count in chain.generations.items())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title>{escape(title)}</title><desc>{escape(counts)}</desc>",
        '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
    ]
    for link in chain.links:
        (left, top), (to_left, to_top) = at[link.infector], at[link.infectee]
        back = ' stroke-dasharray="4 4"' if link.days is not None and link.days < 0 else ""
        ends = f'x1="{left + WIDTH}" y1="{top + HEIGHT // 2}" x2="{to_left}" y2="{to_top + HEIGHT // 2}"'
        parts.append(f'<line {ends} stroke="#555"{back} marker-end="url(#tip)"/>')
    for node in chain.nodes:
        left, top = at[node.case_id]
        dashes = DASHES.get(node.classification, "1 4")
        fill = "#fff" if node.sources < 2 else "#ddd"
        parts.append(
            f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="4" fill="{fill}" stroke="#000"'
            f"{f' stroke-dasharray={chr(34)}{dashes}{chr(34)}' if dashes else ''}/>"
            f'<text x="{left + 8}" y="{top + 20}" font-family="sans-serif" font-size="12">{escape(node.case_id)}</text>'
        )
    return "\n".join([*parts, "</svg>"])
