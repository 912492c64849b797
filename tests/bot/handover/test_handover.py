"""Somebody asks for a human: queued, told to who may answer, taken by one, answered, handed back; nobody is forgotten."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot import inbox, outbox
from bot.handover import queries, service
from bot.handover.jobs import PATIENCE, look_after, purge_talks
from bot.handover.models import State, TalkAnswer, TalkRequest
from bot.inbound import Inbound, Kind
from bot.outbound import Part
from contact_tracing import service as tracing
from core.audit import AuditEntry
from core.errors import Conflict, InvalidInput, NotFound
from core.identity import service as identity
from core.notifications import Notification
from core.settings import Settings
from core.staff import queries as staff_queries
from core.staff import service as staff
from core.staff.roles import Role
from tests.bot.work.chat import Chat

NOW = datetime.now(UTC)
TODAY = NOW.date()
ALWAYS = Settings(_env_file=None, office_hours="")


@pytest.fixture(autouse=True)
def always_open(monkeypatch):
    monkeypatch.setenv("ASSA_OFFICE_HOURS", " ")


@pytest.fixture
def chat(database, async_database):
    made = Chat(database, async_database, TODAY)
    with database.transaction() as session:
        identity.set_locale(session, made.person_in(session), "fr")
    return made


@pytest.fixture
def agent(database, async_database):
    return enrolled(database, async_database)


def enrolled(database, async_database, role=Role.NATIONAL, area=None):
    made = Chat(database, async_database, TODAY)
    made.enrol(role, area)
    return made


def view(database, agent):
    with database.transaction() as session:
        return staff_queries.staff_of(session, agent.person_in(session))


async def ask(chat):
    await chat.notice("utter_human")
    return await chat.say("1")


def do(database, function, *arguments):
    with database.transaction() as session:
        return function(session, *arguments)


def only(database):
    with database.transaction() as session:
        return session.scalars(select(TalkRequest)).one()


def told(database, person):
    with database.transaction() as session:
        rows = session.scalars(select(Notification).where(Notification.person_id == person).order_by(Notification.id))
        return [(row.response, dict(row.arguments), row.necessary) for row in rows]


async def taken(database, chat, agent):
    await ask(chat)
    by = view(database, agent)
    request = only(database).id
    do(database, service.take, request, by, NOW)
    return request, by


def after(database, **times):
    """The request as if it had happened before."""
    with database.transaction() as session:
        session.execute(update(TalkRequest).values({name: NOW - ago for name, ago in times.items()}))


def look(database, settings=ALWAYS, at=NOW):
    do(database, look_after, at, settings)


async def test_who_asks_is_queued_once_and_an_agent_is_told_without_a_word_of_who(database, chat, agent):
    assert await ask(chat) == ["utter_talk_asked"]
    assert await ask(chat) == ["utter_talk_waits"]
    assert told(database, agent.person()) == [("utter_talk_for_agent", {"place": "Mali"}, False)]
    [waiting] = do(database, queries.queue, view(database, agent))
    assert (waiting.state, waiting.yours, waiting.danger, waiting.locale) == (State.WAITING, False, False, "fr")


async def test_outside_office_hours_the_person_is_told_when(database, chat, agent, monkeypatch):
    monkeypatch.setenv("ASSA_OFFICE_HOURS", f"{NOW.isoweekday() % 7 + 1} 08:00-17:00")
    assert await ask(chat) == ["utter_talk_asked_closed"]
    assert "08:00-17:00" in chat.texts["utter_talk_asked_closed"]


async def test_while_waiting_assa_answers_and_one_may_stop_waiting(database, chat, agent):
    await ask(chat)
    assert await chat.say("combien de temps dure la maladie") == [], "it goes to the dialogue"
    assert await chat.say("fin") == ["utter_talk_left"]
    assert only(database).ended_by == "person"
    await chat.notice("utter_talk_asked")
    assert await chat.say("1") == ["utter_talk_not_asked"]


async def test_what_is_typed_goes_to_the_agent_and_comes_back_answered(database, chat, agent):
    request, by = await taken(database, chat, agent)
    assert told(database, chat.person())[0][0] == "utter_talk_taken"
    assert await chat.say("ma mère tousse beaucoup") == []
    assert chat.payload is None, "nothing goes to the dialogue"
    assert only(database).wrote_at is not None
    do(database, service.answer, request, by, " A-t-elle de la fièvre ? ", NOW)
    assert told(database, chat.person())[-1] == ("utter_talk_answer", {"text": "A-t-elle de la fièvre ?"}, True)
    assert only(database).wrote_at is None
    with database.transaction() as session:
        deeds = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "talk_request").order_by(AuditEntry.id)).all()
        assert [(deed.action, deed.after) for deed in deeds] == [("talk.taken", None), ("talk.answered", None)]


@pytest.mark.parametrize("word", ["fin", "menu", "annuler"])
async def test_the_person_goes_back_to_assa_by_a_word(database, chat, agent, word):
    request, by = await taken(database, chat, agent)
    assert await chat.say(word) == ["utter_talk_left"]
    with pytest.raises(Conflict) as raised:
        do(database, service.answer, request, by, "Bonjour", NOW)
    assert raised.value.code == "talk.ended"


async def test_a_form_that_was_begun_gets_its_answers(database, chat, agent):
    await taken(database, chat, agent)
    with database.transaction() as session:
        inbox.conversation_of(session, "telegram", chat.address).form = "report_form"
    assert await chat.say("Awa Traoré") == []
    with database.transaction() as session:
        inbox.conversation_of(session, "telegram", chat.address).form = None
    assert await chat.say("Awa Traoré") == []
    assert only(database).state == State.TAKEN


async def test_stop_means_stop_and_language_means_language(database, chat, agent):
    await taken(database, chat, agent)
    assert await chat.say("langue") == []
    assert chat.payload == "/change_language"
    assert await chat.say("effacer mes données") == []
    assert chat.payload == "/delete_my_data"
    assert await chat.say("stop") == ["utter_stopped"]
    assert only(database).state == State.ENDED


async def test_a_sign_of_danger_cuts_in_and_is_first_in_the_queue(database, async_database, chat, agent):
    other = Chat(database, async_database, TODAY)
    with database.transaction() as session:
        identity.set_locale(session, other.person_in(session), "fr")
    await ask(other)
    await taken_second(database, chat, agent)
    assert await chat.say("j'arrive pas à respirer") == ["utter_emergency"]
    first, second = do(database, queries.queue, view(database, agent))
    assert (first.danger, second.danger) == (True, False)
    assert first.waits is not None


async def taken_second(database, chat, agent):
    await ask(chat)
    with database.transaction() as session:
        mine = session.scalars(select(TalkRequest).where(TalkRequest.person_id == chat.person_in(session))).one()
    do(database, service.take, mine.id, view(database, agent), NOW)


async def test_two_agents_at_once_one_takes_it(database, async_database, chat):
    await ask(chat)
    request = only(database).id
    agents = [view(database, enrolled(database, async_database)) for _ in range(4)]
    outcomes, gate = [], threading.Barrier(len(agents))

    def take(by):
        gate.wait()
        try:
            do(database, service.take, request, by, NOW)
            outcomes.append("taken")
        except Conflict as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=take, args=(by,)) for by in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["taken", "talk.taken", "talk.taken", "talk.taken"]
    assert [row[0] for row in told(database, chat.person())] == ["utter_talk_taken"]


async def test_only_who_took_it_answers(database, async_database, chat, agent):
    request, _ = await taken(database, chat, agent)
    other = view(database, enrolled(database, async_database))
    for step in (
        lambda: do(database, service.answer, request, other, "x", NOW),
        lambda: do(database, service.hand_back, request, other, NOW),
    ):
        with pytest.raises(Conflict) as raised:
            step()
        assert raised.value.code == "talk.not_yours"
    do(database, service.take, request, view(database, agent), NOW)
    assert [row[0] for row in told(database, chat.person())] == ["utter_talk_taken"], "told once"


@pytest.mark.parametrize(("text", "code"), [("  ", "talk.empty"), ("x" * 1501, "talk.too_long")])
async def test_what_is_no_answer_is_refused(database, chat, agent, text, code):
    request, by = await taken(database, chat, agent)
    with pytest.raises(InvalidInput) as raised:
        do(database, service.answer, request, by, text, NOW)
    assert raised.value.code == code


async def test_handed_back_assa_answers_again(database, chat, agent):
    request, by = await taken(database, chat, agent)
    do(database, service.hand_back, request, by, NOW)
    assert told(database, chat.person())[-1][0] == "utter_talk_handed_back"
    assert only(database).ended_by == "agent"
    assert await chat.say("comment porter un masque") == [], "it goes to the dialogue"
    assert await ask(chat) == ["utter_talk_asked"], "and one may ask again"


def report(database, chat):
    with database.transaction() as session:
        made = tracing.CaseReport(
            submission_key="1", reporter_id=chat.person_in(session), channel="telegram", subject="self", name="Awa", age_band="25-34",
            sex="FEMALE", region="ML-SIKASSO", cercle="ML-C-SIKASSO", symptoms=("fever",), exposure="unknown",
        )  # fmt: skip
        tracing.report_case(session, made)


async def test_the_queue_is_of_ones_area_and_of_who_may_answer(database, async_database, chat):
    report(database, chat)
    here, elsewhere = (enrolled(database, async_database, Role.DISTRICT, area) for area in ("ML-C-SIKASSO", "ML-C-KAYES"))
    editor = enrolled(database, async_database, Role.EDITOR, None)
    await ask(chat)
    request = only(database)
    assert request.place == "ML-C-SIKASSO"
    assert [len(do(database, queries.queue, view(database, who))) for who in (here, elsewhere, editor)] == [1, 0, 0]
    for who in (elsewhere, editor):
        with pytest.raises(NotFound):
            do(database, queries.request, request.id, view(database, who))
        with pytest.raises(NotFound):
            do(database, service.take, request.id, view(database, who), NOW)
    assert [row[0] for row in told(database, here.person()) if row[0] == "utter_talk_for_agent"] == ["utter_talk_for_agent"]
    assert [row for row in told(database, elsewhere.person()) if row[0] == "utter_talk_for_agent"] == []


async def test_the_last_messages_are_shown_in_order_and_nothing_of_others(database, chat, agent):
    with database.transaction() as session:
        conversation = inbox.conversation_of(session, "telegram", chat.address)
        inbox.store(session, Inbound("telegram", chat.address, "1", Kind.TEXT, "j'ai peur"))
        outbox.put(session, conversation, None, [Part("mental_health", "C'est normal d'avoir peur.")])
        inbox.store(session, Inbound("telegram", "22370000000", "2", Kind.TEXT, "autre personne"))
    request, by = await taken(database, chat, agent)
    with database.transaction() as session:
        inbox.store(session, Inbound("telegram", chat.address, "3", Kind.VOICE))
    do(database, service.answer, request, by, "Bonjour", datetime.now(UTC))
    lines = do(database, queries.thread, request, by)
    assert [(line.who, line.text, line.kind) for line in lines] == [
        ("person", "j'ai peur", "text"),
        ("assa", "C'est normal d'avoir peur.", "text"),
        ("person", "", "voice"),
        ("agent", "Bonjour", "text"),
    ]


async def test_whom_nobody_takes_is_told_to_the_next_level_once(database, async_database, chat):
    report(database, chat)
    district = enrolled(database, async_database, Role.DISTRICT, "ML-C-SIKASSO")
    national = enrolled(database, async_database)
    await ask(chat)

    def news(who):
        return [row[0] for row in told(database, who.person())].count("utter_talk_for_agent")

    assert (news(district), news(national)) == (1, 0)
    look(database)
    assert (news(district), news(national)) == (1, 0)
    after(database, asked_at=timedelta(minutes=31))
    look(database)
    look(database)
    assert (news(district), news(national)) == (1, 1)


async def test_who_asked_when_nobody_was_enrolled_is_told_to_the_first_who_is(database, async_database, chat):
    await ask(chat)
    agent = enrolled(database, async_database)
    look(database)
    assert [row[0] for row in told(database, agent.person())] == ["utter_talk_for_agent"]


async def test_an_agent_who_falls_silent_loses_it_and_the_person_is_told(database, chat, agent):
    request, by = await taken(database, chat, agent)
    after(database, wrote_at=timedelta(minutes=40), taken_at=timedelta(minutes=29))
    look(database)
    assert only(database).state == State.TAKEN
    after(database, taken_at=timedelta(minutes=31))
    look(database, Settings(_env_file=None, office_hours=f"{NOW.isoweekday() % 7 + 1} 08:00-17:00"))
    assert only(database).state == State.TAKEN, "the office is closed"
    look(database)
    assert (only(database).state, only(database).taken_by) == (State.WAITING, None)
    assert told(database, chat.person())[-1][0] == "utter_talk_silent"
    with pytest.raises(Conflict):
        do(database, service.answer, request, by, "Bonjour", NOW)
    assert await chat.say("bonjour") == [], "ASSA answers"


async def test_an_agent_who_answered_owes_nothing(database, chat, agent):
    request, by = await taken(database, chat, agent)
    do(database, service.answer, request, by, "Bonjour", NOW)
    after(database, taken_at=timedelta(hours=5))
    look(database)
    assert only(database).state == State.TAKEN


async def test_after_a_day_the_person_is_told_that_nobody_came(database, chat):
    await ask(chat)
    after(database, asked_at=PATIENCE)
    look(database)
    look(database)
    assert only(database).ended_by == "nobody"
    assert [row[0] for row in told(database, chat.person())] == ["utter_talk_nobody"]


async def test_what_ended_goes_with_its_time_and_with_the_person(database, chat, agent):
    request, by = await taken(database, chat, agent)
    do(database, service.answer, request, by, "Bonjour", NOW)
    do(database, purge_talks, NOW + timedelta(days=400), 90)
    assert only(database).id == request, "it has not ended"
    do(database, service.hand_back, request, by, NOW)
    do(database, purge_talks, NOW + timedelta(days=89), 90)
    assert only(database).id == request
    do(database, purge_talks, NOW + timedelta(days=91), 90)
    with database.transaction() as session:
        assert session.scalars(select(TalkRequest)).all() == []
        assert session.scalars(select(TalkAnswer)).all() == []


def test_answers_often_given_are_kept_changed_and_dropped(database, agent):
    by = view(database, agent)
    made = do(database, service.keep_canned, "fr", " Bonjour ", "Bonjour, je suis agent de santé.", by)
    do(database, service.keep_canned, "bm", "Aw ni ce", "Aw ni ce.", by)
    do(database, service.keep_canned, "fr", "Salut", "Bonjour.", by, made)
    assert [(each.locale, each.title) for each in do(database, queries.canned, None)] == [("bm", "Aw ni ce"), ("fr", "Salut")]
    assert [each.text for each in do(database, queries.canned, "fr")] == ["Bonjour."]
    do(database, service.drop_canned, made, by)
    do(database, service.drop_canned, made, by)
    assert do(database, queries.canned, "fr") == []
    with pytest.raises(InvalidInput):
        do(database, service.keep_canned, "fr", "", "x", by)
    with pytest.raises(NotFound):
        do(database, service.keep_canned, "fr", "x", "x", by, made)


def test_an_agent_of_a_revoked_account_sees_nothing(database, agent):
    by = view(database, agent)
    do(database, staff.revoke, by)
    with database.transaction() as session:
        assert staff_queries.staff_of(session, agent.person_in(session)) is None
