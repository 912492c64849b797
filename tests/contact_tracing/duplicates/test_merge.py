"""A merge keeps both histories, moves what hangs on who goes, and comes apart exactly as it was."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from contact_tracing import queries, service
from contact_tracing.duplicates.rows import CHILDREN
from contact_tracing.errors import BadReport
from core.database import Base, Database
from core.errors import Conflict, NotAllowed, NotFound
from tests.contact_tracing.duplicates.conftest import AGENT, NOW, TODAY, Desk

TABLES = ("case", "case_change", "contact", "contact_change", "exposure", "follow_up_entry", "isolation", "lab_sample", "report_alert",
          "exposure_removal")  # fmt: skip


def everything(database: Database) -> dict[str, list[str]]:
    """Every row of the tables concerned, whole, as PostgreSQL writes it."""
    with database.transaction() as session:
        return {name: sorted(session.scalars(text(f'SELECT to_jsonb(r)::text FROM "{name}" r'))) for name in TABLES}


def merged(desk: Desk, one: str, other: str, kind: str = "case", **more: Any) -> service.Merged:
    made: service.Merged = desk.do(service.merge, kind, one, other, AGENT, NOW, **more)
    return made


def test_all_that_hangs_on_a_record_is_known_here() -> None:
    for kind in ("case", "contact"):
        hanging = {
            (table.name, key.parent.name)
            for table in Base.metadata.sorted_tables
            for key in table.foreign_keys
            if key.column.table.name == kind
        }
        assert hanging == {(table, column) for table, _, column in CHILDREN[kind]}


def test_the_earlier_number_stays_and_the_other_leads_to_it(desk: Desk) -> None:
    first, second = desk.report(), desk.report("Fatim Traoré", phone="+22376123456", locality="Wayerma")
    contact = desk.contact(second, "Oumar Keïta")
    made = merged(desk, second, first)
    assert (made.kept_id, made.gone_id) == (first, second)
    for asked in (first, second):
        card = desk.do(queries.case_card, asked)
        assert (card.case_id, card.phone, card.locality) == (first, "+22376123456", "Wayerma")
    assert [each.contact_id for each in desk.do(queries.contacts_of, first)] == [contact]
    desk.do(service.verify, second, AGENT, NOW)
    assert desk.do(queries.case_card, first).verified
    assert desk.do(queries.duplicates, None) == []


def test_what_was_chosen_is_kept_and_histories_are_both_there(desk: Desk) -> None:
    first = desk.report("Fatoumata Traoré", symptoms=("fever",), onset_date=None)
    second = desk.report("Fatim Traoré", phone="+22376123456", symptoms=("cough",), onset_date=date(2026, 11, 19))
    desk.do(service.amend, first, {"occupation": "FARMER"}, AGENT, TODAY, NOW)
    desk.do(service.amend, second, {"severity": "MILD"}, AGENT, TODAY, NOW)
    made = merged(desk, first, second)
    card = desk.do(queries.case_card, first)
    assert (card.name, card.symptoms, card.onset_date) == ("Fatim Traoré", ("fever", "cough"), date(2026, 11, 19))
    fields = [change.field for change in desk.do(queries.history, first)]
    assert {"occupation", "severity", "merged"} <= set(fields)
    (view,) = desk.do(queries.merges, None)
    name = next(each for each in view.chosen if each.fields == ("name",))
    assert (name.taken, name.kept, name.gone) == ("gone", ("Fatoumata Traoré",), ("Fatim Traoré",))
    assert next(each for each in view.chosen if each.fields == ("symptoms",)).taken == "both"
    assert (view.number, view.can_undo, view.by) == (made.number, True, "agent a-1")


def test_the_same_sample_and_the_same_exposure_of_both_are_one(desk: Desk) -> None:
    first, second = desk.report(), desk.report("Fatim Traoré")
    for case, result in ((first, "PENDING"), (second, "POSITIVE")):
        desk.contact(case, "Oumar Keïta", phone="+22370000001")
        sample = service.Sample("S-1", "NASAL_SWAB", taken_on=TODAY, result=result)
        desk.do(service.record_sample, case, sample, AGENT, TODAY, NOW)
    before = everything(desk.database)
    made = merged(desk, first, second)
    assert [each.result for each in desk.do(queries.samples, first)] == ["POSITIVE"]
    assert len(everything(desk.database)["exposure"]) == 1
    desk.do(service.undo_merge, made.number, AGENT, NOW)
    assert everything(desk.database) == before


def test_the_report_that_went_is_still_the_same_submission_and_its_reporters_own(desk: Desk) -> None:
    reporter = uuid.UUID(int=5)
    first = desk.report()
    second = desk.report("Fatim Traoré", submission_key="again", reporter_id=reporter)
    merged(desk, first, second)
    assert desk.report("Fatim Traoré", submission_key="again", reporter_id=reporter) == first
    assert desk.do(queries.own_report, reporter, date(2026, 1, 1)) == first


def test_who_erases_their_report_erases_the_merged_case_and_what_an_undo_would_need(desk: Desk) -> None:
    one, other = uuid.UUID(int=5), uuid.UUID(int=6)
    first = desk.report(reporter_id=one)
    made = merged(desk, first, desk.report("Fatim Traoré", reporter_id=other))
    assert desk.do(service.erase_reporter, other) == 1
    assert desk.do(queries.case_card, first).name is None
    (view,) = desk.do(queries.merges, None)
    assert (view.can_undo, view.chosen) == (False, ())
    with pytest.raises(Conflict, match="erased"):
        desk.do(service.undo_merge, made.number, AGENT, NOW)


def test_the_alert_that_one_report_was_taken_up_holds_for_both(desk: Desk) -> None:
    first, second = desk.report(), desk.report("Fatim Traoré")
    with desk.database.transaction() as session:
        taken = "UPDATE report_alert SET acknowledged_at = now(), acknowledged_by = gen_random_uuid() WHERE case_uuid ="
        session.execute(text(f'{taken} (SELECT id FROM "case" WHERE case_id = :case)'), {"case": second})
    before = everything(desk.database)
    made = merged(desk, first, second)
    with desk.database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM report_alert WHERE acknowledged_at IS NOT NULL")) == 1
    desk.do(service.undo_merge, made.number, AGENT, NOW)
    assert everything(desk.database) == before


def test_a_contact_who_is_reported_is_linked_to_their_case_and_unlinked_again(desk: Desk) -> None:
    source = desk.report("Moussa Sangaré", sex="MALE")
    contact = desk.contact(source, "Fatim Traoré", sex="FEMALE", age_years=30, occupation="FARMER")
    case = desk.report()
    before = everything(desk.database)
    made = merged(desk, case, contact, "link")
    assert desk.do(queries.contact_card, contact).status == "BECAME_CASE"
    with desk.database.transaction() as session:
        assert session.execute(text('SELECT was_contact, occupation FROM "case" WHERE case_id = :c'), {"c": case}).one() == (True, "FARMER")
    with pytest.raises(Conflict, match="is_a_case"):
        merged(desk, case, contact, "link")
    desk.do(service.undo_merge, made.number, AGENT, NOW)
    assert everything(desk.database) == before


def test_contacts_are_merged_with_their_exposures_and_entries(desk: Desk) -> None:
    one, two = desk.report("Moussa Sangaré", sex="MALE"), desk.report("Sira Koné")
    first = desk.contact(one, "Fatoumata Traoré", last_contact=date(2026, 11, 15))
    second = desk.contact(two, "Fatim Traoré", last_contact=date(2026, 11, 20), risk_level="3_HIGH", risk_reason="soignante")
    desk.do(service.enter_day, second, service.DayEntry(TODAY, "SEEN_OK", Decimal("37.2")), AGENT, TODAY, NOW)
    before = everything(desk.database)
    made = merged(desk, first, second, "contact")
    (contact,) = desk.do(queries.contacts_of, one)
    assert (contact.contact_id, contact.risk_level, contact.follow_up.first) == (first, "3_HIGH", date(2026, 11, 21))
    assert desk.do(queries.contact_card, second).contact_id == first
    assert desk.do(queries.follow_up_days, first, TODAY)[TODAY] == "SEEN_OK"
    desk.do(service.undo_merge, made.number, AGENT, NOW)
    assert everything(desk.database) == before


def test_contacts_of_two_different_cases_wait_until_the_cases_are_merged(desk: Desk) -> None:
    source = desk.report("Moussa Sangaré", sex="MALE")
    contacts = [desk.contact(source, name) for name in ("Fatoumata Traoré", "Fatim Traoré")]
    cases = [desk.do(service.become_case, each, ("fever",), AGENT, NOW).case_id for each in contacts]
    with pytest.raises(Conflict, match="two_cases"):
        merged(desk, *contacts, "contact")
    before = everything(desk.database)
    of_cases = merged(desk, *cases)
    of_contacts = merged(desk, *contacts, "contact")
    with pytest.raises(Conflict, match="later_merge"):
        desk.do(service.undo_merge, of_cases.number, AGENT, NOW)
    desk.do(service.undo_merge, of_contacts.number, AGENT, NOW)
    desk.do(service.undo_merge, of_cases.number, AGENT, NOW)
    assert everything(desk.database) == before


def test_what_was_done_since_survives_an_undo(desk: Desk) -> None:
    first, second = desk.report(onset_date=None), desk.report("Fatim Traoré", phone="+22376123456", locality="Wayerma")
    early = desk.contact(second, "Oumar Keïta")
    made = merged(desk, first, second)
    desk.do(service.amend, first, {"name": "Fatoumata Bintou Traoré"}, AGENT, TODAY, NOW)
    desk.do(service.verify, first, AGENT, NOW)
    late = desk.contact(first, "Sira Koné")
    desk.do(service.undo_merge, made.number, AGENT, NOW)
    ours, theirs = desk.do(queries.case_card, first), desk.do(queries.case_card, second)
    assert (ours.name, ours.phone, ours.onset_date, ours.verified) == ("Fatoumata Bintou Traoré", None, None, True)
    assert (theirs.case_id, theirs.name, theirs.phone, theirs.verified) == (second, "Fatim Traoré", "+22376123456", False)
    assert [each.contact_id for each in desk.do(queries.contacts_of, first)] == [late]
    assert [each.contact_id for each in desk.do(queries.contacts_of, second)] == [early]
    assert desk.do(queries.duplicates, None) == []
    assert [each.field for each in desk.do(queries.history, first)].count("merged") == 2


def test_what_cannot_be_merged_or_undone_says_why(desk: Desk) -> None:
    first, second = desk.report(), desk.report("Fatim Traoré")
    third = desk.report("Moussa Sangaré", sex="MALE")
    contact = desk.contact(first, "Fatim Traoré")
    near = desk.do(service.become_case, contact, ("fever",), AGENT, NOW).case_id
    for error, asked in (
        (BadReport, ("case", first, first)),
        (BadReport, ("people", first, second)),
        (NotFound, ("case", first, "CA-2026-999999-X")),
        (Conflict, ("case", first, near)),
    ):
        with pytest.raises(error):
            desk.do(service.merge, *asked, AGENT, NOW)
    with pytest.raises(BadReport):
        merged(desk, first, second, keep=third)
    with pytest.raises(NotAllowed):
        desk.do(service.merge, "case", first, second, ("system", None), NOW)
    with pytest.raises(NotFound):
        desk.do(service.undo_merge, 99, AGENT, NOW)
    made = merged(desk, first, second, keep=second)
    assert made.kept_id == second
    desk.do(service.undo_merge, made.number, AGENT, NOW)
    with pytest.raises(Conflict, match="undone"):
        desk.do(service.undo_merge, made.number, AGENT, NOW)


NAMES = st.sampled_from(["Fatoumata Traoré", "Fatim Traoré", "F. Traoré"])
SYMPTOMS = st.lists(st.sampled_from(["fever", "cough", "aches"]), unique=True, max_size=3).map(tuple)
CASES = st.fixed_dictionaries(
    {
        "name": NAMES,
        "phone": st.sampled_from([None, "+22376123456", "+22370000001"]),
        "age_band": st.sampled_from(["15-24", "25-34"]),
        "sex": st.sampled_from(["FEMALE", "UNKNOWN"]),
        "cercle": st.sampled_from([None, "ML-C-SIKASSO"]),
        "locality": st.sampled_from([None, "Wayerma"]),
        "symptoms": SYMPTOMS,
        "onset_date": st.sampled_from([None, date(2026, 11, 19), date(2026, 11, 20)]),
        "reporter_id": st.sampled_from([None, uuid.UUID(int=5), uuid.UUID(int=6)]),
    }
)
ACTS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(
            [
                "verify",
                "classify",
                "contact",
                "shared_contact",
                "sample",
                "amend",
                "infects",
                "infected",
                "taken_away",
                "entry",
                "converted",
            ]
        ),
    ),
    max_size=7,
)


def act(desk: Desk, case: str, what: str, source: str, step: int) -> None:
    """Something that happens to a case before the merge."""
    if what == "verify":
        desk.do(service.verify, case, AGENT, NOW + timedelta(minutes=step))
    elif what == "classify":
        desk.do(
            service.classify,
            case,
            "PROBABLE",
            definition="WHO",
            definition_on=TODAY,
            actor=AGENT,
            now=NOW + timedelta(minutes=step),
            reason="x",
        )
    elif what in ("contact", "entry", "converted"):
        contact = desk.contact(case, f"Oumar Keïta {'abcdefg'[step]}eni")
        if what == "entry":
            desk.do(service.enter_day, contact, service.DayEntry(TODAY, "SEEN_OK", Decimal("37.5")), AGENT, TODAY, NOW)
        elif what == "converted":
            desk.do(service.become_case, contact, ("fever",), AGENT, NOW)
    elif what == "shared_contact":
        desk.contact(case, "Sira Koné", phone="+22370000009")
    elif what == "sample":
        sample = service.Sample(f"S-{step % 2}", "NASAL_SWAB", taken_on=TODAY)
        desk.do(service.record_sample, case, sample, AGENT, TODAY, NOW)
    elif what == "amend":
        desk.do(service.amend, case, {"occupation": "FARMER", "conditions": ("DIABETES",)}, AGENT, TODAY, NOW, "dit par la famille")
    elif what == "taken_away":
        day = date(2026, 11, 1) + timedelta(days=step)
        desk.do(service.record_exposure, source, {"last_contact": day}, AGENT, TODAY, target_case_id=case)
        near = next(each for each in desk.do(queries.sources_of, case) if each.last_contact == day)
        desk.do(service.remove_exposure, near.exposure_id, "SOMEBODY_ELSE", AGENT, NOW)
    else:
        one, other = (case, source) if what == "infects" else (source, case)
        desk.do(service.record_exposure, one, {"last_contact": date(2026, 11, 10)}, AGENT, TODAY, target_case_id=other)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=CASES, other=CASES, acts=ACTS, keep=st.booleans())
def test_merge_then_undo_is_the_identity(
    desk: Desk, one: dict[str, Any], other: dict[str, Any], acts: Iterable[tuple[int, str]], keep: bool
) -> None:
    """Whatever the two cases hold and whatever happened to them, in any order: every row of every table, to the byte."""
    source = desk.report("Moussa Sangaré", sex="MALE")
    cases = [desk.report(**one), desk.report(**other)]
    for step, (which, what) in enumerate(acts):
        act(desk, cases[which], what, source, step)
    before = everything(desk.database)
    made = merged(desk, *cases, keep=cases[0] if keep else cases[1])
    after = everything(desk.database)
    assert len(after["case"]) == len(before["case"]) - 1
    assert len(after["contact"]) == len(before["contact"])
    assert len(after["case_change"]) == len(before["case_change"])
    desk.do(service.undo_merge, made.number, AGENT, NOW)
    assert everything(desk.database) == before
