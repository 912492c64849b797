"""A new report is compared with the open ones when it comes."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text, update

from contact_tracing import jobs, queries, service
from contact_tracing.duplicates.find import _statement, _traits
from contact_tracing.models import Case
from tests.contact_tracing.duplicates.conftest import AGENT, NOW, TODAY, Desk

SIKASSO = frozenset({"ML-SIKASSO", "ML-C-SIKASSO"})


def pairs(desk: Desk, **asked: object) -> list[tuple[str, str, str]]:
    return [(each.kind, each.first.id, each.second.id) for each in desk.do(queries.duplicates, None, **asked)]


def test_a_second_report_of_the_same_person_is_shown_with_score_and_reasons(desk: Desk) -> None:
    first = desk.report(phone="+22376123456", locality="Wayerma")
    second = desk.report("Fatim Traore", phone="+22376123456")
    desk.report("Oumar Keïta", phone="+22376123456", sex="MALE")
    (pair,) = desk.do(queries.duplicates, None)
    assert {pair.first.id, pair.second.id} == {first, second}
    assert pair.reasons == ("name_like", "phone", "age", "sex", "cercle", "onset")
    assert pair.score >= 90
    assert {pair.first.name, pair.second.name} == {"Fatoumata Traoré", "Fatim Traore"}


def test_several_people_on_one_phone_stay_several(desk: Desk) -> None:
    for name, sex in (("Fatoumata Traoré", "FEMALE"), ("Oumou Traoré", "FEMALE"), ("Seydou Traoré", "MALE"), ("Awa Koné", "FEMALE")):
        desk.report(name, phone="+22376123456", sex=sex)
    assert pairs(desk) == []


def test_a_contact_named_twice_without_a_phone_is_found_and_one_who_is_reported_is_linked(desk: Desk) -> None:
    one, two = desk.report("Moussa Sangaré", sex="MALE"), desk.report("Sira Koné")
    first = desk.contact(one, "Fatoumata Traoré", sex="FEMALE", age_years=30)
    second = desk.contact(two, "Fatim Traoré", sex="FEMALE", age_years=31)
    assert {frozenset(each[1:]) for each in pairs(desk, kind="contact")} == {frozenset({first, second})}
    case = desk.report()
    assert set(pairs(desk, kind="link")) == {("link", case, first), ("link", case, second)}


def test_somebody_said_to_have_been_near_the_other_is_another(desk: Desk) -> None:
    case = desk.report()
    desk.contact(case, "Fatim Traoré", sex="FEMALE", age_years=30)
    assert pairs(desk) == []


def test_closed_and_erased_cases_and_those_of_other_places_are_not_shown(desk: Desk) -> None:
    first, second = desk.report(), desk.report("Fatim Traoré")
    assert len(desk.do(queries.duplicates, SIKASSO)) == 1
    assert desk.do(queries.duplicates, {"ML-KAYES"}) == []
    with desk.database.transaction() as session:
        session.execute(update(Case).where(Case.case_id == second).values(closed_at=NOW))
    assert pairs(desk) == []
    with desk.database.transaction() as session:
        session.execute(update(Case).where(Case.case_id == second).values(closed_at=None, erased_at=NOW))
    assert pairs(desk) == []
    assert desk.report("Traoré Fatoumata") not in (first, second)


def test_what_was_said_to_be_two_people_is_not_asked_again(desk: Desk) -> None:
    first, second = desk.report(), desk.report("Fatim Traoré")
    assert desk.do(service.distinct, "case", second, first, AGENT, NOW)
    assert not desk.do(service.distinct, "case", first, second, AGENT, NOW)
    assert pairs(desk) == []
    desk.do(service.amend, first, {"name": "Fatoumata Traore"}, AGENT, TODAY, NOW)
    assert pairs(desk) == []


def test_a_corrected_name_makes_and_unmakes_pairs(desk: Desk) -> None:
    first, second = desk.report(), desk.report("Oumou Traoré")
    assert pairs(desk) == []
    desk.do(service.amend, second, {"name": "Fatim Traoré"}, AGENT, TODAY, NOW)
    assert {frozenset(each[1:]) for each in pairs(desk)} == {frozenset({first, second})}
    desk.do(service.amend, second, {"name": "Oumou Traoré"}, AGENT, TODAY, NOW)
    assert pairs(desk) == []


def test_records_of_a_file_and_of_before_are_looked_at_by_the_job_once(desk: Desk) -> None:
    desk.report()
    desk.report("Fatim Traoré")
    with desk.database.transaction() as session:
        session.execute(text("DELETE FROM duplicate_pair"))
        session.execute(update(Case).values(match_keys=None))
    assert desk.do(service.find_duplicates) == 2
    assert desk.do(service.find_duplicates) == 0
    assert len(pairs(desk)) == 1


def test_two_contacts_of_whom_one_became_a_case_are_one_pair_and_asked_once(desk: Desk) -> None:
    source = desk.report("Oumar Keïta", sex="MALE", age_band="55-64")
    here: dict[str, object] = {"region": "ML-SIKASSO", "cercle": "ML-C-SIKASSO", "sex": "FEMALE", "age_years": 30}
    one = desk.contact(source, "Awa Coulibaly", phone="+22376123457", **here)
    other = desk.contact(source, "Awa Coulibaly", phone="+22366123459", **here)
    assert [kind for kind, *_ in pairs(desk)] == ["contact"]
    desk.do(service.become_case, one, ("fever",), AGENT, NOW)
    assert [(kind, {first, second}) for kind, first, second in pairs(desk)] == [("contact", {one, other})]
    assert desk.do(service.distinct, "contact", one, other, AGENT, NOW)
    assert pairs(desk) == []
    desk.do(service.become_case, other, ("fever",), AGENT, NOW)
    assert pairs(desk) == []


def test_of_two_contacts_who_both_became_cases_the_cases_are_compared(desk: Desk) -> None:
    source = desk.report("Oumar Keïta", sex="MALE", age_band="55-64")
    here: dict[str, object] = {"region": "ML-SIKASSO", "cercle": "ML-C-SIKASSO", "sex": "FEMALE", "age_years": 30}
    for phone in ("+22376123457", "+22366123459"):
        desk.do(service.become_case, desk.contact(source, "Awa Coulibaly", phone=phone, **here), ("fever",), AGENT, NOW)
    assert [kind for kind, *_ in pairs(desk)] == ["case"]


def test_many_records_are_looked_at_batch_by_batch_until_none_is_left(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version takes all keys away; each batch is a transaction of its own, and the clock begins no second row of batches."""
    for number in range(5):
        desk.report("Fatim Traoré", phone=f"+2237612345{number}")
    with desk.database.transaction() as session:
        session.execute(update(Case).values(match_keys=None))
    monkeypatch.setattr(jobs, "AT_A_TIME", 2)
    monkeypatch.setattr(jobs, "find_duplicates", lambda session: service.find_duplicates(session, 2))

    def keyless() -> int:
        with desk.database.transaction() as session:
            return session.scalar(select(func.count()).select_from(Case).where(Case.match_keys.is_(None))) or 0

    def waiting() -> int:
        with desk.database.transaction() as session:
            return len(session.execute(text("SELECT FROM procrastinate_jobs WHERE status = 'todo'")).all())

    desk.do(jobs.look_for_duplicates, NOW)
    assert (keyless(), waiting()) == (3, 1)
    desk.do(jobs.look_for_duplicates, NOW)
    assert (keyless(), waiting()) == (3, 1)
    left = []
    while waiting():
        with desk.database.transaction() as session:
            session.execute(text("DELETE FROM procrastinate_jobs"))
        desk.do(jobs.go_on_looking)
        left.append(keyless())
    assert left == [1, 0]


