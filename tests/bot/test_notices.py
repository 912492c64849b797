"""What the domain asks to tell reaches the person once, in their words, on a channel that takes it; and who wants nothing gets nothing."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot import inbox
from bot.channels.base import Capabilities, Refused
from bot.channels.telegram.capabilities import CAPABILITIES as TELEGRAM
from bot.channels.webchat.capabilities import CAPABILITIES as WEBCHAT
from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.choices import resolve_text
from bot.delivery import Sender
from bot.models import Conversation, OutboxMessage
from bot.notices import QUIET, Notices
from bot.outbound import Layout
from bot.speech import Speech
from bot.work import drafts
from core import notifications
from core.identity import service as identity
from core.identity.models import ChannelIdentity
from core.notifications import Notification
from core.settings import Settings
from tests.bot.test_outbox import Recorder

NOW = datetime.now(UTC)


def speech(**changed: Capabilities) -> Speech:
    capabilities = {"telegram": TELEGRAM, "whatsapp": WHATSAPP, "webchat": WEBCHAT} | changed
    return Speech(capabilities, Settings(_env_file=None))


@pytest.fixture
def notices(async_database) -> Notices:
    return Notices(async_database, speech())


def person(database, *channels, wrote=timedelta(minutes=1)):
    """Somebody with a conversation on each channel, the last written to last; returns their id."""
    with database.transaction() as session:
        made = [inbox.conversation_of(session, channel, f"2237600000{n}") for n, channel in enumerate(channels)]
        for n, each in enumerate(made):
            session.execute(update(ChannelIdentity).where(ChannelIdentity.id == each.identity_id).values(person_id=made[0].person_id))
            each.person_id = made[0].person_id
            each.last_inbound_at = datetime.now(UTC) - wrote + timedelta(seconds=n)
        return made[0].person_id


def ask(database, who, response="utter_slow", key="one", **how):
    with database.transaction() as session:
        notifications.request(session, who, response, key=key, **how)


def of(database, kind):
    with database.transaction() as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def one(database) -> Notification:
    (found,) = of(database, Notification)
    return found


def make_due(database) -> None:
    with database.transaction() as session:
        session.execute(update(Notification).values(due_at=datetime.now(UTC) - timedelta(seconds=1)))


async def test_it_is_told_once_in_the_persons_language_and_counted(database, notices):
    who = person(database, "telegram")
    with database.transaction() as session:
        identity.set_locale(session, who, "bm")
    ask(database, who, "utter_greet")
    handled = await notices.next()
    (part,) = of(database, OutboxMessage)
    assert (part.conversation_id, part.response, part.state) == (handled.conversation_id, "utter_greet", "pending")
    assert "ni ce" in part.part["text"]
    assert one(database).outcome == "sent"
    assert await notices.next() is None


async def test_its_choices_can_be_chosen_by_digits(database, notices):
    who = person(database, "telegram")
    ask(database, who, "utter_menu")
    await notices.next()
    (conversation,) = of(database, Conversation)
    assert resolve_text(conversation.menus, "1", {}).payloads[0].startswith("/")
    assert of(database, OutboxMessage)[-1].part["choices"][0]["id"] == f"{conversation.menu_number}.1"


async def test_not_before_it_is_due_and_never_when_stale(database, notices):
    who = person(database, "telegram")
    ask(database, who, due_at=NOW + timedelta(hours=1))
    assert await notices.next() is None
    ask(database, who, key="old", due_at=NOW - timedelta(days=8))
    ask(database, who, key="over", due_at=NOW - timedelta(hours=2), expires_at=NOW - timedelta(hours=1))
    while await notices.next() is not None:
        pass
    assert [each.outcome for each in of(database, Notification)] == [None, "stale", "stale"]
    assert of(database, OutboxMessage) == []


async def test_who_said_stop_is_told_only_what_is_necessary(database, notices):
    who = person(database, "telegram")
    with database.transaction() as session:
        identity.opt_out(session, who)
    ask(database, who, "utter_slow")
    ask(database, who, "utter_unreachable", key="danger", necessary=True)
    while await notices.next() is not None:
        pass
    assert [each.outcome for each in of(database, Notification)] == ["stopped", "sent"]
    assert [part.response for part in of(database, OutboxMessage)] == ["utter_unreachable"]


async def test_the_channel_that_was_written_to_last_and_a_web_page_only_where_there_is_no_other(database, notices):
    who = person(database, "telegram", "whatsapp", "webchat")
    for key in "abc":
        ask(database, who, key=key)
        await notices.next()
        last = of(database, OutboxMessage)[-1]
        with database.transaction() as session:
            conversation = session.get_one(Conversation, last.conversation_id)
            identity.mark_blocked(session, conversation.channel, conversation.address, "blocked")
    assert [part.channel for part in of(database, OutboxMessage)] == ["whatsapp", "telegram", "webchat"]
    ask(database, who, key="d")
    await notices.next()
    assert of(database, Notification)[-1].outcome == "unreachable"


async def test_after_a_day_whatsapp_waits_until_the_person_writes(database, notices):
    who = person(database, "whatsapp", wrote=timedelta(hours=25))
    ask(database, who)
    assert (await notices.next()).conversation_id is None
    waiting = one(database)
    assert (waiting.taken_at, waiting.held) == (None, True)
    with database.transaction() as session:
        session.execute(update(Conversation).values(last_inbound_at=datetime.now(UTC)))
        notifications.release(session, who)
    assert (await notices.next()).conversation_id is not None
    assert one(database).outcome == "sent"


async def test_after_a_day_another_channel_is_taken(database, notices):
    who = person(database, "telegram", "whatsapp", wrote=timedelta(hours=25))
    ask(database, who)
    await notices.next()
    assert [part.channel for part in of(database, OutboxMessage)] == ["telegram"]


async def test_a_template_asks_once_to_write(database, async_database):
    knocking = Notices(async_database, speech(whatsapp=replace(WHATSAPP, knock=True)))
    who = person(database, "whatsapp", wrote=timedelta(hours=25))
    ask(database, who)
    for _ in range(2):
        await knocking.next()
        make_due(database)
    (part,) = of(database, OutboxMessage)
    assert (part.part["layout"], part.part["text"], one(database).taken_at) == (Layout.KNOCK, "", None)


@pytest.mark.parametrize(("reason", "other"), [("blocked", "telegram"), ("outside_window", "telegram"), ("invalid", None)])
async def test_what_a_channel_refuses_goes_another_way(database, async_database, notices, reason, other):
    who = person(database, "telegram", "whatsapp")
    ask(database, who)
    handled = await notices.next()
    await Sender({"whatsapp": Recorder(Refused(reason))}).deliver(async_database, handled.conversation_id)
    again = await notices.next()
    assert (again is not None) == (other is not None)
    assert [part.channel for part in of(database, OutboxMessage)] == ["whatsapp", *([other] if other else [])]


async def test_what_is_refused_everywhere_ends(database, async_database, notices):
    who = person(database, "whatsapp")
    ask(database, who)
    handled = await notices.next()
    await Sender({"whatsapp": Recorder(Refused("not_on_channel"))}).deliver(async_database, handled.conversation_id)
    await notices.next()
    assert one(database).outcome == "unreachable"
    assert await notices.next() is None


async def test_a_form_is_not_interrupted_but_by_danger(database, notices):
    who = person(database, "telegram")
    with database.transaction() as session:
        session.execute(update(Conversation).values(form="report_case_form"))
    ask(database, who)
    assert (await notices.next()).conversation_id is None
    assert one(database).due_at > datetime.now(UTC) + QUIET / 2
    ask(database, who, key="danger", necessary=True)
    assert (await notices.next()).conversation_id is not None


async def test_questions_of_ours_are_not_interrupted_either_since_a_menu_between_would_take_their_digits(database, notices):
    who = person(database, "telegram", wrote=timedelta(seconds=5))
    with database.transaction() as session:
        drafts.put(session, who, "check", {"key": "k", "said": {}, "noted": []})
    ask(database, who)
    assert (await notices.next()).conversation_id is None
    with database.transaction() as session:
        drafts.drop(session, who, "check")
        drafts.put(session, who, "check_done", {})
        session.execute(update(Notification).values(due_at=NOW))
    assert (await notices.next()).conversation_id is not None


async def test_who_is_being_answered_is_told_afterwards(database, notices):
    who = person(database, "telegram")
    ask(database, who)
    with database.transaction() as session:
        session.scalars(select(Conversation).with_for_update()).one()
        assert (await notices.next()).conversation_id is None
    assert of(database, OutboxMessage) == []
    make_due(database)
    assert (await notices.next()).conversation_id is not None


async def test_an_unknown_response_is_noted_and_holds_up_nobody(database, notices):
    who = person(database, "telegram")
    ask(database, who, "utter_never_written", due_at=NOW - timedelta(minutes=2))
    ask(database, who, key="two", due_at=NOW - timedelta(minutes=1))
    await notices.next()
    await notices.next()
    assert [each.outcome for each in of(database, Notification)] == ["unknown", "sent"]


async def test_a_failure_waits_and_holds_up_nobody(database, notices, monkeypatch):
    who = person(database, "telegram")
    ask(database, who, due_at=NOW - timedelta(minutes=2))
    ask(database, who, "utter_unreachable", key="two", due_at=NOW - timedelta(minutes=1))
    fit = Speech.fit

    def failing(self, conversation, rendered, locale):
        if rendered.response == "utter_slow":
            raise RuntimeError("broken")
        return fit(self, conversation, rendered, locale)

    monkeypatch.setattr(Speech, "fit", failing)
    while await notices.next() is not None:
        pass
    first, second = of(database, Notification)
    assert (first.taken_at, first.attempts, second.outcome) == (None, 1, "sent")
    assert [part.response for part in of(database, OutboxMessage)] == ["utter_unreachable"]


async def test_two_workers_tell_each_once(database, notices):
    for n in range(12):
        with database.transaction() as session:
            who = inbox.conversation_of(session, "telegram", str(n)).person_id
        ask(database, who, key=str(n))

    async def work():
        while await notices.next() is not None:
            pass

    await asyncio.gather(*(work() for _ in range(3)))
    parts = of(database, OutboxMessage)
    assert len(parts) == len({part.conversation_id for part in parts}) == 12


def test_what_is_taken_back_and_what_is_old_is_gone(database):
    who = person(database, "telegram")
    ask(database, who)
    ask(database, who, key="two")
    with database.transaction() as session:
        assert notifications.cancel(session, "one")
        assert not notifications.cancel(session, "one")
        session.execute(update(Notification).values(taken_at=NOW - timedelta(days=3)))
        assert not notifications.cancel(session, "two")
        assert notifications.purge(session, NOW - timedelta(days=4)) == 0
        assert notifications.purge(session, NOW - timedelta(days=2)) == 1
