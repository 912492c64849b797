"""The elements that charts are made of."""

from collections.abc import Iterable

from markupsafe import Markup, escape

INK, LINE = "#1b2420", "#cfd8d2"
TONES = ("#0b4b38", "#9fcdb9", "#e3ebe6")
"""Dark, middle, light: about 25, 75 and 90 % of white, apart also in grey; each with an edge."""


def element(name: str, content: object = "", **attributes: object) -> Markup:
    """`element("rect", x=1, stroke_width=2)`. content: escaped unless it is Markup."""
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    return Markup(f"<{name}{written}>{escape(content)}</{name}>")  # noqa: S704 (names are ours, values are escaped)


def together(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)


def picture(title: str, width: float, height: float, parts: Iterable[Markup]) -> Markup:
    """As wide as its place. A wide one does not shrink with a small screen, where the frame around it scrolls: it stays legible."""
    kind = "drawn wide" if width > 500 else "drawn"
    return element(
        "svg", together(parts), xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:g} {height:g}", width=f"{width:g}",
        height=f"{height:g}", class_=kind, role="img", aria_label=title, font_size="13", font_family="system-ui,sans-serif", fill=INK,
    )  # fmt: skip


def words(text: object, x: float, y: float, anchor: str = "start", **more: object) -> Markup:
    return element("text", text, x=f"{x:g}", y=f"{y:g}", text_anchor=anchor, **more)


def box(x: float, y: float, width: float, height: float, fill: str, stroke: str = INK) -> Markup:
    return element(
        "rect", x=f"{x:.1f}", y=f"{y:.1f}", width=f"{width:.1f}", height=f"{height:.1f}", fill=fill, stroke=stroke, stroke_width="0.7"
    )
