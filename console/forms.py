"""Reading fields of forms: text to values. What a value may be, the domain says; here only whether it is a day or a number at all."""

from collections.abc import Mapping
from datetime import date

from console.page import Ask
from core.errors import InvalidInput
from core.identity.phones import parse_phone


class Reader:
    """Reads the fields of one form, and gathers what is no value. `errors`: codes by field."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.errors: dict[str, str] = {}

    def text(self, name: str) -> str | None:
        return self.ask.text(name) or None

    def day(self, name: str) -> date | None:
        given = self.ask.text(name)
        try:
            return date.fromisoformat(given) if given else None
        except ValueError:
            self.errors[name] = "bad_date"
            return None

    def number(self, name: str) -> int | None:
        given = self.ask.text(name)
        try:
            return int(given) if given else None
        except ValueError:
            self.errors[name] = "bad_number"
            return None

    def phone(self, name: str) -> str | None:
        given = self.ask.text(name)
        try:
            return parse_phone(given) if given else None
        except InvalidInput:
            self.errors[name] = "bad_phone"
            return None

    def several(self, name: str) -> tuple[str, ...]:
        return tuple(str(each) for each in self.ask.form.getlist(name))

    def given(self) -> Mapping[str, str]:
        """What was typed, to be shown again."""
        return {name: value for name, value in self.ask.form.items() if isinstance(value, str) and name != "csrf"}

    def check(self) -> None:
        """Raises InvalidInput naming each field that is no value."""
        if self.errors:
            raise InvalidInput(**self.errors)


def day_in_address(ask: Ask, name: str) -> date | None:
    """A day of a filter; None where there is none, or nonsense: an address is not a form."""
    try:
        return date.fromisoformat(ask.query.get(name, ""))
    except ValueError:
        return None
