"""Likely duplicates on the console: compared, merged, told apart, taken back; only of one's own area."""

import re

import pytest

from contact_tracing import queries
from core.staff.roles import Role
from tests.console.people import report

PAIR = re.compile(
    r'name="kind" value="case">\s*<input type="hidden" name="one" value="([^"]+)">\s*<input type="hidden" name="other" value="([^"]+)"'
)


@pytest.fixture
def twice(world):
    """One woman, reported twice."""
    with world.transaction() as session:
        return [report(session, name, "ML-BKO", "ML-BKO-1", "+22376000002") for name in ("Fatoumata Traoré", "Fatim Traoré")]


def shown(answer):
    found = PAIR.search(answer.text)
    return found and {"kind": "case", "one": found[1], "other": found[2]}


def test_two_records_become_one_and_two_again(desk, world, twice):
    at = desk(Role.DISTRICT, "ML-BKO")
    pair = shown(at.get("/duplicates"))
    assert {pair["one"], pair["other"]} == set(twice)
    assert "même téléphone" in at.get("/duplicates", record=twice[0]).text
    assert "Comparer" in at.get(f"/cases/{twice[0]}").text
    assert at.post("/duplicates/merge", **pair).status_code == 303
    # the number that went leads to the record that was kept
    assert f"<h1>{twice[0]}" in at.get(f"/cases/{twice[1]}").text
    merges = at.get("/duplicates/merges").text
    number = re.search(r"merges/(\d+)/undo", merges)[1]
    assert at.post(f"/duplicates/merges/{number}/undo").status_code == 303
    assert f"<h1>{twice[1]}" in at.get(f"/cases/{twice[1]}").text
    assert at.post(f"/duplicates/merges/{number}/undo").status_code == 409
    with world.transaction() as session:
        assert {each.case_id for each in queries.cases(session)} == set(twice)


def test_two_people_are_not_asked_about_again(desk, twice):
    at = desk(Role.AGENT)
    pair = shown(at.get("/duplicates"))
    assert at.post("/duplicates/distinct", **pair).status_code == 303
    assert shown(at.get("/duplicates")) is None
    assert at.post("/duplicates/merge", **pair).status_code == 404


def test_a_pair_of_another_area_is_not_there(desk, world, twice):
    own, elsewhere = desk(Role.DISTRICT, "ML-BKO"), desk(Role.DISTRICT, "ML-SIKASSO")
    pair = shown(own.get("/duplicates"))
    assert shown(elsewhere.get("/duplicates")) is None
    for form in ("merge", "distinct"):
        assert elsewhere.post(f"/duplicates/{form}", **pair).status_code == 404
    own.post("/duplicates/merge", **pair)
    number = re.search(r"merges/(\d+)/undo", own.get("/duplicates/merges").text)[1]
    assert number not in re.findall(r"merges/(\d+)/undo", elsewhere.get("/duplicates/merges").text)
    assert elsewhere.post(f"/duplicates/merges/{number}/undo").status_code == 404
    assert own.post("/duplicates/merges/x/undo").status_code == 404
