"""Likely duplicates in the chat: shown with the card, compared, merged, undone, told apart."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contact_tracing import queries, service
from core.database import AsyncDatabase, Database
from core.staff.roles import Role
from tests.bot.work.chat import Chat

TODAY = date.today()  # noqa: DTZ011 (reports are dated by the clock)


@pytest.fixture
def chat(database: Database, async_database: AsyncDatabase) -> Chat:
    made = Chat(database, async_database, TODAY)
    made.enrol()
    return made


def report(chat: Chat, name: str, **fields: Any) -> str:
    values: dict[str, Any] = {
        "submission_key": uuid.uuid4().hex, "reporter_id": None, "channel": "telegram", "subject": "other", "age_band": "25-34",
        "sex": "FEMALE", "region": "ML-SIKASSO", "cercle": "ML-C-SIKASSO", "symptoms": ("fever",), "exposure": "unknown",
    }  # fmt: skip
    with chat.database.transaction() as session:
        return service.report_case(session, service.CaseReport(name=name, **values | fields)).case_id


@pytest.fixture
def two(chat: Chat) -> tuple[str, str]:
    return report(chat, "Fatoumata Traoré"), report(chat, "Fatim Traoré", phone="+22376123456")


def read(chat: Chat, function: Callable[..., Any], *args: Any, **more: Any) -> Any:
    with chat.database.transaction() as session:
        return function(session, *args, **more)


async def test_a_card_says_who_may_be_the_same_and_they_are_merged_and_taken_apart(chat: Chat, two: tuple[str, str]) -> None:
    assert await chat.say(two[1]) == ["utter_work_maybe_double", "utter_work_case"]
    assert chat.choices()[-1] == "Même personne ?"
    assert await chat.say("Même personne ?") == ["utter_work_double"]
    assert "Fatim Traoré" in chat.texts["utter_work_double"]
    assert "nom proche, même âge, même sexe, même cercle" in chat.texts["utter_work_double"]
    assert await chat.say("Même personne") == ["utter_work_merged"]
    assert await chat.say(two[1]) == ["utter_work_was_merged", "utter_work_case"]
    assert read(chat, queries.case_card, two[1]).case_id == two[0]
    assert "76123456" in chat.texts["utter_work_case"].replace(" ", "")
    (merge,) = read(chat, queries.merges, None)
    assert chat.choices()[-1] == "Annuler la fusion"
    assert await chat.say("Annuler la fusion") == ["utter_work_unmerged"]
    assert await chat.say(two[1]) == ["utter_work_case"]
    await chat.notice("utter_work_merged", kept=two[0], gone=two[1], merge=merge.number)
    assert await chat.say("2") == ["utter_work_merge_refused"]
    assert "déjà annulée" in chat.texts["utter_work_merge_refused"]


async def test_those_of_the_area_are_listed_and_two_people_are_not_asked_about_again(chat: Chat, two: tuple[str, str]) -> None:
    assert await chat.say("doublons") == ["utter_work_doubles"]
    assert set(two) <= set(chat.texts["utter_work_doubles"].replace("\n", " ").replace(",", " ").split())
    assert await chat.say("1") == ["utter_work_double"]
    assert await chat.say("Deux personnes") == ["utter_work_distinct"]
    assert await chat.say("doublons") == ["utter_work_no_doubles"]


async def test_a_case_who_is_a_known_contact_is_linked(chat: Chat) -> None:
    source = report(chat, "Moussa Sangaré", sex="MALE")
    named = service.NamedContact("Fatim Traoré", TODAY, sex="FEMALE", age_years=30)
    contact = read(chat, service.name_contact, source, named, ("agent", "a"), TODAY).contact_id
    case = report(chat, "Fatoumata Traoré")
    assert await chat.say(case) == ["utter_work_maybe_double", "utter_work_case"]
    assert await chat.say("Même personne ?") == ["utter_work_double_link"]
    assert await chat.say("Même personne") == ["utter_work_linked"]
    assert read(chat, queries.contact_card, contact).status == "BECAME_CASE"
    # the contact's number leads to the case: nobody follows them day by day any more
    assert await chat.say(contact) == ["utter_work_case"]
    assert case in chat.texts["utter_work_case"]


async def test_somebody_elsewhere_neither_sees_nor_decides(chat: Chat, two: tuple[str, str]) -> None:
    other = Chat(chat.database, chat.async_database, TODAY)
    other.enrol(area="ML-KAYES")
    assert await other.say("doublons") == ["utter_work_no_doubles"]
    lines = {"kind": "case", "first": two[0], "second": two[1], "lines": "", "reasons": ""}
    await other.notice("utter_work_double", **lines)
    assert await other.say("Même personne") == ["utter_work_unknown"]
    merged = read(chat, service.merge, "case", *two, ("agent", "a"), datetime.now(UTC))
    await other.notice("utter_work_merged", kept=two[0], gone=two[1], merge=merged.number)
    assert await other.say("Annuler la fusion") == ["utter_work_unknown"]
    assert len(read(chat, queries.merges, None)) == 1
    editor = Chat(chat.database, chat.async_database, TODAY)
    editor.enrol(Role.EDITOR, area=None)
    assert await editor.say("doublons") == []


async def test_in_bambara(database: Database, async_database: AsyncDatabase) -> None:
    chat = Chat(database, async_database, TODAY, "bm")
    chat.enrol()
    report(chat, "Fatoumata Traoré")
    report(chat, "Fatim Traoré", phone="+22376123456")
    assert await chat.say("siɲɛ fila") == ["utter_work_doubles"]
    assert await chat.say("1") == ["utter_work_double"]
    assert "si kelen" in chat.texts["utter_work_double"]
