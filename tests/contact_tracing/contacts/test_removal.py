"""An exposure is taken away: it counts nowhere any more, who said so and why stays, and it can be put back."""

import uuid
from datetime import date

import pytest
from sqlalchemy import text

from contact_tracing import queries, service
from contact_tracing.errors import BadReport
from core.errors import Conflict, NotAllowed, NotFound
from tests.contact_tracing.duplicates.conftest import AGENT, NOW, TODAY, Desk
from tests.contact_tracing.duplicates.test_merge import everything


@pytest.fixture
def desk(database):
    return Desk(database)


def the_exposure(desk, record):
    (near,) = desk.do(queries.sources_of, record)
    return near.exposure_id


def test_a_contact_who_was_near_nobody_is_no_longer_followed_and_comes_back(desk):
    case = desk.report()
    contact = desk.contact(case, "Oumar Keïta", comment="au marché")
    before = everything(desk.database)["exposure"]
    number = desk.do(service.remove_exposure, the_exposure(desk, contact), "SOMEBODY_ELSE", AGENT, NOW)
    sheet = desk.do(queries.contact_sheet, contact)
    assert (sheet.status, sheet.status_reason, sheet.follow_up, sheet.exposures) == ("CANCELLED", "ERROR", None, ())
    assert desk.do(queries.contacts_of, case) == []
    for record in (case, contact):
        (removed,) = desk.do(queries.removed_of, record)
        assert (removed.number, removed.source_id, removed.target_id) == (number, case, contact)
        assert (removed.reason, removed.by, removed.at, removed.restored_at) == ("SOMEBODY_ELSE", "agent a-1", NOW, None)
    line = next(each for each in desk.do(queries.contact_history, contact) if each.field == "near")
    assert (line.before, line.after, line.reason, line.actor_id) == (f"{case} 2026-11-18", None, "SOMEBODY_ELSE", "a-1")
    desk.do(service.restore_exposure, number, AGENT, NOW)
    assert everything(desk.database)["exposure"] == before
    assert desk.do(queries.contact_card, contact).status == "UNDER_FOLLOW_UP"
    (removed,) = desk.do(queries.removed_of, contact)
    assert (removed.number, removed.restored_at) == (None, NOW)


def test_another_exposure_keeps_the_contact_and_gives_the_window(desk):
    one, two = desk.report("Moussa Sangaré", sex="MALE"), desk.report("Sira Koné")
    contact = desk.contact(one, "Oumar Keïta", phone="+22370000001", last_contact=date(2026, 11, 15))
    desk.contact(two, "Oumar Keïta", phone="+22370000001", last_contact=date(2026, 11, 20))
    latest = desk.do(queries.sources_of, contact)[0]
    assert (latest.id, latest.last_contact, latest.status) == (two, date(2026, 11, 20), "NOT_CLASSIFIED")
    desk.do(service.remove_exposure, latest.exposure_id, "NOT_NEAR", AGENT, NOW)
    sheet = desk.do(queries.contact_sheet, contact)
    assert (sheet.status, sheet.follow_up.first) == ("UNDER_FOLLOW_UP", date(2026, 11, 16))
    # what was told anew meanwhile is not told twice
    number = desk.do(queries.removed_of, contact)[0].number
    desk.contact(two, "Oumar Keïta", phone="+22370000001", last_contact=date(2026, 11, 20))
    with pytest.raises(Conflict, match="exposed_since"):
        desk.do(service.restore_exposure, number, AGENT, NOW)


def test_two_records_that_were_near_each_other_can_be_merged_once_that_is_taken_away(desk):
    first = desk.report()
    contact = desk.contact(first, "Fatim Traoré", sex="FEMALE", age_years=30)
    second = desk.do(service.become_case, contact, ("fever",), AGENT, NOW).case_id
    assert desk.do(queries.duplicates, None) == []
    with pytest.raises(Conflict, match="exposed_to_each_other"):
        desk.do(service.merge, "case", first, second, AGENT, NOW)
    assert [each.id for each in desk.do(queries.infected_by, first)] == [second]
    number = desk.do(service.remove_exposure, the_exposure(desk, second), "SAME_PERSON", AGENT, NOW)
    (pair,) = desk.do(queries.duplicates, None)
    assert {pair.first.id, pair.second.id} == {first, second}
    assert len(desk.do(queries.chain_of, first).nodes) == 1
    before = everything(desk.database)
    made = desk.do(service.merge, "case", first, second, AGENT, NOW)
    assert [each.number for each in desk.do(queries.removed_of, made.kept_id)] == [number]
    with pytest.raises(Conflict, match="one_person"):
        desk.do(service.restore_exposure, number, AGENT, NOW)
    desk.do(service.undo_merge, made.number, AGENT, NOW)
    assert everything(desk.database) == before
    desk.do(service.restore_exposure, number, AGENT, NOW)
    assert len(desk.do(queries.chain_of, first).nodes) == 2
    assert desk.do(queries.duplicates, None) == []


