"""A contact who was told says in the chat how they are; an agent agrees to it, or calls."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.audience import Audience
from contact_tracing import queries, service
from core.database import AsyncDatabase, Database
from core.identity import service as identity
from core.notifications import Notification
from tests.bot.work.chat import Chat

TODAY = date.today()  # noqa: DTZ011 (what is said is dated by the clock)
PHONE = "+22376123456"


@pytest.fixture
def chat(database: Database, async_database: AsyncDatabase) -> Chat:
    return Chat(database, async_database, TODAY)


@pytest.fixture
def agent(database: Database, async_database: AsyncDatabase) -> Chat:
    made = Chat(database, async_database, TODAY)
    made.enrol()
    return made


def report(database: Database, **fields: Any) -> str:
    values: dict[str, Any] = {
        "submission_key": str(uuid.uuid4()), "reporter_id": None, "channel": "telegram", "subject": "other", "name": "Moussa Sangaré",
        "age_band": "25-34", "sex": "MALE", "region": "ML-SIKASSO", "cercle": "ML-C-SIKASSO", "symptoms": ("fever",),
        "exposure": "unknown",
    }  # fmt: skip
    with database.transaction() as session:
        return service.report_case(session, service.CaseReport(**values | fields)).case_id


def contact_of(chat: Chat, *, known: bool = True) -> str:
    """A contact whose phone is known to be this chat's, by a report of their own; or is nobody's."""
    with chat.database.transaction() as session:
        identity.set_locale(session, chat.person_in(session), chat.locale)
    if known:
        report(chat.database, name="Awa Koné", phone=PHONE, subject="self", reporter_id=chat.person(), sex="FEMALE")
    with chat.database.transaction() as session:
        named = service.NamedContact("Awa Koné", TODAY - timedelta(days=2), phone=PHONE)
        return service.name_contact(session, report(chat.database), named, ("agent", "a"), TODAY).contact_id


def asked_of(database: Database, response: str) -> list[dict[str, Any]]:
    with database.transaction() as session:
        return list(session.scalars(select(Notification.arguments).where(Notification.response == response)))


def audience(chat: Chat) -> str:
    """Whose version of official messages they get."""
    with chat.database.transaction() as session:
        return Audience(session, chat.person_in(session), TODAY).name


async def test_from_the_agents_button_to_the_suspect_case(chat: Chat, agent: Chat) -> None:
    contact = contact_of(chat)
    await agent.say(contact)
    assert await agent.say("Prévenir ce contact") == ["utter_work_told"]
    assert asked_of(chat.database, "utter_contact_told") == [{}]
    await chat.notice("utter_contact_told")
    assert audience(chat) == "contact"
    assert await chat.say("Oui") == ["utter_contact_asked"]
    assert await chat.say("Je vais bien") == ["utter_contact_well"]
    await chat.notice("utter_contact_day")
    assert await chat.say("2") == ["utter_contact_which_signs"]
    assert await chat.say("fièvre et toux") == ["utter_contact_signs_noted"]
    assert "Fièvre, Toux" in chat.texts["utter_contact_signs_noted"]
    (told,) = asked_of(chat.database, "utter_contact_signs")
    assert told["contact"] == contact
    await agent.notice("utter_contact_signs", **told)
    assert await agent.say("Cas suspect") == ["utter_work_became_case"]
    await chat.notice("utter_contact_day")
    assert await chat.say("1") == ["utter_contact_none"]


async def test_a_sign_of_danger_is_answered_first_by_tap_and_by_word(chat: Chat, agent: Chat) -> None:
    contact = contact_of(chat)
    await agent.say(contact)
    await agent.say("Prévenir ce contact")
    await chat.notice("utter_contact_day")
    await chat.say("J'ai des signes")
    assert (await chat.say("Peine à respirer"))[:2] == ["utter_emergency", "utter_isolation_agent_told"]
    assert asked_of(chat.database, "utter_contact_danger") != []
    with chat.database.transaction() as session:
        assert queries.contact_card(session, contact).symptoms == ("breathing",)  # type: ignore[union-attr]
    await chat.notice("utter_contact_day")
    await chat.say("J'ai des signes")
    assert await chat.say("3") == ["utter_emergency", "utter_contact_signs_noted"]


async def test_a_question_after_the_signs_is_a_question(chat: Chat, agent: Chat) -> None:
    contact = contact_of(chat)
    await agent.say(contact)
    await agent.say("Prévenir ce contact")
    await chat.notice("utter_contact_day")
    await chat.say("J'ai des signes")
    assert await chat.say("où acheter des masques ?") == []
    assert await chat.say("annuler") == ["utter_work_cancelled"]
    assert await chat.say("toux") == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("bien", "utter_contact_well"),
        ("ça va", "utter_contact_well"),
        ("malade", "utter_contact_which_signs"),
        ("j'ai de la fièvre et je tousse", "utter_contact_signs_noted"),
        ("a ka kɛnɛ", "utter_contact_well"),
    ],
)
async def test_the_days_question_is_answered_in_words(chat: Chat, agent: Chat, said: str, answer: str) -> None:
    contact = contact_of(chat)
    await agent.say(contact)
    await agent.say("Prévenir ce contact")
    await chat.notice("utter_contact_day")
    assert await chat.say(said) == [answer]


async def test_who_does_not_want_to_be_asked_and_may_come_back(chat: Chat, agent: Chat) -> None:
    contact = contact_of(chat)
    await agent.say(contact)
    await agent.say("Prévenir ce contact")
    await chat.notice("utter_contact_told")
    assert await chat.say("Non") == ["utter_contact_not_asked"]
    assert await chat.say("Me demander encore") == ["utter_contact_asked"]


async def test_without_a_chat_the_agent_calls_and_says_so(chat: Chat, agent: Chat) -> None:
    contact = contact_of(chat, known=False)
    await agent.say(contact)
    assert await agent.say("Prévenir ce contact") == ["utter_work_call"]
    assert "76123456" in agent.texts["utter_work_call"]
    assert await agent.say("mes tâches") == ["utter_work_calls_wait"]
    assert await agent.say("appels") == ["utter_work_calls"]
    assert await agent.say("1") == ["utter_work_call"]
    assert await agent.say("Appel fait") == ["utter_work_called"]
    assert await agent.say("appels") == ["utter_work_no_calls"]
    other = Chat(chat.database, chat.async_database, TODAY)
    other.enrol(area="ML-KAYES")
    await other.notice("utter_work_contact", contact=contact)
    assert await other.say("Prévenir ce contact") == ["utter_work_unknown"]


async def test_nobody_else_is_taken_for_a_contact(chat: Chat) -> None:
    for choice in ("Je vais bien", "J'ai des signes", "Ne plus demander"):
        await chat.notice("utter_contact_day")
        assert await chat.say(choice) == ["utter_contact_none"]


async def test_in_bambara(database: Database, async_database: AsyncDatabase) -> None:
    agent, chat = (Chat(database, async_database, TODAY, "bm") for _ in range(2))
    agent.enrol()
    contact = contact_of(chat)
    await agent.say(contact)
    assert await agent.say("5") == ["utter_work_told"]
    await chat.notice("utter_contact_day")
    assert await chat.say("2") == ["utter_contact_which_signs"]
    assert await chat.say("farigan ni sogosogo") == ["utter_contact_signs_noted"]
    assert "Farigan" in chat.texts["utter_contact_signs_noted"]
