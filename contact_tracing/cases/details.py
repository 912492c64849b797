"""What agents find out about a case, and set right: each field with its check."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from assa_text import fold
from contact_tracing import rules
from contact_tracing.cases import codes
from contact_tracing.cases.history import PERSONAL, Actor, change, locked, only_people
from contact_tracing.duplicates.find import COMPARED, look_again
from contact_tracing.errors import BadReport
from contact_tracing.models import Case
from core.crypto import blind_index
from core.errors import Conflict, InvalidInput
from core.geography import place, region_of
from core.identity.phones import parse_phone

Check = Callable[[Any, date], str | None]
"""A value and today, to the code of what is wrong with it; None when nothing is."""


def _one_of(*allowed: str) -> Check:
    return lambda value, today: None if value is None or value in allowed else "unknown_code"


def _needed(check: Check) -> Check:
    return lambda value, today: "missing" if value is None else check(value, today)


def _several_of(*allowed: str) -> Check:
    return lambda value, today: None if isinstance(value, tuple | list) and set(value) <= set(allowed) else "unknown_code"


def _past(value: Any, today: date) -> str | None:
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        return "not_a_date"
    return "date_in_future" if value > today else None


def _text(value: Any, today: date) -> str | None:
    return None if value is None or (isinstance(value, str) and value.strip()) else "missing"


def _truth(value: Any, today: date) -> str | None:
    return None if isinstance(value, bool) else "not_yes_or_no"


def _phone(value: Any, today: date) -> str | None:
    if value is None:
        return None
    try:
        return None if isinstance(value, str) and parse_phone(value) == value else "not_e164"
    except InvalidInput as error:
        return error.code


def _place(value: Any, today: date) -> str | None:
    return None if value is None or (isinstance(value, str) and place(value, today) is not None) else "unknown_place"


CHECKS: Mapping[str, Check] = {
    "name": _needed(_text),
    "phone": _phone,
    "age_band": _needed(_one_of(*rules.AGE_BANDS)),
    "sex": _needed(_one_of(*rules.SEXES)),
    "region": _needed(_place),
    "cercle": _place,
    "locality": _text,
    "symptoms": _several_of(*rules.SYMPTOMS),
    "onset_date": _past,
    "onset_approximate": _truth,
    "exposure": _needed(_one_of(*rules.EXPOSURES)),
    "severity": _one_of(*codes.SEVERITIES),
    "conditions": _several_of(*codes.CONDITIONS),
    "pregnancy": _one_of(*codes.PREGNANCIES),
    "occupation": _one_of(*codes.OCCUPATIONS),
    "travel": _one_of(*codes.YES_NO_UNKNOWN),
    "travel_places": _text,
    "infection_on": _past,
    "isolation_type": _one_of(*codes.ISOLATIONS),
    "isolation_place": _text,
    "isolation_start": _past,
    "isolation_end": _past,
    "hospitalisation_start": _past,
    "hospitalisation_end": _past,
    "was_contact": _truth,
}
"""The fields that `amend` takes. Classification, investigation, outcome and closing have functions of their own."""

ORDER = (
    ("infection_on", "onset_date"),
    ("isolation_start", "isolation_end"),
    ("hospitalisation_start", "hospitalisation_end"),
)
"""Days of which the first is never after the second."""


def _problems(case: Case, values: Mapping[str, Any], today: date) -> dict[str, str]:
    problems = {}
    for field, value in values.items():
        problem = CHECKS[field](value, today) if field in CHECKS else "unknown_field"
        if problem is not None:
            problems[field] = problem
    if not problems:
        whole = {field: values.get(field, getattr(case, field)) for field in CHECKS}
        problems |= together(whole, today)
    return problems


def together(whole: Mapping[str, Any], today: date) -> dict[str, str]:
    """What is wrong between fields that are each right."""
    problems = {later: "before_" + earlier for earlier, later in ORDER if whole[earlier] and whole[later] and whole[earlier] > whole[later]}
    if whole["sex"] == "MALE" and (whole["pregnancy"] or "").startswith("YES"):
        problems["pregnancy"] = "not_for_a_man"
    if not_in_region(whole["cercle"], whole["region"], today):
        problems["cercle"] = "not_in_region"
    return problems


def not_in_region(cercle: str | None, region: str | None, today: date) -> bool:
    """Whether a cercle is known to lie in another region than this, or is a region itself."""
    above = None if cercle is None else region_of(cercle, today)
    return above is not None and (above.code != region or above.code == cercle)


def amend(
    session: Session, case_id: str, values: Mapping[str, Any], actor: Actor, today: date, now: datetime, reason: str | None = None
) -> list[str]:
    """Set fields of an open case (names as in `CHECKS`, phone in E.164, places by code); returns those that changed.

    Raises BadReport naming each bad field, and then changes nothing; NotFound; NotAllowed; Conflict `case_closed`, or `case_erased`
    for who somebody is after they had that erased.
    """
    only_people(actor)
    case = locked(session, case_id)
    problems = _problems(case, values, today)
    if problems:
        raise BadReport(**problems)
    if case.erased_at is not None and set(values) & set(PERSONAL):
        raise Conflict("case_erased", case_id=case_id)
    changed = change(session, case, values, actor, reason, now)
    if "name" in changed:
        case.name_index = blind_index("name", fold(values["name"]))
    if "phone" in changed:
        case.phone_index = None if values["phone"] is None else blind_index("phone", values["phone"])
    session.flush()
    if COMPARED & set(changed):
        look_again(session, case)
    return changed
