"""Who a contact is, in the fields that teams fill in; each checked as a case's is."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from assa_text import fold
from contact_tracing.cases import codes
from contact_tracing.cases.details import CHECKS as OF_A_CASE
from contact_tracing.cases.details import Check, not_in_region
from contact_tracing.cases.history import Actor, only_people
from contact_tracing.contacts import rules
from contact_tracing.contacts.history import PERSONAL, change, locked
from contact_tracing.duplicates.find import COMPARED, look_again
from contact_tracing.errors import BadReport
from core.crypto import blind_index
from core.errors import Conflict


def _age(value: Any, today: date) -> str | None:
    if value is None:
        return None
    return None if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 120 else "age_out_of_range"


def _name(value: Any, today: date) -> str | None:
    return None if isinstance(value, str) and fold(value) else "missing"


def _sex(value: Any, today: date) -> str | None:
    return None if value is None else OF_A_CASE["sex"](value, today)


def _region(value: Any, today: date) -> str | None:
    return None if value is None else OF_A_CASE["region"](value, today)


def _risk(value: Any, today: date) -> str | None:
    return None if value is None or value in rules.RISK_LEVELS else "unknown_code"


def _pregnancy(value: Any, today: date) -> str | None:
    return None if value is None or value in codes.PREGNANCIES else "unknown_code"


CHECKS: Mapping[str, Check] = {
    "name": _name,
    "phone": OF_A_CASE["phone"],
    "sex": _sex,
    "age_years": _age,
    "region": _region,
    "cercle": OF_A_CASE["cercle"],
    "locality": OF_A_CASE["locality"],
    "occupation": OF_A_CASE["occupation"],
    "pregnancy": _pregnancy,
    "risk_level": _risk,
    "risk_reason": OF_A_CASE["locality"],
}
"""The fields that `amend_contact` takes. The status has functions of its own (`set_status`, `become_case`)."""

FIELDS = ("name", "phone", "sex", "age_years", "region", "cercle", "locality", "occupation", "risk_level", "risk_reason")
"""Those that can be told when a contact is named."""


def person_problems(values: Mapping[str, Any], today: date) -> dict[str, str]:
    """What is wrong with fields of a contact, by field; {} when nothing is."""
    problems = {}
    for field, value in values.items():
        problem = CHECKS[field](value, today) if field in CHECKS else "unknown_field"
        if problem is not None:
            problems[field] = problem
    cercle, region = values.get("cercle"), values.get("region")
    if not problems and region is not None and not_in_region(cercle, region, today):
        problems["cercle"] = "not_in_region"
    return problems


def amend_contact(
    session: Session, contact_id: str, values: Mapping[str, Any], actor: Actor, today: date, now: datetime, reason: str | None = None
) -> list[str]:
    """Set fields of a contact (names as in `CHECKS`, phone in E.164, places by code); returns those that changed.

    Raises BadReport naming each bad field, and then changes nothing; NotFound; NotAllowed; Conflict `contact_erased` for who somebody
    is after that was erased.
    """
    only_people(actor)
    contact = locked(session, contact_id)
    whole = {field: getattr(contact, field) for field in ("region", "cercle")} | dict(values)
    problems = person_problems(whole, today)
    if problems:
        raise BadReport(**problems)
    if contact.erased_at is not None and set(values) & set(PERSONAL):
        raise Conflict("contact_erased", contact_id=contact_id)
    changed = change(session, contact, values, actor, reason, now)
    if "name" in changed:
        contact.name_index = blind_index("name", fold(values["name"]))
    if "phone" in changed:
        contact.phone_index = None if values["phone"] is None else blind_index("phone", values["phone"])
    session.flush()
    if COMPARED & set(changed):
        look_again(session, contact)
    return changed
