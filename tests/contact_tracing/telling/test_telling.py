"""A contact is told where an agent agrees, by the way that is known, with nothing that points at who named them."""

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from contact_tracing import queries, service
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.telling import diary, telling
from contact_tracing.telling.moments import by_chance
from core.database import Database
from core.errors import Conflict, NotAllowed, NotFound
from core.identity import service as identity
from core.notifications import Notification
from core.staff import service as staff
from core.staff.roles import Role

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AGENT = ("agent", uuid.UUID(int=1))
PHONE = "+22376123456"
_KEYS = itertools.count()


def a_case(database: Database, **fields: Any) -> str:
    values: dict[str, Any] = {
        "submission_key": f"k{next(_KEYS)}", "reporter_id": None, "channel": "telegram", "subject": "other", "name": "Moussa Sangaré",
        "age_band": "25-34", "sex": "MALE", "region": "ML-SIKASSO", "symptoms": ("fever",), "exposure": "unknown",
    }  # fmt: skip
    with database.transaction() as session:
        return service.report_case(session, service.CaseReport(**values | fields), lambda: TODAY).case_id


def a_contact(database: Database, case_id: str, name: str = "Awa Koné", phone: str | None = PHONE, **fields: Any) -> str:
    fields.setdefault("last_contact", TODAY - timedelta(days=3))
    with database.transaction() as session:
        return service.name_contact(session, case_id, service.NamedContact(name, phone=phone, **fields), AGENT, TODAY).contact_id


def on_whatsapp(database: Database, phone: str = PHONE) -> uuid.UUID:
    with database.transaction() as session:
        return identity.identify(session, "whatsapp", phone.removeprefix("+")).person_id


def do(database: Database, function: Any, *args: Any, **more: Any) -> Any:
    with database.transaction() as session:
        return function(session, *args, **more)


def requests(database: Database) -> list[tuple[str, Any, datetime, datetime | None, bool]]:
    with database.transaction() as session:
        rows = session.scalars(select(Notification).order_by(Notification.id))
        return [(each.response, each.arguments, each.due_at, each.expires_at, each.necessary) for each in rows]


def test_told_in_the_chat_of_their_own_phone_once(database: Database) -> None:
    person = on_whatsapp(database)
    contact = a_contact(database, a_case(database))
    assert do(database, service.tell_contact, contact, AGENT, NOW) == "chat"
    assert do(database, service.tell_contact, contact, AGENT, NOW) == "chat"
    ((response, arguments, due, expires, necessary),) = [each for each in requests(database) if each[0] == "utter_contact_told"]
    assert (response, arguments, necessary) == ("utter_contact_told", {}, False)
    assert NOW + timedelta(hours=1) <= due <= NOW + timedelta(hours=42)
    assert expires == due + timedelta(days=2)
    assert do(database, queries.followed, person, TODAY).contact_id == contact


