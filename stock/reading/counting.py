"""A number and its unit as a quantity of a product: packs are so many units, and what people call alike is the same."""

from dataclasses import dataclass

from stock.reading.catalogue import ProductName
from stock.reading.words import SAME_UNIT, UNIT

Part = tuple[int, str | None]
"""A number and the unit that was said with it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """quantity: in the product's units; said, unit: as counted. known: whether the product comes in that unit."""

    quantity: int
    said: int
    unit: str | None
    known: bool


def counted(product: ProductName, parts: tuple[Part, ...]) -> Counted:
    """The quantity that these make together; of several parts nothing is left of how they were said."""
    base, pack = UNIT.get(product.unit, product.unit), UNIT.get(product.pack, product.pack)
    sizes: dict[str | None, int] = {pack: product.pack_size, base: 1, None: 1}
    meant = [(number, _meant(unit, base, pack)) for number, unit in parts]
    quantity = sum(number * sizes.get(unit, 0) for number, unit in meant)
    strange = [unit for _, unit in meant if unit not in sizes]
    if strange:
        return Counted(quantity, parts[0][0], strange[0], known=False)
    return Counted(quantity, quantity, None, known=True) if len(parts) > 1 else Counted(quantity, *meant[0], known=True)


def _meant(said: str | None, unit: str, pack: str) -> str | None:
    """The unit that is meant: `bouteille` of what comes in flacons, `pièce` of whatever is counted."""
    if said is None or said in (unit, pack):
        return said
    return unit if said == "piece" or any({said, unit} <= alike for alike in SAME_UNIT) else said
