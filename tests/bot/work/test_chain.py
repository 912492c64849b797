"""An agent goes down and up a chain in the chat, sees who fell ill, and takes a wrong link away."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contact_tracing import queries, service
from core.database import AsyncDatabase, Database
from tests.bot.work.chat import Chat
from tests.bot.work.test_duplicates import read, report

TODAY = datetime.now(UTC).date()
AGENT = ("agent", "a")


@pytest.fixture
def chat(database: Database, async_database: AsyncDatabase) -> Chat:
    made = Chat(database, async_database, TODAY)
    made.enrol()
    return made


def met(chat: Chat, case_id: str, name: str, days_ago: int = 3, **fields: Any) -> str:
    named = service.NamedContact(name, TODAY - timedelta(days=days_ago), **fields)
    contact: str = read(chat, service.name_contact, case_id, named, AGENT, TODAY).contact_id
    return contact


def fell_ill(chat: Chat, contact: str, onset: date) -> str:
    made: str = read(chat, service.become_case, contact, ("fever",), AGENT, datetime.now(UTC), onset_date=onset).case_id
    return made


async def test_down_to_who_fell_ill_and_up_to_the_source(chat: Chat) -> None:
    source = report(chat, "Moussa Sangaré", sex="MALE", onset_date=TODAY - timedelta(days=8))
    met(chat, source, "Oumar Keïta")
    ill = fell_ill(chat, met(chat, source, "Sira Koné"), TODAY - timedelta(days=1))
    await chat.say(source)
    assert await chat.say("Ses contacts") == ["utter_work_contacts"]
    said = chat.texts["utter_work_contacts"]
    assert "Contacts du cas" in said
    assert "2, devenus des cas : 1" in said
    assert f"→ Sira Koné : devenu le cas {ill}, suspect, début : " in said
    assert "Oumar Keïta : suivi en cours, jour 3" in said
    assert chat.choices() == ["Sira Koné", "Oumar Keïta"]
    assert await chat.say("1") == ["utter_work_case"]
    assert await chat.say("Sa source") == ["utter_work_sources"]
    assert f"{source} : Moussa Sangaré, pas encore classé" in chat.texts["utter_work_sources"]
    assert chat.choices() == ["Moussa Sangaré", "Un lien est faux"]
    assert await chat.say("1") == ["utter_work_case"]
    assert await chat.say("Sa source") == ["utter_work_no_sources"]


async def test_a_wrong_link_is_taken_away_with_its_reason_and_put_back(chat: Chat) -> None:
    source = report(chat, "Moussa Sangaré", sex="MALE")
    contact = met(chat, source, "Oumar Keïta")
    await chat.say(contact)
    assert await chat.say("Près de qui") == ["utter_work_sources"]
    assert await chat.say("Un lien est faux") == ["utter_work_unlink_why"]
    assert chat.choices() == ["Pas rencontrés", "Quelqu'un d'autre", "Une seule personne", "Non, le lien est bon"]
    assert await chat.say("Non, le lien est bon") == ["utter_work_contact"]
    await chat.say("Près de qui")
    await chat.say("Un lien est faux")
    assert await chat.say("2") == ["utter_work_unlinked_stopped", "utter_work_unlinked"]
    (removed,) = read(chat, queries.removed_of, contact)
    assert (removed.reason, removed.source_id) == ("SOMEBODY_ELSE", source)
    assert read(chat, queries.contact_card, contact).status == "CANCELLED"
    assert await chat.say("Remettre le lien") == ["utter_work_relinked"]
    assert read(chat, queries.contact_card, contact).status == "UNDER_FOLLOW_UP"
    await chat.notice("utter_work_unlinked", who="Oumar", case=source, number=removed.number)
    assert await chat.say("Remettre le lien") == ["utter_work_merge_refused"]


async def test_of_several_links_the_wrong_one_is_chosen(chat: Chat) -> None:
    one, two = report(chat, "Moussa Sangaré", sex="MALE"), report(chat, "Sira Koné")
    contact = met(chat, one, "Oumar Keïta", 5, phone="+22370000001")
    met(chat, two, "Oumar Keïta", 3, phone="+22370000001")
    await chat.say(contact)
    await chat.say("Près de qui")
    assert await chat.say("Un lien est faux") == ["utter_work_unlink"]
    days = [TODAY - timedelta(days=days_ago) for days_ago in (3, 5)]
    assert chat.choices() == [f"{two} {days[0]:%d/%m}", f"{one} {days[1]:%d/%m}"]
    assert await chat.say("1") == ["utter_work_unlink_why"]
    assert await chat.say("1") == ["utter_work_unlinked"]
    assert [each.id for each in read(chat, queries.sources_of, contact)] == [one]
    assert read(chat, queries.contact_card, contact).status == "UNDER_FOLLOW_UP"


async def test_two_records_linked_to_each_other_are_one_person_after_all(chat: Chat) -> None:
    first = report(chat, "Fatoumata Traoré")
    second = fell_ill(chat, met(chat, first, "Fatim Traoré", sex="FEMALE", age_years=30), TODAY)
    assert await chat.say(second) == ["utter_work_case"]
    await chat.say("Sa source")
    await chat.say("Un lien est faux")
    assert await chat.say("Une seule personne") == ["utter_work_unlinked"]
    assert await chat.say(second) == ["utter_work_maybe_double", "utter_work_case"]
    assert await chat.say("Même personne ?") == ["utter_work_double"]
    assert await chat.say("Même personne") == ["utter_work_merged"]


async def test_of_a_source_in_another_area_nothing_is_told_nor_taken_away(chat: Chat) -> None:
    away = report(chat, "Moussa Sangaré", sex="MALE", region="ML-KAYES", cercle=None)
    contact = met(chat, away, "Oumar Keïta", region="ML-SIKASSO", cercle="ML-C-SIKASSO")
    await chat.say(contact)
    assert await chat.say("Près de qui") == ["utter_work_sources"]
    assert "un cas d'une autre zone" in chat.texts["utter_work_sources"]
    assert not any(told in chat.texts["utter_work_sources"] for told in ("Moussa", away))
    assert await chat.say("Un lien est faux") == ["utter_work_no_sources"]
    other = Chat(chat.database, chat.async_database, TODAY)
    other.enrol(area="ML-KAYES")
    (near,) = read(chat, queries.sources_of, contact)
    await other.notice("utter_work_unlink_why", who="x", case=away, day="", record=contact, exposure=str(near.exposure_id))
    assert await other.say("1") == ["utter_work_unknown"]
    assert len(read(chat, queries.sources_of, contact)) == 1
