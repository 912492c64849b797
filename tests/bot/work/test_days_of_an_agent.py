"""An agent's days with the clock moved: a report taken up, verified, classified; contacts named; the list of each morning, entries, one who
falls ill, look-up, the end of the follow-up. The same in French and in Bambara."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest

from contact_tracing import queries, service
from core.database import AsyncDatabase, Database
from core.identity import service as identity
from tests.bot.work.chat import Chat

TODAY = date.today()  # noqa: DTZ011 (reports are dated by the clock)


@dataclass(frozen=True)
class Words:
    """What is typed in a language."""

    list: str
    reports: str
    yes: str
    skip: str
    yesterday: str
    well: str
    ill: str
    away: str
    search: str
    new_case: str


FRENCH = Words("ma liste", "signalements", "oui", "passer", "hier", "bien", "toux fièvre 38,2", "absent", "cherche", "nouveau cas")
BAMBARA = Words(
    "n ka lisi", "jirali kuraw", "awɔ", "ka tɛmɛ", "kunu", "a ka kɛnɛ", "farigan ni sogosogo 38,2", "a tɛ yen", "ɲini", "banabaatɔ kura"
)


class Days:
    """A town, its agent's chat, and the calendar."""

    def __init__(self, chat: Chat, words: Words) -> None:
        self.chat, self.words = chat, words

    async def says(self, text: str, *expected: str) -> None:
        assert await self.chat.say(text) == list(expected), (text, self.chat.texts)

    def night(self, days: int = 1) -> None:
        """The clock of the chat, and what runs at midnight."""
        self.chat.today += timedelta(days=days)
        with self.chat.database.transaction() as session:
            service.advance_follow_up(session, self.chat.today)

    def report(self) -> str:
        with self.chat.database.transaction() as session:
            citizen = identity.identify(session, "telegram", "citizen").person_id
            told = service.CaseReport(
                submission_key="form", reporter_id=citizen, channel="telegram", subject="other", name="Moussa Sangaré", age_band="25-34",
                sex="MALE", region="ML-SIKASSO", cercle="ML-C-SIKASSO", symptoms=("fever",), exposure="unknown", phone="+22376123456",
            )  # fmt: skip
            return service.report_case(session, told).case_id

    async def name(self, case_id: str, name: str, phone: str) -> None:
        """A contact of a case, question by question; yesterday, in the same household."""
        await self.chat.notice("utter_work_verified", case=case_id)
        await self.says("2", "utter_work_contact_name")
        await self.says(name, "utter_work_contact_phone")
        await self.says(phone, "utter_work_contact_relation")
        await self.says("1", "utter_work_contact_place")
        await self.says("Wayerma", "utter_work_contact_day")
        await self.says(self.words.yesterday, "utter_work_contact_kind")
        await self.says("1", "utter_work_contact_confirm")
        await self.says(self.words.yes, "utter_work_contact_added")

    def status(self, contact_id: str) -> str:
        with self.chat.database.transaction() as session:
            card = queries.contact_card(session, contact_id)
        assert card is not None
        return card.status


