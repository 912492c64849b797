"""Phone numbers in a text, to E.164."""

import phonenumbers

from core.entities.span import MAX_LENGTH, Span


def find_phones(text: str, region: str = "ML") -> list[Span[str]]:
    """The valid phone numbers of a text in its order; without a country code they are of `region`."""
    matcher = phonenumbers.PhoneNumberMatcher(text[:MAX_LENGTH], region, leniency=phonenumbers.Leniency.VALID)
    return [
        Span(match.start, match.end, match.raw_string, phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))
        for match in matcher
    ]
