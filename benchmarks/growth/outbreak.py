"""An outbreak by COPY: cases in chains of twelve generations, ten contacts each, their exposures, the days of their follow-up."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import psycopg

from assa_text import fold
from benchmarks.growth.bulk import Row, copy, without_indexes
from benchmarks.growth.names import by_frequency
from benchmarks.growth.sizes import CHAIN, CONTACTS, FIRST, TODAY, Sizes
from contact_tracing.contacts.rules import make_contact_id
from contact_tracing.duplicates.keys import DAYS, match_keys
from contact_tracing.rules import age_band, make_case_id
from core.crypto import blind_index, encrypt
from core.geography import below, regions

_CONTEXTS = ("HOUSEHOLD", "WORKPLACE", "MARKET", "FUNERAL", None)
NAMES = 20_000
"""How many are drawn, each enciphered once: the common ones come many times among them."""

CASE = (
    "id", "case_id", "submission_key", "classification", "investigation", "reported_at", "channel", "subject", "name", "name_index",
    "phone", "phone_index", "age_band", "age_years", "sex", "region", "cercle", "locality", "symptoms", "onset_date", "exposure",
    "verified_at", "was_contact", "match_keys",
)  # fmt: skip
CONTACT = (
    "id", "contact_id", "name", "name_index", "phone", "phone_index", "status", "registered_at", "sex", "age_years", "region", "cercle",
    "locality", "case_uuid", "became_case_at", "match_keys",
)  # fmt: skip
EXPOSURE = ("id", "contact_uuid", "case_uuid", "last_contact", "estimated", "context", "relation", "recorded_at")
ENTRY = ("contact_uuid", "day", "state", "temperature", "symptoms", "actor_kind", "entered_at")


class Country:
    """Names, telephones and places to choose from; what is secret is sealed once, and valid wherever it is put."""

    def __init__(self, seed: int, cases: int) -> None:
        self.dice = random.Random(seed)
        self.names = [(name, encrypt(name), blind_index("name", fold(name))) for name in by_frequency(self.dice, min(NAMES, cases))]
        phones = [f"+22300{number:06d}" for number in range(cases)]
        # ten contacts for each: several people share a telephone, as they do
        self.phones = [(encrypt(phone), blind_index("phone", phone)) for phone in phones]
        self.localities = [encrypt(f"quartier {number}") for number in range(500)]
        self.places = [(region.code, place.code) for region in regions(TODAY) for place in below(region.code, TODAY)]
        self._keys: dict[tuple[str, str, int, str, str], list[int]] = {}

    def who(self, region: str, day: date, sex: str, age: int) -> tuple[tuple[Any, ...], list[int]]:
        """Name and telephone, each sealed and with its index; and the keys by which duplicates are looked for."""
        name, *sealed = self.dice.choice(self.names)
        band = age_band(age)
        key = (name, region, day.toordinal() // DAYS, sex, band)
        if key not in self._keys:
            self._keys[key] = match_keys(name, region, day, sex, band)
        return (*sealed, *self.dice.choice(self.phones)), self._keys[key]


def load(connection: psycopg.Connection[Any], sizes: Sizes, seed: int = 1) -> dict[str, int]:
    """Everything of this module; how many rows of each."""
    country = Country(seed, sizes.cases)
    done: dict[str, int] = {}
    # three readings of the same dice: COPY fills one table at a time
    for table, columns, rows in (
        ("case", CASE, _cases(country, sizes)),
        ("contact", CONTACT, _contacts(country, sizes)),
        ("exposure", EXPOSURE, _exposures(sizes)),
        ("follow_up_entry", ENTRY, _entries(country, sizes)),
    ):
        with without_indexes(connection, table):
            done[table] = copy(connection, table, columns, rows)
    for sequence, count in (("case_number", sizes.cases), ("contact_number", sizes.cases * CONTACTS)):
        connection.execute("SELECT setval(%s, %s)", [sequence, count])
    return done


def case_uuid(number: int) -> UUID:
    return UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC834) % (1 << 128), version=4)


def _contact_uuid(number: int) -> UUID:
    return UUID(int=((number + 1) * 0xC2B2AE3D27D4EB4F165667B19E3779F9 + 7) % (1 << 128), version=4)


def generation(number: int) -> int:
    """Of a case, from its place in its chain."""
    place, found = number % CHAIN, 0
    while place:
        place, found = place * 3 // 5, found + 1
    return found


def onset(number: int) -> date:
    """A chain begins on some day of four months, and a generation takes five days."""
    chain = number // CHAIN
    return FIRST + timedelta(days=(chain * 37) % 120 + 5 * generation(number) + number % 3)


def _infected(number: int) -> list[int]:
    """The cases that a case infected, by number: k of its chain with 3k/5 = its own place."""
    chain, place = divmod(number, CHAIN)
    found = [k for k in range(place * 5 // 3, place * 5 // 3 + 3) if k > place and k < CHAIN and k * 3 // 5 == place]
    return [chain * CHAIN + k for k in found]


def _met(number: int, contact: int) -> date:
    return onset(number) + timedelta(days=contact % 4 - 1)


def _at(day: date, seconds: int) -> datetime:
    return datetime.combine(day, time(8), UTC) + timedelta(seconds=seconds % 36_000)


def place_of(country: Country, number: int) -> tuple[str, str]:
    """A chain stays at its place, with a few who travelled."""
    return country.places[(number // CHAIN + (number % 10 == 0) * number) % len(country.places)]


def _cases(country: Country, sizes: Sizes) -> Iterator[Row]:
    dice = country.dice
    kinds = ("CONFIRMED", "PROBABLE", "SUSPECT", "NOT_CLASSIFIED", "NOT_A_CASE_DISCARDED")
    for number in range(sizes.cases):
        began = onset(number)
        reported = _at(began + timedelta(days=number % 4), number * 7)
        age = dice.randrange(100)
        region, cercle = place_of(country, number)
        sex = ("MALE", "FEMALE")[number % 2]
        who, keys = country.who(region, reported.date(), sex, age)
        yield (
            case_uuid(number), make_case_id(began.year, number + 1), f"growth:{number}", kinds[number % 5], "DONE", reported, "whatsapp",
            "self", *who, age_band(age), age, sex, region, cercle, dice.choice(country.localities), '["fever", "cough"]', began, "unknown",
            reported + timedelta(hours=5), number % CHAIN > 0, keys,
        )  # fmt: skip


def _contacts(country: Country, sizes: Sizes) -> Iterator[Row]:
    dice = country.dice
    for number in range(sizes.cases):
        region, cercle = place_of(country, number)
        ill = _infected(number)
        for contact in range(CONTACTS):
            met = _met(number, contact)
            case = ill[contact] if contact < len(ill) else None
            over = met + timedelta(days=14) < TODAY
            status = "BECAME_CASE" if case is not None else "FOLLOW_UP_COMPLETED" if over else "UNDER_FOLLOW_UP"
            serial = number * CONTACTS + contact
            sex, age = ("MALE", "FEMALE")[contact % 2], dice.randrange(90)
            who, keys = country.who(region, met, sex, age)
            yield (
                _contact_uuid(serial), make_contact_id(met.year, serial + 1), *who, status, _at(met, serial),
                sex, age, region, cercle, dice.choice(country.localities),
                None if case is None else case_uuid(case), None if case is None else _at(onset(case), serial), keys,
            )  # fmt: skip


def _exposures(sizes: Sizes) -> Iterator[Row]:
    for number in range(sizes.cases):
        source = case_uuid(number)
        for contact in range(CONTACTS):
            serial, met = number * CONTACTS + contact, _met(number, contact)
            relation = "SAME_HOUSEHOLD" if contact < 3 else "OTHER"
            yield (
                _contact_uuid(serial + 50_000_000),
                _contact_uuid(serial),
                source,
                met,
                False,
                _CONTEXTS[serial % 5],
                relation,
                _at(met, serial),
            )


def _entries(country: Country, sizes: Sizes) -> Iterator[Row]:
    """Two or three of the days of each contact, the last ones of those who are followed now."""
    dice = country.dice
    for number in range(sizes.cases):
        for contact in range(CONTACTS):
            serial, met = number * CONTACTS + contact, _met(number, contact)
            for day in _seen(met, 2 + serial % 2):
                ill = dice.random() < 0.03
                state = "SEEN_NOT_OK" if ill else "SEEN_OK" if dice.random() < 0.93 else "MISSED"
                yield (
                    _contact_uuid(serial),
                    day,
                    state,
                    "38.5" if ill else "36.8",
                    '["fever"]' if ill else "[]",
                    "agent",
                    _at(day, serial),
                )


def _seen(met: date, count: int) -> Sequence[date]:
    last = min(met + timedelta(days=14), TODAY)
    return [last - timedelta(days=n) for n in range(count)]
