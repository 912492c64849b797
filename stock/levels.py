"""Minimum, maximum and emergency order point of each type of facility, as a deployment sets them."""

from collections.abc import Mapping

from core.errors import InvalidInput
from core.facilities.table import KINDS
from stock.rules import Levels


def levels_by_kind(setting: str) -> Mapping[str, Levels]:
    """`CSCom=1/3/0.5,regional_depot=3/6/1` by kind of `core.facilities.table.KINDS`: minimum/maximum/emergency order point, in months.

    Raises InvalidInput `stock.bad_levels` with `part`: a kind that is none, no three numbers, or not emergency < minimum < maximum.
    """
    found = {}
    for part in filter(None, (each.strip() for each in setting.split(","))):
        kind, _, numbers = part.partition("=")
        try:
            minimum, maximum, emergency = (float(number) for number in numbers.split("/"))
        except ValueError:
            raise InvalidInput("stock.bad_levels", part=part) from None
        if kind.strip() not in KINDS or not 0 < emergency < minimum < maximum:
            raise InvalidInput("stock.bad_levels", part=part)
        found[kind.strip()] = Levels(minimum, maximum, emergency)
    return found
