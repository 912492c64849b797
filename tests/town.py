"""The whole program as people meet it: its parts as processes, its channels over HTTP, fakes of the providers at the other end."""

import itertools
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import select

from assa import model
from assa.local import parts_of
from assa.ports import free_port
from assa.seeds import import_seeds
from assa.supervisor import Supervisor
from bot.models import InboxMessage, OutboxMessage
from core.database import Database
from core.facilities.service import import_seed as import_facilities
from core.settings import Settings
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.graph_api import FakeGraphApi
from tests.fakes.server import serve

PATIENCE = 30.0
"""Seconds that an answer may take on a busy machine before a test gives up."""

SECRET = "telegram-webhook-secret"
_numbers = itertools.count(1)


@dataclass
class Town:
    """base: URL of the web process. database: to see what was said, by name. telegram, graph: the fakes, which keep what they were sent."""

    base: str
    database: Database
    settings: Settings
    telegram: FakeBotApi
    graph: FakeGraphApi
    supervisor: Supervisor
    http: httpx.Client

    def answers_to(self, channel: str, provider_id: str) -> list[dict[str, Any]]:
        """The parts that answered a message, once it is done and they are sent."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with self.database.transaction() as session:
                row = session.scalars(
                    select(InboxMessage).where(InboxMessage.channel == channel, InboxMessage.provider_id == provider_id)
                ).first()
                state = None if row is None else row.state
                rows = (
                    []
                    if row is None
                    else session.scalars(select(OutboxMessage).where(OutboxMessage.inbox_id == row.id).order_by(OutboxMessage.id)).all()
                )
                if state == "done" and all(part.state != "pending" for part in rows):
                    return [part.part for part in rows]
                erased = row is None and session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).first()
                if erased and erased.response == "utter_data_erased" and erased.state == "sent":
                    return [erased.part]
            time.sleep(0.02)
        raise AssertionError(f"no answer on {channel} after {PATIENCE:.0f} s (state: {state})")


@contextmanager
def town(settings: Settings, database: Database) -> Iterator[Town]:
    """Start everything, with the model of the present inputs (trained if stale)."""
    with database.transaction() as session:
        import_seeds(session)
        import_facilities(session)
    telegram, graph = FakeBotApi(), FakeGraphApi()
    with ExitStack() as stack:
        given = {
            "ASSA_TELEGRAM_TOKEN": telegram.token,
            "ASSA_TELEGRAM_API_URL": stack.enter_context(serve(telegram.app)),
            "ASSA_TELEGRAM_WEBHOOK_SECRET": SECRET,
            "ASSA_WHATSAPP_TOKEN": graph.token,
            "ASSA_WHATSAPP_PHONE_ID": graph.phone_id,
            "ASSA_WHATSAPP_APP_SECRET": graph.app_secret,
            "ASSA_WHATSAPP_VERIFY_TOKEN": "verify",
            "ASSA_WHATSAPP_API_URL": stack.enter_context(serve(graph.app)),
        }
        before = {name: os.environ.get(name) for name in given}
        os.environ.update(given)
        stack.callback(
            lambda: [os.environ.pop(name) if value is None else os.environ.update({name: value}) for name, value in before.items()]
        )
        ports = {f"{part}_url": f"http://127.0.0.1:{free_port()}" for part in ("rasa", "actions")}
        running = settings.model_copy(update={**ports, "host": "127.0.0.1", "port": free_port()})
        supervisor = Supervisor(parts_of(running, model.ensure()))
        stack.callback(supervisor.stop)
        supervisor.start()
        with httpx.Client(timeout=PATIENCE) as http:
            yield Town(f"http://127.0.0.1:{running.port}", database, running, telegram, graph, supervisor, http)


class Person:
    """Somebody on a channel. `say`, `tap` and `send` return the parts that answered."""

    channel = ""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.last: list[dict[str, Any]] = []

    def say(self, text: str) -> list[dict[str, Any]]:
        raise NotImplementedError

    def choose(self, choice: dict[str, str]) -> list[dict[str, Any]]:
        raise NotImplementedError

    def send(self, kind: str) -> list[dict[str, Any]]:
        raise NotImplementedError

    def tap(self, number: int) -> list[dict[str, Any]]:
        """The choice of that number of what was shown last; typed as a number where the channel had no room for buttons."""
        choices = self.last[-1]["choices"]
        return self.choose(choices[number - 1]) if choices else self.say(str(number))

    def _answered(self, provider_id: str) -> list[dict[str, Any]]:
        parts = self.town.answers_to(self.channel, provider_id)
        if parts:
            self.last = parts
        return parts


class WebPerson(Person):
    channel = "webchat"

    def __init__(self, town: Town) -> None:
        super().__init__(town)
        self.sender = uuid.uuid4().hex

    def _post(self, **message: str) -> list[dict[str, Any]]:
        response = self.town.http.post(f"{self.town.base}/chat/messages", json={"sender": self.sender, **message})
        assert response.status_code == 200, response.text
        parts: list[dict[str, Any]] = response.json()["messages"]
        if parts:
            self.last = parts
        return parts

    def say(self, text: str) -> list[dict[str, Any]]:
        return self._post(text=text)

    def choose(self, choice: dict[str, str]) -> list[dict[str, Any]]:
        return self._post(choice=choice["id"])


class WhatsAppPerson(Person):
    channel = "whatsapp"

    def __init__(self, town: Town) -> None:
        super().__init__(town)
        self.address = f"2237600{next(_numbers):04d}"

    def _post(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        body = self.town.graph.event(message)
        response = self.town.http.post(f"{self.town.base}/whatsapp", content=body, headers=self.town.graph.headers(body))
        assert response.status_code == 200, response.text
        return self._answered(message["id"])

    def say(self, text: str) -> list[dict[str, Any]]:
        return self._post(self.town.graph.text(self.address, text))

    def choose(self, choice: dict[str, str]) -> list[dict[str, Any]]:
        reply = {"type": "button_reply", "button_reply": choice}
        return self._post(self.town.graph.message(self.address, "interactive", reply))

    def send(self, kind: str) -> list[dict[str, Any]]:
        contents: dict[str, tuple[str, Any]] = {
            "voice": ("audio", {"id": "1", "mime_type": "audio/ogg; codecs=opus", "voice": True}),
            "photo": ("image", {"id": "1", "mime_type": "image/jpeg"}),
            "sticker": ("sticker", {"id": "1", "mime_type": "image/webp"}),
            "location": ("location", {"latitude": 12.64, "longitude": -8.0}),
            "contact": (
                "contacts",
                [{"name": {"formatted_name": "Moussa"}, "phones": [{"phone": "+223 66 12 34 56", "wa_id": "22366123456"}]}],
            ),
            "other": ("video", {"id": "1", "mime_type": "video/mp4"}),
        }
        kind_there, content = contents[kind]
        return self._post(self.town.graph.message(self.address, kind_there, content))


class TelegramPerson(Person):
    channel = "telegram"

    def __init__(self, town: Town) -> None:
        super().__init__(town)
        self.chat = 70_000_000 + next(_numbers)
        town.telegram.chats.add(self.chat)

    def _post(self, update: dict[str, Any]) -> list[dict[str, Any]]:
        number = next(_numbers)
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        response = self.town.http.post(f"{self.town.base}/telegram", json={"update_id": number, **update}, headers=headers)
        assert response.status_code == 200, response.text
        return self._answered(str(number))

    def _message(self, **content: Any) -> dict[str, Any]:
        user = {"id": self.chat, "is_bot": False, "first_name": "Test", "language_code": "fr"}
        chat = {"id": self.chat, "type": "private", "first_name": "Test"}
        return {"message_id": next(_numbers), "date": int(time.time()), "from": user, "chat": chat, **content}

    def say(self, text: str) -> list[dict[str, Any]]:
        return self._post({"message": self._message(text=text)})

    def choose(self, choice: dict[str, str]) -> list[dict[str, Any]]:
        user = {"id": self.chat, "is_bot": False, "first_name": "Test", "language_code": "fr"}
        query = {"id": str(next(_numbers)), "from": user, "chat_instance": "1", "data": choice["id"], "message": self._message(text="menu")}
        return self._post({"callback_query": query})

    def send(self, kind: str) -> list[dict[str, Any]]:
        file = {"file_id": "f", "file_unique_id": "u"}
        contents: dict[str, dict[str, Any]] = {
            "voice": {"voice": {**file, "duration": 3}},
            "photo": {"photo": [{**file, "width": 90, "height": 90}]},
            "sticker": {"sticker": {**file, "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}},
            "location": {"location": {"latitude": 12.64, "longitude": -8.0}},
            "contact": {"contact": {"phone_number": "+223 66 12 34 56", "first_name": "Moussa"}},
            "other": {"video": {**file, "width": 90, "height": 90, "duration": 2}},
        }
        return self._post({"message": self._message(**contents[kind])})


PEOPLE: dict[str, type[Person]] = {person.channel: person for person in (WebPerson, WhatsAppPerson, TelegramPerson)}
