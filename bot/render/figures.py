"""The words of case figures: what is published, of which day, by whom, and whether that is old."""

from collections.abc import Callable

from messages.figures.queries import Latest

TOPIC = "statistics"
"""The topic that figures answer; its official message is said where there are none."""
SHOWN = ("cases", "new", "recovered", "deaths", "tests")


def grouped(count: int) -> str:
    """Thousands apart by a space that does not break: 33 164."""
    return f"{count:,}".replace(",", "\u00a0")


def figures_text(latest: Latest, phrase: Callable[..., str]) -> str:
    """phrase: the text of a response by name and arguments (`Words.phrase`). What was not published is left out."""
    figure = latest.figure
    lines = [] if latest.asked is None else [phrase("utter_figures_no_place", place=latest.asked), ""]
    lines.append(phrase("utter_figures", place=latest.name, date={"date": figure.day.isoformat()}))
    for name in SHOWN:
        count = getattr(figure, name)
        if count is not None:
            lines.append(phrase(f"utter_figures_{name}", count=grouped(count)))
    if latest.stale:
        lines += ["", phrase("utter_figures_stale")]
    return "\n".join([*lines, "", phrase("utter_figures_source", source=figure.source)])
