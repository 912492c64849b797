"""Phone numbers as people type them, to E.164."""

import re

import phonenumbers
from phonenumbers import NumberParseException, ValidationResult

from core.errors import InvalidInput

_REASONS = {
    ValidationResult.TOO_SHORT: "too_short",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "too_short",
    ValidationResult.TOO_LONG: "too_long",
    ValidationResult.INVALID_COUNTRY_CODE: "unknown_country",
    ValidationResult.INVALID_LENGTH: "invalid_length",
}
_PARSE_REASONS = {
    NumberParseException.INVALID_COUNTRY_CODE: "unknown_country",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too_short",
    NumberParseException.TOO_SHORT_NSN: "too_short",
    NumberParseException.TOO_LONG: "too_long",
}
MAX_TYPED = 60
"""Longer text is no phone number, even if there is one in it."""

OF_DEMO = "+22300"
"""What the demonstration's telephone numbers begin with: no number of Mali begins with 00, so nobody has one of them, and none will."""
_OF_DEMO = re.compile(re.escape(OF_DEMO) + r"\d{6}", re.ASCII)


def parse_phone(text: str, region: str = "ML") -> str:
    """E.164 of a phone number: `76 12 34 56`, `00223 76123456`, `+33 6 ...`, also in full-width digits; without country it is of `region`.

    Raises InvalidInput with code `too_short`, `too_long`, `invalid_length`, `unknown_country`, `not_a_number` (no digits, or words), or
    `not_in_use` (right length, but no such number can exist there).

    A number of the demonstration's is taken, written in full: what `assa demo` made can be looked up, corrected, exported, imported.
    """
    typed = text.strip()
    if _OF_DEMO.fullmatch(typed):
        return typed
    if not typed or len(typed) > MAX_TYPED or not any(character.isdigit() for character in typed):
        raise InvalidInput("not_a_number")
    if any(character.isalpha() for character in typed):
        typed = _without_label(typed)
    try:
        number = phonenumbers.parse(typed, region)
    except NumberParseException as error:
        raise InvalidInput(_PARSE_REASONS.get(error.error_type, _by_digits(typed))) from None
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != ValidationResult.IS_POSSIBLE:
        raise InvalidInput(_REASONS.get(possible, "not_a_number"))
    if not phonenumbers.is_valid_number(number):
        raise InvalidInput("not_in_use")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _by_digits(typed: str) -> str:
    """Of what is no number at all: one or two digits are a number that is too short."""
    return "too_short" if sum(character.isdigit() for character in typed) < 3 and not any(c.isalpha() for c in typed) else "not_a_number"


def _without_label(typed: str) -> str:
    """The number in "tel: 76 12 34 56", "mon numéro est le 76123456". Letters between the digits are words, not a number."""
    digits = [position for position, character in enumerate(typed) if character.isdigit() or character == "+"]
    number = typed[digits[0] : digits[-1] + 1]
    if any(character.isalpha() for character in number):
        raise InvalidInput("not_a_number")
    return number
