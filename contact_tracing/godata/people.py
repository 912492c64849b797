"""Cases and contacts of Go.Data, as rows of our tables."""

from datetime import datetime
from typing import Any

from assa_text import fold
from contact_tracing import rules
from contact_tracing.godata.derived import name_of
from contact_tracing.godata.locations import Locations
from contact_tracing.imports import cells
from core.crypto import blind_index
from core.errors import InvalidInput
from core.identity.phones import parse_phone

ORIGIN = "godata"


def complete_person(record: dict[str, Any], row: dict[str, str], locations: Locations, now: datetime) -> None:
    """What a case and a contact have in common: name, phone, look-up keys, place."""
    name = name_of(row.get("firstName", ""), row.get("middleName", ""), row.get("lastName", ""))
    phone = _phone(record.pop("phone", None))
    region, cercle = locations.in_mali(record.get("location_id"), now.date())
    record |= {
        "name": name,
        "name_index": blind_index("name", fold(name)) if name and fold(name) else None,
        "phone": phone,
        "phone_index": None if phone is None else blind_index("phone", phone),
        "region": region,
        "cercle": cercle,
        "origin": ORIGIN,
        "place": locations.columns(record.get("location_id")),
    }


def _phone(typed: str | None) -> str | None:
    """In E.164, where it is a number of Mali or says its country; as it was typed it stays in `extra`."""
    try:
        return None if typed is None else parse_phone(typed)
    except InvalidInput:
        return None


def complete_case(record: dict[str, Any], row: dict[str, str], now: datetime) -> list[str]:
    """What our table needs and Go.Data may leave empty. Returns the columns that something was assumed for."""
    years = record["age_years"]
    assumed = _reported(record, "reported_at", row, now)
    record |= {
        "submission_key": f"{ORIGIN}:{record['id']}",
        "channel": "import",
        "subject": "other",
        "exposure": "unknown",
        "investigation": "PENDING",
        "sex": record["sex"] or "UNKNOWN",
        "classification": record["classification"] or "NOT_CLASSIFIED",
        "age_band": None if years is None else rules.age_band(min(years, 120)),
        "symptoms": [],
        "conditions": [],
        "onset_approximate": bool(record["onset_approximate"]),
        "was_contact": bool(record["was_contact"]),
    }
    return assumed


def complete_contact(record: dict[str, Any], row: dict[str, str], now: datetime) -> list[str]:
    assumed = _reported(record, "registered_at", row, now)
    record["status"] = record["status"] or "UNDER_FOLLOW_UP"
    return assumed


def _reported(record: dict[str, Any], field: str, row: dict[str, str], now: datetime) -> list[str]:
    """The day of reporting; without one that of data entry, else today: assumed, and listed."""
    if record[field] is not None:
        return []
    record[field] = _moment(row.get("date_of_data_entry", "")) or now
    return ["date_of_reporting"]


def _moment(text: str) -> datetime | None:
    try:
        return None if cells.is_empty(text) else cells.moment(text)
    except cells.BadValue:
        return None