def test_pairs_of_one_record_and_by_pages(desk: Desk) -> None:
    ids = [desk.report("Fatoumata Traoré", phone=f"+2237612345{number}") for number in range(3)]
    assert len(pairs(desk)) == 3
    assert len(pairs(desk, record_id=ids[0])) == 2
    assert pairs(desk, limit=2) + pairs(desk, limit=2, offset=2) == pairs(desk)


MANY_CASES = """
    INSERT INTO "case" (id, case_id, submission_key, classification, investigation, reported_at, channel, subject, sex, symptoms, exposure,
                        match_keys)
    SELECT gen_random_uuid(), 'X' || n, 'x' || n, 'SUSPECT', 'PENDING', now() - n * interval '10 minutes', 'file', 'other', 'FEMALE', '[]',
           'unknown', ARRAY[n::bigint % 4000]
    FROM generate_series(1, 20000) n
"""
MANY_CONTACTS = """
    INSERT INTO contact (id, contact_id, registered_at, match_keys)
    SELECT gen_random_uuid(), 'X' || n, now() - n * interval '10 minutes', ARRAY[n::bigint % 4000] FROM generate_series(1, 20000) n
"""


@pytest.mark.parametrize(("kind", "many"), [("case", MANY_CASES), ("contact", MANY_CONTACTS)])
def test_the_look_up_goes_by_the_indexes_of_keys_and_phones(desk: Desk, kind: str, many: str) -> None:
    """With 200,000 cases the look-up takes 2 to 30 ms; that it stays so is what the plan says, not a clock."""
    case_id = desk.report(phone="+22376123456")
    with desk.database.transaction() as session:
        session.execute(text(many))
        session.execute(text(f'ANALYZE "{kind}"'))
        case = session.scalars(select(Case).where(Case.case_id == case_id)).one()
        statement = _statement(case, _traits(case, case.region, case.cercle), kind).compile(session.connection())
        plan = " ".join(session.connection().exec_driver_sql(f"EXPLAIN {statement}", statement.params).scalars())
    assert f"ix_{kind}_match_keys" in plan
    assert f"ix_{kind}_phone" in plan
    assert "Seq Scan" not in plan


def test_far_apart_reports_of_one_name_are_not_compared(desk: Desk) -> None:
    first = desk.report(onset_date=None)
    with desk.database.transaction() as session:
        session.execute(update(Case).where(Case.case_id == first).values(reported_at=datetime.now(UTC) - timedelta(days=40)))
    desk.report(onset_date=None)
    assert pairs(desk) == []