def test_what_is_sent_and_when_does_not_depend_on_who_named_them_where_when_or_how(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two contacts whose cases, relations, places, days, risks and spellings of the name differ in everything get the same, at a moment
    that chance alone gives."""

    class Chance:
        def random(self) -> float:
            return 0.4

    monkeypatch.setattr(telling, "_RANDOM", Chance())
    monkeypatch.setattr(diary, "_RANDOM", Chance())
    on_whatsapp(database), on_whatsapp(database, "+22370000001")
    one = a_contact(
        database, a_case(database), "Tonton Baba", relation="SAME_HOUSEHOLD", context="FUNERAL", cercle="ML-C-SIKASSO", region="ML-SIKASSO",
        risk_level="3_HIGH", comment="dort dans la même chambre", last_contact=TODAY - timedelta(days=1),
    )  # fmt: skip
    reporter = on_whatsapp(database, "+22370000002")
    case = a_case(database, reporter_id=reporter, region="ML-KAYES", sex="FEMALE", name="Sira Koné", channel="whatsapp")
    other = a_contact(database, case, "Seydou", "+22370000001", relation="OTHER", last_contact=TODAY - timedelta(days=9))
    do(database, service.tell_contact, one, AGENT, NOW)
    do(database, service.tell_contact, other, ("coordinator", uuid.UUID(int=9)), NOW)
    for person in (do(database, identity.identify, "whatsapp", phone).person_id for phone in ("22376123456", "22370000001")):
        do(database, service.want_to_be_asked, person, NOW, wanted=True)
    do(database, service.ask_followed, NOW)
    sent = [each for each in requests(database) if each[0].startswith("utter_contact")]
    assert len(sent) == 4
    assert sent[0] == sent[1]
    assert sent[2] == sent[3]
    assert [each[1] for each in sent] == [{}] * 4


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 23), st.integers(0, 59))
def test_it_is_said_by_day_and_within_two_days(chance: float, hour: int, minute: int) -> None:
    now = datetime(2026, 11, 23, hour, minute, tzinfo=UTC)
    at = by_chance(now, chance)
    assert 8 <= at.hour < 19
    assert timedelta(hours=1) <= at - now <= timedelta(hours=42)


def test_where_no_chat_or_several_people_are_known_an_agent_calls(database: Database) -> None:
    case = a_case(database)
    nobody = a_contact(database, case, "Awa Koné")
    no_phone = a_contact(database, case, "Sira Koné", None)
    on_whatsapp(database, "+22370000001")
    shared = [a_contact(database, case, name, "+22370000001") for name in ("Issa Koné", "Binta Koné")]
    on_whatsapp(database, "+22370000003")
    a_case(database, name="Kadia Diarra", phone="+22370000003")
    of_a_case = a_contact(database, case, "Modibo Diarra", "+22370000003")
    for each in (nobody, no_phone, *shared, of_a_case):
        assert do(database, service.tell_contact, each, AGENT, NOW) == "call"
    assert not [each for each in requests(database) if each[0] == "utter_contact_told"]
    waiting = do(database, queries.to_call, {"ML-SIKASSO"})
    assert [each.contact_id for each in waiting] == [nobody, no_phone, *shared, of_a_case]
    assert (waiting[0].place, waiting[0].phone) == ("ML-SIKASSO", PHONE)
    assert do(database, queries.to_call, {"ML-KAYES"}) == []
    assert do(database, service.call_made, nobody, uuid.UUID(int=1), NOW)
    assert not do(database, service.call_made, nobody, uuid.UUID(int=1), NOW)
    assert len(do(database, queries.to_call, None)) == 4


def test_who_reported_themselves_from_the_phone_is_reached_where_they_write(database: Database) -> None:
    with database.transaction() as session:
        person = identity.identify(session, "telegram", "77").person_id
    a_case(database, name="Awa Koné", phone=PHONE, subject="self", reporter_id=person, sex="FEMALE")
    contact = a_contact(database, a_case(database), "Awa Koné")
    assert do(database, service.tell_contact, contact, AGENT, NOW) == "chat"
    assert do(database, queries.followed, person, TODAY).contact_id == contact


def test_only_people_tell_and_only_who_is_followed_is_told(database: Database) -> None:
    contact = a_contact(database, a_case(database))
    with pytest.raises(NotAllowed):
        do(database, service.tell_contact, contact, ("system", None), NOW)
    do(database, service.set_status, contact, "CANCELLED", AGENT, "REFUSED")
    with pytest.raises(Conflict, match="not_followed"):
        do(database, service.tell_contact, contact, AGENT, NOW)
    with pytest.raises(NotFound):
        do(database, service.tell_contact, "CO-2026-999999-X", AGENT, NOW)
    with pytest.raises(Conflict, match="not_to_call"):
        do(database, service.call_made, contact, uuid.UUID(int=1), NOW)


def agent_in_sikasso(database: Database) -> uuid.UUID:
    with database.transaction() as session:
        person = identity.identify(session, "telegram", "agent").person_id
        staff.enrol(session, person, staff.invite(session, "Awa", Role.DISTRICT, area="ML-SIKASSO").code)
    return person


def told(database: Database) -> tuple[uuid.UUID, str]:
    person = on_whatsapp(database)
    contact = a_contact(database, a_case(database))
    do(database, service.tell_contact, contact, AGENT, NOW)
    do(database, service.want_to_be_asked, person, NOW, wanted=True)
    return person, contact


def test_asked_once_a_day_until_the_window_ends_and_not_on_a_day_by_which_it_could_be_told(database: Database) -> None:
    told(database)
    for days in range(20):
        day = NOW.replace(hour=8) + timedelta(days=days)
        do(database, service.advance_follow_up, day.date())
        do(database, service.ask_followed, day)
        do(database, service.ask_followed, day)
    asked = [each[2].date() for each in requests(database) if each[0] == "utter_contact_day"]
    assert asked == [TODAY + timedelta(days=days) for days in range(12)]  # 3 of 14 days are over
    ((_, arguments, due, *_rest),) = [each for each in requests(database) if each[0] == "utter_contact_end"]
    assert arguments == {}
    assert timedelta(0) <= due - (NOW.replace(hour=8) + timedelta(days=12)) <= timedelta(hours=60)


def test_their_own_report_is_an_entry_of_theirs_and_signs_reach_the_agents_who_make_a_case(database: Database) -> None:
    agent = agent_in_sikasso(database)
    person, contact = told(database)
    do(database, service.report_well, person, NOW)
    assert do(database, service.report_signs, person, ("fever", "cough"), NOW) is False
    with database.transaction() as session:
        entries = session.execute(select(FollowUpEntry.state, FollowUpEntry.actor_kind, FollowUpEntry.symptoms).order_by(FollowUpEntry.id))
        assert entries.all() == [("SEEN_OK", "person", []), ("SEEN_NOT_OK", "person", ["fever", "cough"])]
        row = session.execute(select(Notification.person_id, Notification.arguments).where(Notification.response == "utter_contact_signs"))
        assert row.one() == (agent, {"contact": contact, "place": "Sikasso"})
    card = do(database, queries.contact_card, contact)
    made = do(database, service.become_case, contact, card.symptoms, AGENT, NOW)
    assert made.created
    with pytest.raises(NotFound):
        do(database, service.report_well, person, NOW)


def test_a_sign_of_danger_is_told_although_who_is_told_said_stop(database: Database) -> None:
    agent_in_sikasso(database)
    person, _ = told(database)
    assert do(database, service.report_signs, person, ("breathing",), NOW) is True
    assert do(database, service.danger_written, person, NOW)
    assert not do(database, service.danger_written, uuid.UUID(int=77), NOW)
    dangers = [each for each in requests(database) if each[0] == "utter_contact_danger"]
    assert [each[4] for each in dangers] == [True]


def test_signs_before_the_first_day_reach_the_agents_all_the_same(database: Database) -> None:
    agent_in_sikasso(database)
    person = on_whatsapp(database)
    contact = a_contact(database, a_case(database), last_contact=TODAY)
    do(database, service.tell_contact, contact, AGENT, NOW)
    assert do(database, service.report_signs, person, ("fever",), NOW) is False
    assert "utter_contact_signs" in {each[0] for each in requests(database)}


def test_who_wants_no_more_questions_gets_none_and_an_agent_goes_on(database: Database) -> None:
    agent_in_sikasso(database)
    person, contact = told(database)
    do(database, service.want_to_be_asked, person, NOW, wanted=False)
    assert do(database, service.ask_followed, NOW) == 0
    assert "utter_contact_stopped" in {each[0] for each in requests(database)}
    assert do(database, queries.contact_card, contact).status == "UNDER_FOLLOW_UP"
    do(database, service.want_to_be_asked, person, NOW, wanted=True)
    assert do(database, service.ask_followed, NOW) == 1


def test_who_erases_their_data_is_taken_out_of_the_contacts_record(database: Database) -> None:
    person, contact = told(database)
    do(database, service.erase_reporter, person)
    do(database, identity.erase, person)
    card = do(database, queries.contact_card, contact)
    assert (card.name, card.phone) == (None, None)
    with database.transaction() as session:
        assert session.execute(text("SELECT person_id, agreed_at IS NOT NULL FROM contact_notice")).one() == (None, True)
        assert session.scalar(select(Notification.id)) is None
    assert do(database, service.ask_followed, NOW) == 0
    assert do(database, queries.followed, person, TODAY) is None


def test_when_the_record_s_time_is_over_nobody_is_linked_to_it_any_more(database: Database) -> None:
    told(database)
    do(database, service.anonymise_reported_before, datetime.now(UTC) + timedelta(days=1))
    with database.transaction() as session:
        assert session.scalars(text("SELECT person_id FROM contact_notice")).all() == [None]
    assert do(database, service.ask_followed, NOW) == 0
