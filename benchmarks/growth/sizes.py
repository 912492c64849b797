"""How much there is of everything."""

from dataclasses import dataclass
from datetime import date

FIRST, LAST, TODAY = date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 3)
"""Half a year of use, and the day on which the pages are asked."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """people: who wrote (7 messages in 4 to 5 cells each, 30 million for a million). cases: in chains of `CHAIN`; each names 10 contacts.

    inbox, outbox: messages that retention still keeps.
    """

    people: int = 1_000_000
    cases: int = 200_000
    inbox: int = 5_000_000
    outbox: int = 8_000_000

    def part(self, of: int) -> "Sizes":
        """The same country, smaller."""
        return Sizes(self.people // of, self.cases // of, self.inbox // of, self.outbox // of)


CHAIN = 500
"""Cases of a chain, in twelve generations: case k is infected by case 3k/5."""
CONTACTS = 10
"""Contacts that a case names."""
ENTRIES = 2.5
"""Days of follow-up that were entered for a contact, in the mean."""
