"""Who writes, and about what."""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from core.geography import regions
from core.settings import Settings
from usage import bulk

DAYS = 182
# invented: no register has them
FIRST = ("Kalo", "Denba", "Sirou", "Nafo", "Tamba", "Wélé", "Yado", "Bougo", "Finza", "Massi")
LAST = ("Toumbélo", "Kassidé", "Baradji-Lo", "Sannoufé", "Diwara", "Konébi", "Fadougou", "Maralé", "Zantigui", "Oulabé")
CHANNELS = ("whatsapp",) * 6 + ("telegram",) * 2 + ("webchat",)
LOCALES = ("fr",) * 5 + ("bm",) * 4 + ("ff", "ses")
TOPICS = ("symptoms", "masks", "testing", "vaccine", "gloves", "transmission", "isolation", "")
OUTCOMES = ("understood",) * 8 + ("asked_back", "not_understood")


def people(session: Session, dice: random.Random, users: int, until: date) -> dict[str, int]:
    """Facts of use of so many people, none of whom is anybody: their numbers lead to no person."""
    gap = timedelta(minutes=Settings().session_minutes)
    sizes = [0]

    def told() -> Iterator[bulk.Message]:
        for message in _messages(dice, users, until):
            sizes[0] += 1
            yield message

    made = bulk.load(session, told(), gap, lambda: dice.getrandbits(63))
    return {"users": made, "messages": sizes[0]}


def _messages(dice: random.Random, users: int, until: date) -> Iterator[bulk.Message]:
    places = ["", *(place.code for place in regions(until))]
    first = datetime.combine(until - timedelta(days=DAYS - 1), time(), UTC)
    for number in range(users):
        # more and more people come, as word spreads
        at = first + timedelta(days=DAYS * max(dice.random(), dice.random()) * 0.999, seconds=dice.randrange(60))
        channel, locale, region = dice.choice(CHANNELS), dice.choice(LOCALES), dice.choice(places)
        for _ in range(1 + int(dice.expovariate(0.2))):
            if at.date() > until:
                break
            topic, outcome = dice.choice(TOPICS), dice.choice(OUTCOMES)
            yield bulk.Message(number, None, at, channel, locale, region, topic, outcome, dice.randint(1, 2))
            at += timedelta(seconds=dice.choice((30, 45, 90, 300, 4_000, 86_400, 5 * 86_400, 30 * 86_400)))


def identifier(dice: random.Random) -> uuid.UUID:
    """A UUID of the dice, so that the same seed makes the same rows."""
    return uuid.UUID(int=dice.getrandbits(128), version=4)
