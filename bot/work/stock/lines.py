"""A report, and levels, as arguments of responses: in the person's language once they are rendered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stock.queries import ConsignmentView, Item, Level, Line, LotLeft, Problem, ProductView, Standing, What


def product_name(products: Mapping[str, ProductView], code: str | None) -> dict[str, Any]:
    found = None if code is None else products.get(code)
    return {"fr": code or "?"} if found is None else {"fr": found.name_fr, "bm": found.name_bm}


def units(quantity: int, unit: str) -> str:
    """`1 200 comprimés`: thousands apart, as they are read."""
    many = abs(quantity) > 1 and not unit.endswith(("s", "x", "z"))
    plural = "" if not many else "x" if unit.endswith("eau") else "s"
    return f"{grouped(quantity)} {unit}{plural}"


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


@dataclass(frozen=True, slots=True)
class Around:
    """What report lines name besides products. centres: names by code; confirms: consignments by number of the item."""

    centres: Mapping[str, str] = field(default_factory=dict)
    confirms: Mapping[int, ConsignmentView] = field(default_factory=dict)


def report_lines(lines: Sequence[Line], products: Mapping[str, ProductView], around: Around | None = None) -> list[Any]:
    """What was understood, each line with its change, its lot, the other end, and its warnings."""
    said: list[Any] = []
    for number, line in enumerate(lines):
        item = line.item
        product = products[item.product]
        counted = f" ({grouped(item.said)} × {item.unit})" if item.unit and item.said != item.quantity else ""
        before: Any = ""
        if line.before is not None and line.change is not None:
            change = f"{'+' if line.change > 0 else ''}{grouped(line.change)}"
            numbers = {"before": grouped(line.before), "after": grouped(line.after), "change": change}
            before = {"response": "utter_stock_before", "arguments": numbers}
        arguments = {
            "product": product_name(products, item.product),
            "quantity": units(item.quantity, product.unit),
            "counted": counted,
            "before": before,
        }
        said.append({"response": f"utter_stock_line_{item.what.lower()}", "arguments": arguments})
        said += _details(item, number, product, around or Around())
        said += [{"response": f"utter_stock_warn_{warning.lower()}"} for warning in line.warnings]
    return said


def _details(item: Item, number: int, product: ProductView, around: Around) -> list[Any]:
    said: list[Any] = []
    if item.reason is not None and item.reason in ("DAMAGED", "EXPIRED", "STOLEN"):
        said.append({"response": f"utter_stock_reason_{item.reason.lower()}"})
    if item.lot is not None or item.expiry is not None:
        day: Any = "–" if item.expiry is None else {"date": item.expiry.isoformat()}
        said.append({"response": "utter_stock_line_lot", "arguments": {"lot": item.lot or "–", "date": day}})
    sent = around.confirms.get(number)
    if sent is not None:
        source = around.centres.get(sent.source, sent.source)
        facts = {"source": source, "date": {"date": sent.sent_at.date().isoformat()}, "sent": units(sent.sent, product.unit)}
        said.append({"response": "utter_stock_line_confirms", "arguments": facts})
    elif item.counterpart is not None:
        way = "to" if item.what is What.TRANSFER_OUT else "from"
        name = around.centres.get(item.counterpart, item.counterpart)
        said.append({"response": f"utter_stock_line_{way}", "arguments": {"centre": name}})
    return said


def problem_lines(problems: Sequence[Problem], products: Mapping[str, ProductView]) -> dict[str, Any]:
    """What must be asked."""
    return {
        "lines": [
            {
                "response": f"utter_stock_problem_{each.code}",
                "arguments": {"product": product_name(products, each.product), "text": each.text},
            }
            for each in problems
        ]
    }


def level_lines(levels: Sequence[Level], products: Mapping[str, ProductView], centres: Mapping[str, str] | None) -> dict[str, Any]:
    """What cards say, each with the day of the last report, stale ones marked. centres: names by code, None where there is one centre."""
    return {"lines": [{"response": "utter_stock_level", "arguments": _level(each, products, centres)} for each in levels]}


def forecast_lines(
    found: Sequence[Standing],
    products: Mapping[str, ProductView],
    levels: Mapping[tuple[str, str], Level],
    centres: Mapping[str, str] | None,
) -> dict[str, Any]:
    """How long each lasts and what to order; levels: of the same cards, for the day of the last report."""
    said = []
    for each in found:
        arguments = _level(levels[each.facility, each.product], products, centres)
        if each.forecast is None:
            said.append({"response": "utter_stock_forecast_unknown", "arguments": arguments})
            continue
        slowest = "∞" if each.forecast.at_slowest is None else grouped(int(each.forecast.at_slowest))
        arguments["days"] = grouped(int(each.forecast.days))
        arguments["range"] = f"{grouped(int(each.forecast.at_fastest))}-{slowest}"
        arguments["order"] = units(each.order or 0, each.unit)
        arguments["basis"] = {"response": "utter_stock_by_counts" if each.by_reports else "utter_stock_by_issues"}
        said.append({"response": "utter_stock_forecast_line", "arguments": arguments})
    return {"lines": said}


def lot_lines(
    lots: Sequence[LotLeft], products: Mapping[str, ProductView], centres: Mapping[str, str] | None, today: date
) -> dict[str, Any]:
    """Lots, the first to expire first; those that did are marked."""
    said = []
    for each in lots:
        expired = each.expiry is not None and each.expiry < today
        arguments = {
            "where": "" if centres is None else f"{centres.get(each.facility, each.facility)}, ",
            "product": product_name(products, each.product),
            "quantity": units(each.quantity, products[each.product].unit),
            "lot": each.lot or "–",
            "date": {"date": "" if each.expiry is None else each.expiry.isoformat()},
        }
        said.append({"response": "utter_stock_lot_expired" if expired else "utter_stock_lot", "arguments": arguments})
    return {"lines": said}


def _level(level: Level, products: Mapping[str, ProductView], centres: Mapping[str, str] | None) -> dict[str, Any]:
    day: dict[str, Any] = {"response": "utter_stock_never_said"}
    if level.last_reported_at is not None:
        response = "utter_stock_said_long_ago" if level.stale else "utter_stock_said_on"
        day = {"response": response, "arguments": {"date": {"date": level.last_reported_at.date().isoformat()}}}
    return {
        "where": "" if centres is None else f"{centres.get(level.facility, level.facility)}, ",
        "product": product_name(products, level.product),
        "quantity": units(level.stock_on_hand, products[level.product].unit),
        "day": day,
    }
