"""Several processes of each kind over one PostgreSQL and one Redis: a conversation's messages are processed once and in order, whichever
takes them, while one of each kind is killed and comes back."""

import asyncio
import importlib.util
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import httpx
import pytest
import redis
from sqlalchemy import func, select

from assa import model
from assa.local import base_url, parts_of, rasa_part
from assa.parts import Part
from assa.ports import free_port
from bot import inbox
from bot.models import InboxMessage, OutboxMessage
from core.identity import service as identity
from core.settings import ROOT
from tests.town import Town

CONVERSATIONS = 200
MESSAGES = 2
"""Of each conversation while processes die; one more when all are back."""
REMEMBERED = 2
"""Turns that Rasa remembers of a conversation (`nlu/assa_nlu/tracker_store.py`)."""
AT_A_TIME = 24
PATIENCE = 300.0
"""Seconds for all of it on a busy machine before the test gives up."""


@dataclass
class Crowd:
    """webs: base URLs. victims: a web, a worker and a Rasa process, to be killed."""

    town: Town
    webs: list[str]
    victims: list[Part]


@pytest.fixture
def crowd(whole_town: Town) -> Iterator[Crowd]:
    """Three web, two worker and two Rasa processes: the town's first Rasa and its actions, and more beside; its own worker rests."""
    own_worker = next(part for part in whole_town.supervisor.parts if part.name == "worker")
    own_worker.stop()
    second = f"http://127.0.0.1:{free_port()}"
    both = f"{whole_town.settings.rasa_url},{second}"

    def settings(number: int) -> Any:
        folder = whole_town.settings.data_dir / f"machine-{number}"
        return whole_town.settings.model_copy(update={"port": free_port(), "rasa_url": both, "data_dir": folder})

    parts, webs = [rasa_part(settings(0), model.ensure(), second, "rasa-2")], []
    for number, names in enumerate((("web", "worker"), ("web", "worker"), ("web",))):
        of_machine = settings(number)
        webs.append(base_url(of_machine))
        parts += [part for part in parts_of(of_machine, model.ensure()) if part.name in names]
    try:
        for part in parts:
            part.start()
        for part in parts:
            part.wait_ready()
        kinds = ("web", "worker", "rasa-2")
        yield Crowd(whole_town, webs, [next(part for part in parts if part.name == kind) for kind in kinds])
    finally:
        for part in parts:
            part.stop()
        own_worker.start()
        own_worker.wait_ready()


async def storm(crowd: Crowd, people: list[str], numbers: range, deaths: dict[int, Part]) -> None:
    """Everybody sends their numbered messages, each after the one before was acknowledged, to any web process, again to another where
    that one is away, as Meta does. deaths: after so many acknowledgements a part is killed, and started again."""
    graph, dice, acknowledged = crowd.town.graph, random.Random(7), 0
    slots = asyncio.Semaphore(AT_A_TIME)

    async def send(client: httpx.AsyncClient, person: str, number: int) -> None:
        nonlocal acknowledged
        message = graph.text(person, f"comment porter un masque ? {number}")
        body = graph.event({**message, "id": f"{person}-{number}"})
        while True:
            try:
                answer = await client.post(f"{dice.choice(crowd.webs)}/whatsapp", content=body, headers=graph.headers(body))
            except httpx.TransportError:
                continue
            if answer.status_code == 200:
                break
        acknowledged += 1
        victim = deaths.pop(acknowledged, None)
        if victim is not None:
            assert victim.process is not None
            victim.process.kill()
            await asyncio.to_thread(victim.process.wait)
            victim.start()

    async def one(client: httpx.AsyncClient, person: str) -> None:
        for number in numbers:
            async with slots:
                await send(client, person, number)

    async with httpx.AsyncClient(timeout=30) as client:
        await asyncio.gather(*(one(client, person) for person in people))


def conversations_of(town: Town, people: list[str]) -> dict[str, Any]:
    """Their conversations, by address; they speak French already."""
    found = {}
    with town.database.transaction() as session:
        for person in people:
            conversation = inbox.conversation_of(session, "whatsapp", person)
            identity.set_locale(session, conversation.person_id, "fr")
            found[person] = conversation.id
    return found


