"""Who reported a case names its contacts, each stored after yes; nothing of what is known of others is told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from contact_tracing import service
from contact_tracing.contacts.models import Contact, Exposure
from core.identity import service as identity
from tests.bot.work.chat import Chat

TODAY = datetime.now(UTC).date()


@pytest.fixture
def chat(database, async_database):
    made = Chat(database, async_database, TODAY)
    with database.transaction() as session:
        identity.set_locale(session, made.person_in(session), "fr")
    return made


@pytest.fixture
def case_id(database, chat):
    with database.transaction() as session:
        report = service.CaseReport(
            submission_key="1", reporter_id=chat.person_in(session), channel="telegram", subject="self", name="Awa", age_band="25-34",
            sex="FEMALE", region="ML-SIKASSO", cercle="ML-C-SIKASSO", symptoms=("fever",), exposure="unknown",
        )  # fmt: skip
        return service.report_case(session, report).case_id


def stored(database):
    with database.transaction() as session:
        return [(each.name, each.phone, each.cercle) for each in session.scalars(select(Contact).order_by(Contact.contact_id))]


async def name(chat, who, *answers):
    await chat.notice("utter_contacts")
    assert await chat.say("1") == ["utter_contacts_begin", "utter_work_contact_name"]
    said = await chat.say(who)
    for answer in answers:
        said = await chat.say(answer)
    return said


async def test_contacts_are_named_one_after_the_other(database, chat, case_id):
    assert await name(chat, "Binta Koné", "76 12 34 56", "1", "sikasso", "hier", "2") == ["utter_work_contact_confirm"]
    assert stored(database) == []
    assert await chat.say("1") == ["utter_contacts_added"]
    assert await chat.say("1") == ["utter_contacts_begin", "utter_work_contact_name"]
    for text in ("Oumar Keïta", "passer", "passer", "passer", "avant-hier", "passer", "oui"):
        said = await chat.say(text)
    assert said == ["utter_contacts_added"]
    assert stored(database) == [("Binta Koné", "+22376123456", "ML-C-SIKASSO"), ("Oumar Keïta", None, None)]
    with database.transaction() as session:
        first = session.scalars(select(Exposure).order_by(Exposure.last_contact.desc())).first()
        assert (first.last_contact, first.relation, first.type) == (TODAY - timedelta(days=1), "SAME_HOUSEHOLD", "DIRECT_WITHIN_1_METRE")


async def test_stopping_in_the_middle_loses_nothing_that_was_confirmed(database, chat, case_id):
    await name(chat, "Binta Koné", "passer", "passer", "passer", "hier", "passer", "oui")
    await chat.say("1")
    await chat.say("Oumar Keïta")
    assert await chat.say("menu") == []
    assert stored(database) == [("Binta Koné", None, None)]
    assert await chat.say("passer") == ["utter_work_contact_relation"]
    assert await chat.say("annuler") == ["utter_work_cancelled"]
    assert len(stored(database)) == 1


async def test_whether_somebody_was_known_before_is_not_told(database, chat, case_id, async_database):
    with database.transaction() as session:
        named = service.NamedContact("Binta Koné", TODAY - timedelta(days=3), phone="+22376123456")
        service.name_contact(session, case_id, named, ("agent", "a"), TODAY)
    await name(chat, "Binta Koné", "76123456", "passer", "passer", "hier", "passer")
    assert await chat.say("oui") == ["utter_contacts_added"]
    assert "CO-" not in chat.texts["utter_contacts_added"]
    assert len(stored(database)) == 1


async def test_without_a_report_there_is_nobody_to_be_a_contact_of(chat):
    await chat.notice("utter_contacts")
    assert await chat.say("1") == ["utter_contacts_no_report"]


async def test_an_emergency_cuts_in(chat, case_id):
    await name(chat, "Binta Koné")
    assert (await chat.say("il n'arrive plus à respirer"))[0] == "utter_emergency"
