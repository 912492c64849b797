"""Codes of contacts and exposures, as Go.Data has them, and the contact's readable id."""

import re

from stdnum.iso7064 import mod_37_36

RISK_LEVELS = ("1_LOW", "2_MEDIUM", "3_HIGH")
EXPOSURE_TYPES = ("DIRECT_PHYSICAL", "DIRECT_WITHIN_1_METRE", "INDIRECT_OBJECTS", "OTHER")
CONTEXTS = ("HOUSEHOLD", "WORKPLACE", "HEALTH_CARE", "SCHOOL", "WORSHIP", "MARKET", "TRANSPORT", "CEREMONY", "FUNERAL", "OTHER")
DURATIONS = ("MINUTES", "HOURS", "DAYS")
FREQUENCIES = ("1_5_TIMES", "6_10_TIMES", "11_20_TIMES", "21_TIMES")
CERTAINTIES = ("1_LOW", "2_MEDIUM", "3_HIGH")
RELATIONS = ("SAME_HOUSEHOLD", "FAMILY_OR_FRIEND", "SAME_ENVIRONMENT", "MEDICAL_CARE", "OTHER")

_CONTACT_ID = re.compile(r"CO-(\d{4})-(\d{6,})-([0-9A-Z])")


def make_contact_id(year: int, number: int) -> str:
    """`CO-2026-000456-T`: as a case's id, and kept when the contact becomes a case."""
    return f"CO-{year:04d}-{number:06d}-{mod_37_36.calc_check_digit(f'{year:04d}{number:06d}')}"


def is_contact_id(text: str) -> bool:
    """Whether `text` is a contact's id whose check character is right (spaces and case do not matter)."""
    match = _CONTACT_ID.fullmatch(re.sub(r"\s", "", text.upper()))
    return match is not None and mod_37_36.calc_check_digit(match[1] + match[2]) == match[3]