def wait_until_done(town: Town, conversations: dict[str, Any]) -> None:
    until = time.monotonic() + PATIENCE
    ours = list(conversations.values())
    while time.monotonic() < until:
        with town.database.transaction() as session:
            waiting = session.scalars(
                select(InboxMessage.attempts).where(InboxMessage.conversation_id.in_(ours), InboxMessage.state == "pending")
            ).all()
            unsent = session.scalars(
                select(OutboxMessage.id).where(OutboxMessage.conversation_id.in_(ours), OutboxMessage.state == "pending")
            ).all()
        if not waiting and not unsent:
            return
        time.sleep(0.2)
    raise AssertionError(
        f"after {PATIENCE:.0f} s {len(waiting)} messages wait for their turn (tried {sorted(waiting)[-5:]}), {len(unsent)} parts to be sent"
    )


def sealing() -> ModuleType:
    """How Rasa's memory is sealed: a module of the other environment that needs nothing of it."""
    spec = importlib.util.spec_from_file_location("assa_nlu_sealing", ROOT / "nlu" / "assa_nlu" / "sealing.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def heard_by_rasa(town: Town, conversation: Any) -> list[str]:
    """The messages of a conversation as Rasa remembers them, in its order, by inbox id."""
    assert town.settings.redis_url is not None
    assert town.settings.secret_key is not None
    seal = sealing().Seal(town.settings.secret_key.get_secret_value())
    with redis.Redis.from_url(town.settings.redis_url) as client:
        sealed = client.get(f"assa:conversation:{conversation}")
    assert isinstance(sealed, bytes)
    return [event["message_id"] for event in seal.open(sealed) if event["event"] == "user"]


async def test_messages_are_processed_once_and_in_order_by_whichever_process_while_one_of_each_kind_dies(crowd: Crowd):
    people = [f"2237700{number:04d}" for number in range(CONVERSATIONS)]
    conversations = conversations_of(crowd.town, people)
    all_at_once = CONVERSATIONS * MESSAGES
    deaths = dict(zip((all_at_once // 6, all_at_once // 3, all_at_once // 2), crowd.victims, strict=True))
    await storm(crowd, people, range(1, MESSAGES + 1), deaths)
    assert not deaths
    for victim in crowd.victims:
        await asyncio.to_thread(victim.wait_ready)
    await storm(crowd, people, range(MESSAGES + 1, MESSAGES + 2), {})
    await asyncio.to_thread(wait_until_done, crowd.town, conversations)

    for person, conversation in conversations.items():
        with crowd.town.database.transaction() as session:
            rows = session.scalars(select(InboxMessage).where(InboxMessage.conversation_id == conversation).order_by(InboxMessage.id)).all()
            parts = session.scalars(
                select(OutboxMessage).where(OutboxMessage.conversation_id == conversation).order_by(OutboxMessage.id)
            ).all()
        assert [row.provider_id for row in rows] == [f"{person}-{number}" for number in range(1, MESSAGES + 2)]
        assert {row.state for row in rows} == {"done"}
        done = [row.done_at for row in rows]
        assert done == sorted(done)
        # each has its own answer, once; on a machine that is busy with other things somebody may be told before that we are slow
        answers = [(part.inbox_id, part.response) for part in parts if part.response != "utter_slow"]
        assert answers == [(row.id, "masks") for row in rows]
        assert [part.state for part in parts] == ["sent"] * len(parts)
        assert [part.sent_at for part in parts] == sorted(part.sent_at for part in parts)
        assert heard_by_rasa(crowd.town, conversation) == [str(row.id) for row in rows][-REMEMBERED:]
    with crowd.town.database.transaction() as session:
        ours = OutboxMessage.conversation_id.in_(conversations.values())
        parts_sent = session.scalar(select(func.count(OutboxMessage.id)).where(ours)) or 0
    provider_saw = [sent.to for sent in crowd.town.graph.sent if sent.to in conversations]
    # a worker that dies between sending and noting it sends that part again: at most as many as it had in hand
    assert parts_sent <= len(provider_saw) <= parts_sent + 16
