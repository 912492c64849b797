"""A report while it waits for its yes: what JSON can hold, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from stock.queries import Item, What

Draft = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Extras:
    """What a report says besides its items. day: None for now. confirms: consignments, by number of the item."""

    day: date | None = None
    confirms: Mapping[int, int] | None = None
    corrects: str | None = None
    """the key of the line that it takes the place of"""


def pack(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [{**asdict(item), "expiry": None if item.expiry is None else item.expiry.isoformat()} for item in items]


def unpack(packed: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(
        Item(**{**each, "what": What(each["what"]), "expiry": date.fromisoformat(each["expiry"]) if each.get("expiry") else None})
        for each in packed
    )


def to_draft(key: str, facility: str, items: Sequence[Item], extras: Extras) -> Draft:
    return {
        "key": key,
        "facility": facility,
        "items": pack(items),
        "day": None if extras.day is None else extras.day.isoformat(),
        "confirms": {str(number): consignment for number, consignment in (extras.confirms or {}).items()},
        "corrects": extras.corrects,
    }


def extras_of(draft: Draft) -> Extras:
    day = draft.get("day")
    confirms = {int(number): int(consignment) for number, consignment in (draft.get("confirms") or {}).items()}
    return Extras(None if day is None else date.fromisoformat(day), confirms, draft.get("corrects"))


def moment(extras: Extras) -> datetime:
    """When it was so: now, or noon of the day that the message named."""
    return datetime.now(UTC) if extras.day is None else datetime.combine(extras.day, time(12), UTC)