def test_a_link_of_two_cases_goes_and_the_history_of_who_was_infected_says_so(desk):
    source, target = desk.report("Moussa Sangaré", sex="MALE"), desk.report("Sira Koné")
    desk.do(service.record_exposure, source, {"last_contact": date(2026, 11, 10)}, AGENT, TODAY, target_case_id=target)
    exposure = the_exposure(desk, target)
    assert desk.do(queries.exposure_of, source, exposure)
    assert desk.do(queries.exposure_of, target, exposure)
    assert not desk.do(queries.exposure_of, desk.report("Awa Diarra"), exposure)
    desk.do(service.remove_exposure, exposure, "NOT_NEAR", AGENT, NOW)
    assert [(each.field, each.before) for each in desk.do(queries.history, target)] == [("near", f"{source} 2026-11-10")]
    assert not desk.do(queries.exposure_of, source, exposure)


def test_what_cannot_be_taken_away_or_put_back_says_why(desk):
    case = desk.report()
    contact = desk.contact(case, "Oumar Keïta")
    exposure = the_exposure(desk, contact)
    with pytest.raises(BadReport, match="unknown_code"):
        desk.do(service.remove_exposure, exposure, "because", AGENT, NOW)
    with pytest.raises(NotAllowed):
        desk.do(service.remove_exposure, exposure, "NOT_NEAR", ("system", None), NOW)
    with pytest.raises(NotFound):
        desk.do(service.remove_exposure, uuid.uuid4(), "NOT_NEAR", AGENT, NOW)
    with pytest.raises(NotFound):
        desk.do(service.restore_exposure, 99, AGENT, NOW)
    with desk.database.transaction() as session:
        session.execute(text('UPDATE "case" SET closed_at = now()'))
    with pytest.raises(Conflict, match="case_closed"):
        desk.do(service.remove_exposure, exposure, "NOT_NEAR", AGENT, NOW)
    with desk.database.transaction() as session:
        session.execute(text('UPDATE "case" SET closed_at = NULL'))
    number = desk.do(service.remove_exposure, exposure, "NOT_NEAR", AGENT, NOW)
    desk.do(service.restore_exposure, number, AGENT, NOW)
    with pytest.raises(Conflict, match="restored"):
        desk.do(service.restore_exposure, number, AGENT, NOW)


def test_who_erases_their_data_erases_what_was_taken_away(desk):
    reporter = uuid.UUID(int=5)
    case = desk.report(reporter_id=reporter)
    contact = desk.contact(case, "Oumar Keïta", comment="chez le voisin")
    number = desk.do(service.remove_exposure, the_exposure(desk, contact), "NOT_NEAR", AGENT, NOW)
    desk.do(service.erase_reporter, reporter)
    with desk.database.transaction() as session:
        assert session.scalar(text("SELECT detail FROM exposure_removal")) is None
    assert [each.number for each in desk.do(queries.removed_of, contact)] == [None]
    with pytest.raises(Conflict, match="erased"):
        desk.do(service.restore_exposure, number, AGENT, NOW)


def test_a_follow_up_that_a_person_ended_since_is_not_taken_up_again(desk):
    contact = desk.contact(desk.report(), "Oumar Keïta")
    number = desk.do(service.remove_exposure, the_exposure(desk, contact), "NOT_NEAR", AGENT, NOW)
    desk.do(service.set_status, contact, "DIED", AGENT)
    desk.do(service.restore_exposure, number, AGENT, NOW)
    assert desk.do(queries.contact_card, contact).status == "DIED"
