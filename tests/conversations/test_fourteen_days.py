"""A case's fourteen days, the clock moved: reported, offered by an agent, greeted in their language, hungry, worse, silent, released."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from assa.seeds import import_seeds
from bot import inbox
from bot.channels.telegram.capabilities import CAPABILITIES
from bot.models import OutboxMessage
from bot.notices import Notices
from bot.speech import Speech
from contact_tracing import service
from contact_tracing.isolation.models import Isolation
from core.identity import service as identity
from core.notifications import Notification
from core.settings import Settings
from core.staff.roles import Role
from tests.bot.work.chat import Chat

TODAY = datetime.now(UTC).date()

WORDS = {
    "fr": {
        "hungry": "je n'ai plus rien à manger", "worse": "moins bien", "better": "ça va mieux", "no": "non", "stop": "stop",
        "breathless": "je n'arrive plus à respirer", "own_version": "Vous restez chez vous", "greeting": "Bonjour, jour 2",
        "end": "10 jours ont passé",
    },
    "bm": {
        "hungry": "kɔngɔ bɛ n na", "worse": "a juguyara", "better": "a ka fisa", "no": "ayi", "stop": "a jɔ",
        "breathless": "n fa tɛ se ka ninakili", "own_version": "Aw bɛ to so walasa", "greeting": "tile 2",
        "end": "tile 10 tɛmɛna",
    },
}  # fmt: skip


class Course:
    """One person, the agent of their cercle, and the clock."""

    def __init__(self, database, async_database, locale):
        self.database, self.locale = database, locale
        self.notices = Notices(async_database, Speech({"telegram": CAPABILITIES}, Settings(_env_file=None)))
        self.person = Chat(database, async_database, TODAY, locale)
        self.agent = Chat(database, async_database, TODAY)
        self.agent.enrol(Role.DISTRICT, "ML-C-SIKASSO")
        self.seen = 0
        with database.transaction() as session:
            import_seeds(session)
            identity.set_locale(session, self.person.person_in(session), locale)

    async def deliver(self):
        while await self.notices.next() is not None:
            pass

    def received(self, chat):
        with self.database.transaction() as session:
            conversation = inbox.conversation_of(session, "telegram", chat.address).id
            parts = select(OutboxMessage).where(OutboxMessage.conversation_id == conversation).order_by(OutboxMessage.id)
            return [(each.response, each.part["text"]) for each in session.scalars(parts)]

    async def morning(self, day):
        """The day begins: whoever is due is greeted, and what is to be told is told."""
        self.day = TODAY + timedelta(days=day)
        self.person.today = self.agent.today = self.day
        with self.database.transaction() as session:
            greeted = service.greet(session, at(self.day))
        await self.deliver()
        return greeted

    def tasks(self):
        return [response for response, _ in self.received(self.agent) if response.startswith("utter_task")]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 7, 5, tzinfo=UTC)


@pytest.fixture(params=["fr", "bm"])
def course(request, database, async_database):
    return Course(database, async_database, request.param)


async def test_fourteen_days_of_a_case(course):
    person, agent, words = course.person, course.agent, WORDS[course.locale]
    with course.database.transaction() as session:
        report = service.CaseReport(
            submission_key="1", reporter_id=person.person_in(session), channel="telegram", subject="self", name="Awa Traoré",
            age_band="25-34", sex="FEMALE", region="ML-SIKASSO", cercle="ML-C-SIKASSO", symptoms=("fever", "cough"), exposure="unknown",
            onset_date=TODAY,
        )  # fmt: skip
        case_id = service.report_case(session, report).case_id

    # an agent offers it; it begins with the hour: since when, and where, is in the report
    await agent.say(case_id)
    assert await agent.say("Accompagner") == ["utter_work_accompany_offered"]
    await course.deliver()
    assert course.received(person)[-1][0] == "utter_isolation_offer"
    assert await person.say("1") == ["utter_isolation_hour"]
    assert await person.say("7") == ["utter_isolation_begun", "utter_isolation_until", "utter_isolation_needs"]

    assert await course.morning(1) == 1
    response, greeting = course.received(person)[-1]
    assert response == "utter_isolation_greeting"
    assert words["greeting"] in greeting
    assert await person.say("2") == ["utter_isolation", "utter_isolation_needs"]
    # the version for who is in isolation, not the one for everybody
    assert words["own_version"] in person.texts["utter_isolation"]

    await course.morning(2)
    assert await person.say(words["hungry"]) == ["utter_isolation_need_noted"]
    await course.deliver()
    assert course.tasks()[-1] == "utter_task_food"
    await agent.say("mes tâches")
    await agent.say("1")
    assert await agent.say("1") == ["utter_work_task_done"]

    await course.morning(3)
    assert await person.say(words["worse"]) == ["utter_isolation_danger"]
    await course.deliver()
    assert course.tasks()[-1] == "utter_task_worse"
    assert await person.say(words["no"]) == ["utter_care_seeking", "utter_isolation_needs"]

    await course.morning(4)
    assert await person.say(words["stop"]) == ["utter_isolation_stop"]
    await course.deliver()
    assert course.tasks()[-1] == "utter_task_stop"
    assert await person.say("2") == ["utter_isolation_danger"]
    assert await person.say("2") == ["utter_care_seeking", "utter_isolation_needs"]

    await course.morning(5)
    assert await person.say(words["better"]) == ["utter_mental_health", "utter_isolation_needs"]

    # two days of silence
    for day in (6, 7):
        assert await course.morning(day) == 1
        assert "utter_task_silent" not in course.tasks()
    await course.morning(8)
    assert course.tasks()[-1] == "utter_task_silent"
    assert await person.say(words["breathless"]) == ["utter_emergency", "utter_isolation_agent_told"]
    await course.deliver()
    assert course.tasks()[-1] == "utter_task_danger"

    await course.morning(9)
    assert await person.say("2") == ["utter_disinfection", "utter_isolation_needs"]

    # the tenth day has come, but who is worse is not released
    for day in (10, 11, 13):
        assert await course.morning(day) == 1
        assert await person.say("3") == ["utter_isolation_danger"]
        assert await person.say("2") == ["utter_care_seeking", "utter_isolation_needs"]
    assert await course.morning(14) == 1
    assert await person.say("1") == ["utter_isolation_end_days"]
    assert words["end"] in person.texts["utter_isolation_end_days"]
    assert await course.morning(15) == 0

    with course.database.transaction() as session:
        isolation = session.scalars(select(Isolation)).one()
        assert (isolation.status, isolation.end_reason) == ("ENDED", "days")
        for told in session.scalars(select(Notification)):
            assert "Awa" not in str(told.arguments)
