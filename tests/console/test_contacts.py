"""Contacts and the day's board on the console."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from contact_tracing import queries
from core.staff.roles import Role
from tests.console.people import outbreak

TODAY = datetime.now(UTC).date()


@pytest.fixture
def here(world):
    with world.transaction() as session:
        return outbreak(session)


def sheet(world, contact_id):
    with world.transaction() as session:
        return queries.contact_sheet(session, contact_id)


def test_a_day_is_entered_as_in_the_chat(desk, world, here):
    at, contact = desk(Role.AGENT), here.contacts[0]
    path = f"/contacts/{contact}/day"
    assert at.post(path, day=str(TODAY), state="SEEN_NOT_OK", temperature="38,4", symptoms=["fever"]).status_code == 303
    shown = at.get(f"/contacts/{contact}").text
    assert "38,4" in shown
    assert "vu, malade" in shown
    for wrong, words in (
        ({"day": str(TODAY - timedelta(days=9)), "state": "SEEN_OK"}, "pas dans son suivi"),
        ({"day": "", "state": "SEEN_OK"}, "À remplir"),
        ({"day": str(TODAY), "state": "SEEN_OK", "temperature": "hot"}, "pas un nombre"),
        ({"day": str(TODAY), "state": "SEEN_OK", "temperature": "99"}, "pas possible"),
        ({"day": str(TODAY), "state": "SEEN_OK", "symptoms": ["fever"]}, "vue malade"),
    ):
        answer = at.post(path, **wrong)
        assert (answer.status_code, words in answer.text) == (422, True), wrong
    with world.transaction() as session:
        assert [(each.day, each.state) for each in queries.entries_of(session, contact)] == [(TODAY, "SEEN_NOT_OK")]


def test_who_has_signs_becomes_a_suspect_case(desk, world, here):
    at, contact = desk(Role.AGENT), here.contacts[0]
    nothing = at.post(f"/contacts/{contact}/become-case")
    assert (nothing.status_code, "À remplir" in nothing.text) == (422, True)
    made = at.post(f"/contacts/{contact}/become-case", case_symptoms=["fever"], onset_date=str(TODAY))
    assert made.headers["location"] == f"/console/cases/{contact}"
    assert at.get(f"/cases/{contact}").status_code == 200
    assert sheet(world, contact).case_id == contact
    assert at.post(f"/contacts/{contact}/day", day=str(TODAY), state="SEEN_OK").status_code == 409


def test_a_status_follows_its_rules(desk, world, here):
    at, contact = desk(Role.AGENT), here.contacts[0]
    assert at.post(f"/contacts/{contact}/status", status="CANCELLED").status_code == 422
    assert at.post(f"/contacts/{contact}/status", status="CANCELLED", reason="MOVED").status_code == 303
    assert at.post(f"/contacts/{contact}/status", status="LOST_TO_FOLLOW_UP").status_code == 409
    assert "a déménagé" in at.get(f"/contacts/{contact}").text
    assert contact in at.get("/contacts", status="CANCELLED").text
    assert contact not in at.get("/contacts", status="UNDER_FOLLOW_UP").text


def test_a_contact_is_corrected(desk, world, here):
    at, contact = desk(Role.AGENT), here.contacts[0]
    assert 'value="Oumar"' in at.get(f"/contacts/{contact}/edit").text
    form = {"name": "Oumar Diarra", "age_years": "40", "risk_level": "2_MEDIUM", "place": "ML-BKO-1"}
    assert at.post(f"/contacts/{contact}/edit", **form).status_code == 303
    after = sheet(world, contact).fields
    assert (after["name"], after["age_years"], after["region"], after["cercle"]) == ("Oumar Diarra", 40, "ML-BKO", "ML-BKO-1")
    assert contact in at.get("/contacts", q="oumar diarra", risk="2_MEDIUM").text
    assert at.post(f"/contacts/{contact}/edit", **form | {"age_years": "200"}).status_code == 422
    assert at.post(f"/contacts/{contact}/edit", **form | {"place": "ML-SIKASSO"}).status_code == 422


def rows(answer):
    """The board: who, and the numbers to see, seen, ill, not found, left."""
    found = re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a></th>((?:<td class="num">\d+</td>)+)', answer.text)
    return {name: [int(n) for n in re.findall(r">(\d+)<", numbers)] for name, numbers in found}


def test_the_board_counts_by_who_looks_after_whom(desk, world, here):
    """Given to somebody of their own, or whose case is; the others are nobody's."""
    at, agent = desk(Role.DISTRICT, "ML-BKO"), desk(Role.AGENT)
    first, second = here.contacts
    assert rows(at.get("/follow-up")) == {"confiés à personne": [2, 0, 0, 0, 2]}
    at.post(f"/cases/{here.case}/assign", assigned_to=str(agent.staff.uuid))
    assert rows(at.get("/follow-up")) == {agent.staff.name: [2, 0, 0, 0, 2]}
    at.post(f"/contacts/{first}/assign", assigned_to=str(at.staff.uuid))
    agent.post(f"/contacts/{second}/day", day=str(TODAY), state="SEEN_NOT_OK", symptoms=["cough"])
    assert rows(at.get("/follow-up")) == {agent.staff.name: [1, 1, 1, 0, 0], at.staff.name: [1, 0, 0, 0, 1]}
    mine = at.get("/follow-up", agent=str(at.staff.uuid)).text
    assert (first in mine, second in mine) == (True, False)
    assert rows(at.get("/follow-up", day=str(TODAY + timedelta(days=40)))) == {}
    assert at.get("/follow-up", agent="nonsense", day="nonsense").status_code == 200


def test_whom_it_is_given_to_must_be_responsible(desk, here):
    at, other = desk(Role.DISTRICT, "ML-BKO"), desk(Role.DISTRICT, "ML-SIKASSO")
    assert at.post(f"/contacts/{here.contacts[0]}/assign", assigned_to=str(other.staff.uuid)).status_code == 422


def test_an_exposure_is_taken_away_from_a_contacts_page_and_put_back(desk, world, here):
    at, contact = desk(Role.AGENT), here.contacts[0]
    (remove,) = re.findall(r'action="/console(/[^"]+/remove)"', at.get(f"/contacts/{contact}").text)
    assert at.post(remove, reason="nonsense").status_code == 422
    assert at.post(remove.replace(contact, here.contacts[1]), reason="NOT_NEAR").status_code == 404
    assert at.post(f"/contacts/{contact}/links/nonsense/remove", reason="NOT_NEAR").status_code == 404
    assert at.post(remove, reason="SOMEBODY_ELSE").status_code == 303
    assert sheet(world, contact).status == "CANCELLED"
    page = at.get(f"/contacts/{contact}").text
    assert page.count("quelqu&#39;un d&#39;autre") == 2
    (restore,) = re.findall(r'action="/console(/[^"]+/restore)"', page)
    assert at.post(restore).status_code == 303
    assert sheet(world, contact).status == "UNDER_FOLLOW_UP"