@pytest.mark.parametrize(("locale", "words"), [("fr", FRENCH), ("bm", BAMBARA)])
async def test_from_a_report_to_the_end_of_the_last_follow_up(
    database: Database, async_database: AsyncDatabase, locale: str, words: Words
) -> None:
    chat = Chat(database, async_database, TODAY, locale)
    chat.enrol()
    days = Days(chat, words)

    # the first day: a report comes, is taken up, looked at, classified; three contacts
    case_id = days.report()
    await days.says(words.reports, "utter_work_reports")
    assert case_id in chat.texts["utter_work_reports"]
    await chat.notice("utter_new_report", case_id=case_id, place="Sikasso")
    await days.says("1", "utter_work_acknowledged")
    await days.says(f"{words.search} 76 12 34 56", "utter_work_case")
    await days.says("1", "utter_work_verified")
    await days.says("1", "utter_work_classify")
    await days.says("1", "utter_work_classified")
    await days.says(words.reports, "utter_work_no_reports")
    for name, phone in (("Awa Koné", "70 00 00 01"), ("Binta Diarra", "70 00 00 02"), ("Cheick Touré", words.skip)):
        await days.name(case_id, name, phone)
    await days.says(words.list, "utter_work_list")
    assert all(name in chat.texts["utter_work_list"] for name in ("Awa Koné", "Binta Diarra", "Cheick Touré"))
    assert "(1/14)" in chat.texts["utter_work_list"]
    await days.says(f"1 {words.well}, 2 {words.well}", "utter_work_entered", "utter_work_entered")
    await days.says(f"3 {words.away}", "utter_work_entered")

    # the second: numbers are the new day's; one falls ill and becomes a case, whose own contact is named
    days.night()
    await days.says(f"1 {words.well}", "utter_work_no_list")
    await days.says(words.list, "utter_work_list")
    assert "(2/14)" in chat.texts["utter_work_list"]
    await days.says(f"2 {words.ill}", "utter_work_entered", "utter_work_ill")
    await days.says("1", "utter_work_became_case")
    await days.says(f"1 {words.well}", "utter_work_entered")
    await days.says(words.list, "utter_work_list")
    assert "Binta Diarra" not in chat.texts["utter_work_list"]
    await days.says(f"{words.search} 70 00 00 02", "utter_work_case")
    with database.transaction() as session:
        ill = next(each for each in queries.by_phone(session, "+22370000002") if isinstance(each, queries.CaseCard))
    assert (ill.classification, ill.verified, set(ill.symptoms)) == ("SUSPECT", True, {"fever", "cough"})
    chat.today = TODAY + timedelta(days=1)
    await days.name(ill.case_id, "Djénéba Keïta", "70 00 00 04")

    # the last day of the first two, the day after, and the last of the one who was named later
    days.night(12)
    await days.says(words.list, "utter_work_list")
    assert "(14/14)" in chat.texts["utter_work_list"]
    days.night()
    await days.says(words.list, "utter_work_list")
    assert "Djénéba Keïta" in chat.texts["utter_work_list"]
    assert "Awa Koné" not in chat.texts["utter_work_list"]
    days.night()
    await days.says(words.list, "utter_work_list_empty")
    with database.transaction() as session:
        found = {each.name: each.status for case in (case_id, ill.case_id) for each in queries.contacts_of(session, case)}
    assert found == {
        "Awa Koné": "FOLLOW_UP_COMPLETED", "Binta Diarra": "BECAME_CASE", "Cheick Touré": "FOLLOW_UP_COMPLETED",
        "Djénéba Keïta": "FOLLOW_UP_COMPLETED",
    }  # fmt: skip
    assert await chat.say(words.new_case) == []
    assert chat.payload == "/report_case"
    with database.transaction() as session:
        chain = queries.chain_of(session, case_id)
        seen = queries.indicators(session, TODAY, TODAY + timedelta(days=2)).ended
    assert [node.generation for node in chain.nodes] == [0, 1]
    assert seen.secondary_attack_rate.part == 1


async def test_a_report_that_nobody_takes_up_goes_up_and_who_takes_it_up_stops_that(
    database: Database, async_database: AsyncDatabase
) -> None:
    chat = Chat(database, async_database, TODAY)
    chat.enrol()
    days = Days(chat, FRENCH)
    case_id = days.report()
    later = datetime.combine(TODAY, time(), UTC) + timedelta(days=2)
    await chat.notice("utter_new_report", case_id=case_id, place="Sikasso")
    await days.says("Je m'en occupe", "utter_work_acknowledged")
    with database.transaction() as session:
        assert service.escalate(session, later) == 0
    await chat.notice("utter_new_report", case_id=case_id, place="Sikasso")
    await days.says("Je m'en occupe", "utter_work_acknowledged_before")
