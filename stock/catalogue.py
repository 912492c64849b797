"""Products from a CSV: `products.csv` beside this file, or one of the deployment's."""

import csv
from io import StringIO
from pathlib import Path

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from assa_text import fold
from core.errors import InvalidInput
from stock.models import Product

COLUMNS = ("code", "category", "name_fr", "name_bm", "unit", "pack", "pack_size", "short_codes", "aliases", "tracer")
SEED = Path(__file__).with_name("products.csv")


def read(text: str) -> list[dict[str, object]]:
    """The products of a CSV. Raises InvalidInput with `cells`: (row, column, what is wrong) for each bad cell; row 1 is the header."""
    rows = csv.DictReader(StringIO(text))
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise InvalidInput("stock.columns_missing", columns=missing)
    bad: list[tuple[int, str, str]] = []
    taken: dict[str, str] = {}
    products: list[dict[str, object]] = []
    for number, row in enumerate(rows, start=2):
        product, wrong = _product(row)
        bad += [(number, column, why) for column, why in wrong]
        for name in (*_split(row["short_codes"]), *_split(row["aliases"])):
            owner = taken.setdefault(name, row["code"])
            if owner != row["code"]:
                bad.append((number, "aliases", f"{name}: {owner}"))
        products.append(product)
    if bad:
        raise InvalidInput("stock.bad_cells", cells=bad)
    return products


def _split(cell: str | None) -> list[str]:
    return [fold(part) for part in (cell or "").split("|") if fold(part)]


def _product(row: dict[str, str]) -> tuple[dict[str, object], list[tuple[str, str]]]:
    wrong = [(column, "empty") for column in ("code", "category", "name_fr", "unit", "pack") if not (row[column] or "").strip()]
    if not (row["pack_size"] or "").isdigit() or int(row["pack_size"]) < 1:
        wrong.append(("pack_size", "not a number above 0"))
    if row["tracer"] not in ("0", "1"):
        wrong.append(("tracer", "not 0 or 1"))
    product: dict[str, object] = {column: (row[column] or "").strip() for column in COLUMNS}
    product |= {
        "name_bm": (row["name_bm"] or "").strip() or None,
        "pack_size": int(row["pack_size"]) if not any(column == "pack_size" for column, _ in wrong) else 0,
        "short_codes": _split(row["short_codes"]),
        "aliases": _split(row["aliases"]),
        "tracer": row["tracer"] == "1",
    }
    return product, wrong


def import_products(session: Session, text: str | None = None) -> int:
    """Add the products of a CSV or bring them up to it; none is removed, since cards refer to them.

    text: None for the seed. Returns how many.
    """
    products = read(SEED.read_text("utf-8") if text is None else text)
    for product in products:
        session.execute(insert(Product).values(product).on_conflict_do_update(index_elements=["code"], set_=product))
    return len(products)
