"""Fourteen days of somebody in isolation, the clock moved: greeted, asked, helped, heard by agents, released by the rule."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from contact_tracing import queries, service
from contact_tracing.errors import BadReport
from contact_tracing.isolation.models import Isolation, IsolationDay, Task
from contact_tracing.jobs import greet_in_isolation
from core.identity import service as identity
from core.identity.models import Person
from core.jobs import PERIODIC
from core.notifications import Notification
from core.staff.roles import Role
from tests.bot.work.chat import Chat

NOW = datetime.now(UTC).replace(minute=0)
TODAY = NOW.date()
MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)


@pytest.fixture
def chat(database, async_database):
    made = Chat(database, async_database, TODAY)
    with database.transaction() as session:
        identity.set_locale(session, made.person_in(session), "fr")
    return made


@pytest.fixture
def agent(database, async_database):
    made = Chat(database, async_database, TODAY)
    made.enrol(Role.DISTRICT, "ML-C-SIKASSO")
    return made


def report(session, chat, key="1", subject="self", onset=None):
    made = service.CaseReport(
        submission_key=key, reporter_id=chat.person_in(session), channel="telegram", subject=subject, name="Awa", age_band="25-34",
        sex="FEMALE", region="ML-SIKASSO", cercle="ML-C-SIKASSO", symptoms=("fever",), exposure="unknown", onset_date=onset,
    )  # fmt: skip
    return service.report_case(session, made).case_id


async def begin(chat, onset="hier", hour="8", place="cercle de sikasso"):
    await chat.notice("utter_isolation_support")
    assert await chat.say("1") == ["utter_isolation_onset"]
    assert await chat.say(onset) == ["utter_isolation_hour"]
    assert await chat.say(hour) == ["utter_isolation_begun", "utter_isolation_until", "utter_isolation_place"]
    assert await chat.say(place) == ["utter_isolation_needs"]


def told(database, response=None):
    with database.transaction() as session:
        found = session.scalars(select(Notification).order_by(Notification.id)).all()
        return [(each.response, each.person_id) for each in found if response is None or each.response == response]


def greet(database, day):
    with database.transaction() as session:
        return service.greet(session, MORNING + timedelta(days=day))


async def greeted(chat, day):
    """What `bot/notices` sends of it: its choices open."""
    chat.today = TODAY + timedelta(days=day)
    await chat.notice("utter_isolation_greeting", day=day + 1)


async def test_fourteen_days(database, chat, agent):
    await begin(chat)
    with database.transaction() as session:
        isolation = session.scalars(select(Isolation)).one()
        assert (isolation.cercle, isolation.hour, isolation.onset) == ("ML-C-SIKASSO", 8, TODAY - timedelta(days=1))
    assert greet(database, 0) == 0
    topics = ["home_care"] * 2 + ["mental_health"] * 2 + ["care_seeking"] * 2 + ["disinfection"] * 2
    for day, topic in enumerate(topics, 1):
        assert greet(database, day) == 1
        assert greet(database, day) == 0
        await greeted(chat, day)
        assert await chat.say("2" if day % 2 else "mieux") == [f"utter_{topic}", "utter_isolation_needs"]
    assert len(told(database, "utter_isolation_greeting")) == 8
    greet(database, 9)
    await greeted(chat, 9)
    assert await chat.say("1") == ["utter_isolation_end_days"]
    assert greet(database, 10) == 0
    with database.transaction() as session:
        isolation = session.scalars(select(Isolation)).one()
        assert (isolation.status, isolation.end_reason) == ("ENDED", "days")
        assert len(session.scalars(select(IsolationDay)).all()) == 9
    assert [response for response, _ in told(database)] == ["utter_isolation_greeting"] * 9


async def test_worse_alerts_the_agents_and_asks_for_signs_of_danger(database, chat, agent):
    await begin(chat)
    await greeted(chat, 12)
    assert await chat.say("moins bien") == ["utter_isolation_danger"]
    assert told(database) == [("utter_task_worse", agent.person())]
    assert await chat.say("non") == ["utter_care_seeking", "utter_isolation_needs"]
    await greeted(chat, 13)
    await chat.say("3")
    # "not sure" is never "no"
    assert await chat.say("pas sûr") == ["utter_emergency", "utter_isolation_agent_told"]
    assert told(database)[-1] == ("utter_task_danger", agent.person())
    with database.transaction() as session:
        assert session.scalars(select(Notification).where(Notification.response == "utter_task_danger")).one().necessary
        assert session.scalars(select(Isolation.status)).one() == "ACTIVE"


async def test_a_sign_of_danger_written_at_any_time_alerts_the_agents(database, chat, agent):
    await begin(chat)
    said = await chat.say("je n'arrive plus à respirer")
    assert said[:2] == ["utter_emergency", "utter_isolation_agent_told"]
    assert told(database) == [("utter_task_danger", agent.person())]


async def test_needs_become_tasks_that_an_agent_does(database, chat, agent):
    await begin(chat)
    assert await chat.say("1") == ["utter_isolation_need_noted"]
    assert told(database) == [("utter_task_food", agent.person())]
    assert await agent.say("mes tâches") == ["utter_work_tasks"]
    assert "a besoin de nourriture" in agent.texts["utter_work_tasks"]
    assert await agent.say("1") == ["utter_work_task"]
    assert await agent.say("1") == ["utter_work_task_done"]
    assert await agent.say("mes tâches") == ["utter_work_no_tasks"]
    with database.transaction() as session:
        assert session.scalars(select(Task)).one().done_by is not None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("je n'ai plus rien à manger", ["food"]),
        ("j'ai faim et plus de paracétamol", ["food", "medicine"]),
        ("je me sens seule", ["talk"]),
        ("kɔngɔ bɛ n na", ["food"]),
        ("que manger quand on est malade ?", []),
    ],
)
async def test_a_need_in_words_is_one_too_a_question_is_not(database, chat, agent, text, kinds):
    await begin(chat)
    assert await chat.say(text) == (["utter_isolation_need_noted"] if kinds else [])
    with database.transaction() as session:
        assert list(session.scalars(select(Task.kind).order_by(Task.id))) == kinds


async def test_two_silent_days_alert_the_agents_once(database, chat, agent):
    await begin(chat)
    for day in range(1, 6):
        greet(database, day)
    assert [who for _, who in told(database, "utter_task_silent")] == [agent.person()]
    await greeted(chat, 5)
    await chat.say("mieux")
    for day in range(6, 10):
        greet(database, day)
    assert len(told(database, "utter_task_silent")) == 1  # the first task is still open: not a second one
    with database.transaction() as session:
        service.finish(session, session.scalars(select(Task.id)).one(), uuid.uuid4(), NOW)


async def test_an_isolation_of_which_nothing_is_heard_is_closed_in_the_end(database, chat):
    await begin(chat)
    days = [day for day in range(1, 40) if greet(database, day)]
    assert days[-1] <= 9 + 14 + 1
    with database.transaction() as session:
        assert session.scalars(select(Isolation.end_reason)).one() == "silent"


async def test_stop_ends_the_greetings_but_asks_first_while_worse(database, chat, agent):
    await begin(chat)
    await chat.say("moins bien")
    await chat.say("2")
    assert await chat.say("stop") == ["utter_isolation_stop"]
    assert told(database)[-1] == ("utter_task_stop", agent.person())
    with database.transaction() as session:
        assert queries.is_active(session, chat.person_in(session))
    assert await chat.say("1") == ["utter_stopped"]
    assert greet(database, 1) == 0
    await begin(chat)
    await chat.say("mieux")
    assert await chat.say("stop") == ["utter_stopped"]
    with database.transaction() as session:
        assert session.scalars(select(Isolation.status)).all() == ["STOPPED", "STOPPED"]
        person = session.get_one(Person, chat.person_in(session))
        assert person.opted_out_at is not None


async def test_wrong_answers_are_asked_again(chat, database):
    await chat.notice("utter_isolation_support")
    await chat.say("1")
    assert await chat.say("bla bla") == ["utter_isolation_bad_onset"]
    assert await chat.say("demain") == ["utter_isolation_bad_onset"]
    assert await chat.say("Je n'ai pas de signe") == ["utter_isolation_hour"]
    assert await chat.say("minuit") == ["utter_isolation_bad_hour"]
    assert await chat.say("3h") == ["utter_isolation_bad_hour"]
    assert (await chat.say("19h30"))[0] == "utter_isolation_begun"
    assert await chat.say("xyzxyz") == ["utter_isolation_bad_place"]
    assert await chat.say("passer") == ["utter_isolation_needs"]
    with database.transaction() as session:
        isolation = session.scalars(select(Isolation)).one()
        assert (isolation.onset, isolation.hour, isolation.region) == (None, 19, None)


async def test_a_commune_is_taken_and_of_several_one_is_chosen(chat, database):
    await begin(chat, place="Badia")
    with database.transaction() as session:
        isolation = session.scalars(select(Isolation)).one()
        assert (isolation.region, isolation.cercle) == ("ML-KITA", "ML-M-BADIA")


async def test_of_several_communes_of_one_name_one_is_chosen(chat, database):
    await chat.notice("utter_isolation_support")
    for text in ("1", "hier", "8"):
        await chat.say(text)
    assert await chat.say("Benkadi") == ["utter_error_place_several"]
    assert await chat.say("5") == ["utter_isolation_bad_place"]
    assert await chat.say("Benkadi") == ["utter_error_place_several"]
    assert await chat.say("Benkadi (cercle de Kangaba)") == ["utter_isolation_needs"]
    with database.transaction() as session:
        isolation = session.scalars(select(Isolation)).one()
        assert (isolation.region, isolation.cercle) == ("ML-KOULIKORO", "ML-M-BENKADI-KANGABA")


async def test_who_is_not_accompanied_is_asked_whether_to_begin_and_words_mean_nothing(chat):
    await chat.notice("utter_isolation_greeting", day=3)
    assert await chat.say("1") == ["utter_isolation_none"]
    for text in ("mieux", "pareil", "pire"):
        assert await chat.say(text) == [], text


async def test_begun_twice_is_one_and_their_own_report_gives_the_place(database, chat):
    with database.transaction() as session:
        report(session, chat)
        for hour in (8, 18):
            service.begin(session, chat.person_in(session), onset=TODAY, hour=hour, today=TODAY)
        isolation = session.scalars(select(Isolation)).one()
        assert (isolation.hour, isolation.cercle, isolation.case_uuid is not None) == (18, "ML-C-SIKASSO", True)
        with pytest.raises(BadReport):
            service.begin(session, chat.person_in(session), onset=TODAY + timedelta(days=1), hour=3, today=TODAY)


async def test_a_rule_that_counts_days_without_a_sign_asks_for_them(database, chat):
    first = date(2022, 11, 1)
    chat.today = first
    with database.transaction() as session:
        assert service.begin(session, chat.person_in(session), onset=first, hour=8, today=first) is None
    chat.today = first + timedelta(days=9)
    assert "utter_isolation_well" not in await chat.say("mieux")
    chat.today = first + timedelta(days=10)
    assert await chat.say("mieux") == ["utter_isolation_well"]
    assert await chat.say("2") == ["utter_disinfection", "utter_isolation_needs"]
    chat.today = first + timedelta(days=11)
    assert await chat.say("mieux") == ["utter_isolation_well"]
    assert await chat.say("1") == ["utter_disinfection", "utter_isolation_needs"]
    chat.today = first + timedelta(days=13)
    assert await chat.say("pareil") == ["utter_disinfection", "utter_isolation_needs"]
    chat.today = first + timedelta(days=14)
    assert await chat.say("mieux") == ["utter_isolation_end_days_and_well"]
    assert "10 jours" in chat.texts["utter_isolation_end_days_and_well"]
    assert "3 jours" in chat.texts["utter_isolation_end_days_and_well"]


async def test_a_negative_test_of_their_own_report_ends_it_where_the_rule_says_so(database, chat):
    with database.transaction() as session:
        case_id = report(session, chat, onset=TODAY - timedelta(days=4))
        service.begin(session, chat.person_in(session), onset=TODAY - timedelta(days=4), hour=8, today=TODAY)
    assert "utter_isolation_needs" in await chat.say("mieux")
    with database.transaction() as session:
        sample = service.Sample("L-1", "NASAL_SWAB", "ANTIGEN_RDT", taken_on=TODAY, tested_on=TODAY, result_on=TODAY, result="NEGATIVE")
        service.record_sample(session, case_id, sample, ("agent", uuid.uuid4()), TODAY, NOW)
    assert await chat.say("mieux") == ["utter_isolation_end_negative_test"]


async def test_an_agent_offers_it_from_the_card_and_the_person_begins(database, chat, agent):
    with database.transaction() as session:
        case_id = report(session, chat, onset=TODAY - timedelta(days=1))
        other = report(session, chat, key="2", subject="other")
    assert await agent.say(case_id) == ["utter_work_case"]
    assert await agent.say("Accompagner") == ["utter_work_accompany_offered"]
    assert await agent.say(case_id) == ["utter_work_case"]
    assert await agent.say("5") == ["utter_work_accompany_offered_before"]
    assert told(database, "utter_isolation_offer") == [("utter_isolation_offer", chat.person())]
    await chat.notice("utter_isolation_offer", case=case_id)
    assert await chat.say("1") == ["utter_isolation_hour"]
    assert (await chat.say("8"))[0] == "utter_isolation_begun"
    await agent.say(case_id)
    assert await agent.say("5") == ["utter_work_accompany_active"]
    await agent.say(other)
    assert await agent.say("5") == ["utter_work_accompany_not_theirs"]
    elsewhere = Chat(database, agent.async_database, TODAY)
    elsewhere.enrol(Role.DISTRICT, "ML-C-KAYES")
    await elsewhere.say(case_id)
    assert "utter_work_unknown" in elsewhere.texts


async def test_nothing_told_to_agents_names_anybody(database, chat, agent):
    await begin(chat)
    await chat.say("moins bien")
    with database.transaction() as session:
        for each in session.scalars(select(Notification)):
            assert set(each.arguments) <= {"place", "task", "day"}


def test_the_clock_runs_it():
    assert any(each.function is greet_in_isolation for each in PERIODIC.values())
