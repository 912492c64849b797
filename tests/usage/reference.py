"""A made-up half year whose figures are known: messages are counted one by one in plain Python, without SQL and without `usage`."""

import random
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from usage.bulk import Message

FIRST, LAST, PEOPLE, LINKED = date(2020, 6, 1), date(2020, 12, 15), 17_745, 400
CHANNELS, LOCALES = ("telegram", "whatsapp", "webchat"), ("fr", "bm", "ff")
REGIONS = ("", "ML-BKO", "ML-KAYES", "ML-MOPTI", "ML-SIKASSO")
TOPICS = ("", "symptoms", "masks", "vaccine_safety", "testing")
OUTCOMES = ("understood", "understood", "understood", "asked_back", "not_understood")
DAYS = (LAST - FIRST).days + 1


@dataclass(frozen=True)
class Someone:
    """linked: they wrote under two ids until they linked two channels."""

    id: uuid.UUID
    linked: uuid.UUID | None
    messages: tuple[Message, ...]


def country(seed: int = 2020, people: int = PEOPLE, linked: int = LINKED) -> list[Someone]:
    dice = random.Random(seed)
    return [_someone(dice, number, number < linked) for number in range(people)]


def _someone(dice: random.Random, number: int, linked: bool) -> Someone:
    one, two = (uuid.UUID(int=dice.getrandbits(128), version=4) for _ in range(2))
    start = datetime(2020, 6, 1, tzinfo=UTC) + timedelta(seconds=dice.randrange(DAYS * 86_400 - 3_600))
    home, locale, region = dice.choice(CHANNELS), dice.choice(LOCALES), dice.choice(REGIONS)
    other = dice.choice([name for name in CHANNELS if name != home])
    messages: list[Message] = []
    at = start
    for turn in range(dice.choice((1, 1, 2, 3, 5, 8))):
        second = linked and turn % 2 == 1
        who, channel = (two, other) if second else (one, home)
        topic, outcome, sent = dice.choice(TOPICS), dice.choice(OUTCOMES), dice.randint(1, 3)
        messages.append(Message((number, second), who, at, channel, locale, region, topic, outcome, sent))
        at += timedelta(seconds=dice.choice((40, 600, 1_800, 1_801, 90_000, 7 * 86_400, 28 * 86_400, 84 * 86_400)))
        if at.date() > LAST:
            break
    return Someone(one, two if any(message.person[1] for message in messages) else None, tuple(messages))


def truth(people: list[Someone], periods, split: tuple[str, ...], gap=timedelta(minutes=30)) -> dict:
    """{(first day of the period, cell): {measure: count}} by going through every message."""
    start = {first + timedelta(days=n): first for first, last in periods for n in range((last - first).days + 1)}
    sets = defaultdict(lambda: defaultdict(set))
    sums = defaultdict(lambda: defaultdict(int))
    for number, someone in enumerate(people):
        debut = someone.messages[0]
        weeks = {(message.at.date() - debut.at.date()).days // 7 for message in someone.messages}
        cohort = start.get(debut.at.date())
        if cohort is not None:
            key = (cohort, tuple(getattr(debut, name) for name in split))
            sums[key]["new"] += 1
            for week in (1, 4, 12):
                sums[key][f"retained_{week}"] += week in weeks
        before: dict = {}
        for message in someone.messages:
            # until they linked them, each of the two channels had sessions of its own
            previous = before.get(message.person)
            before[message.person] = message.at
            first = start.get(message.at.date())
            if first is None:
                continue
            key = (first, tuple(getattr(message, name) for name in split))
            sets[key]["people"].add(number)
            if debut.at.date() < first:
                sets[key]["returned"].add(number)
            sums[key]["messages_in"] += 1
            sums[key]["messages_out"] += message.sent
            sums[key]["sessions"] += previous is None or message.at - previous > gap
            sums[key][message.outcome] += 1
    cells: dict = defaultdict(dict)
    for key, found in sets.items():
        cells[key] |= {name: len(members) for name, members in found.items()}
    for key, counted in sums.items():
        cells[key] |= {name: count for name, count in counted.items() if count}
    return dict(cells)
