"""The way of a version: every step legal or refused, kept, guarded by the database; rollback; validity."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from messages import queries, rules, service
from messages.errors import BadMessageFile, BadRecording, IllegalTransition, NoSuchVersion, NotADraft, OwnApproval
from messages.models import OfficialMessage, Transition
from tests.messages.samples import BAMBARA, MASKS, TODAY, bring, live, ogg

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = service.Text("Le masque", "Un texte.", "OMS", date(2023, 1, 13), date(2023, 1, 13))
WAY = {
    "draft": (),
    "in_review": ("in_review",),
    "approved": ("in_review", "approved"),
    "live": ("in_review", "approved", "live"),
    "withdrawn": ("withdrawn",),
}
STEPS = {
    "draft": service.send_back,
    "in_review": service.submit,
    "approved": service.approve,
    "live": service.publish,
    "withdrawn": service.withdraw,
}


def make(database, state="draft", content=TEXT, now=NOW):
    with database.transaction() as session:
        made = service.create(session, "masks", "fr", "citizen", content, "Awa")
        for step in WAY[state]:
            STEPS[step](session, made, "Moussa", **({"now": now} if step == "live" else {}))
        return made


def state_of(database, made):
    with database.transaction() as session:
        return session.get_one(OfficialMessage, made).state


@pytest.mark.parametrize(("before", "after"), [pair for pair in product(rules.STATES, repeat=2) if pair != ("live", "approved")])
def test_a_step_is_done_and_kept_where_it_is_legal_and_refused_where_not(database, before, after):
    made = make(database, before)
    with database.transaction() as session:
        steps = session.query(Transition).count()
    if rules.legal(before, after):
        with database.transaction() as session:
            STEPS[after](session, made, "Fanta", "parce que")
            last = session.scalars(select(Transition).order_by(Transition.id.desc())).first()
        assert (last.actor, last.from_state, last.to_state, last.comment) == ("Fanta", before, after, "parce que")
        assert state_of(database, made) == after
    else:
        with pytest.raises(IllegalTransition) as error, database.transaction() as session:
            STEPS[after](session, made, "Fanta")
        assert error.value.fields == {"from_state": before, "to_state": after}
        assert state_of(database, made) == before
        with database.transaction() as session:
            assert session.query(Transition).count() == steps


@pytest.mark.parametrize(("before", "after"), [pair for pair in product(rules.STATES, repeat=2) if pair[0] != pair[1]])
def test_the_database_allows_the_same_steps_as_the_rules(database, before, after):
    made = make(database, before)
    change = text("UPDATE official_message SET state = :state WHERE id = :id")
    if rules.legal(before, after):
        with database.transaction() as session:
            session.execute(change, {"state": after, "id": made})
    else:
        with pytest.raises(DBAPIError, match="does not go from"), database.transaction() as session:
            session.execute(change, {"state": after, "id": made})


@pytest.mark.parametrize("state", ["in_review", "approved", "live", "withdrawn"])
def test_what_left_draft_is_changed_neither_by_the_service_nor_in_the_database(database, state):
    made = make(database, state)
    with pytest.raises(NotADraft), database.transaction() as session:
        service.edit(session, made, replace(TEXT, text="Autre."), "Awa")
    for change in ("text = 'Autre.'", "source = 'moi'", "valid_to = '2030-01-01'", "recording_digest = NULL, title = 'X'", "author = 'X'"):
        with pytest.raises(DBAPIError, match="not changed"), database.transaction() as session:
            session.execute(text(f"UPDATE official_message SET {change} WHERE id = {made}"))
    with pytest.raises(DBAPIError, match="is kept"), database.transaction() as session:
        session.execute(text("DELETE FROM official_message_transition"))
    with pytest.raises(DBAPIError), database.transaction() as session:
        session.execute(text(f"DELETE FROM official_message WHERE id = {made}"))


def test_who_approved_is_not_changed(database):
    made = make(database, "approved")
    with pytest.raises(DBAPIError, match="who approved"), database.transaction() as session:
        session.execute(text(f"UPDATE official_message SET approved_by = 'X' WHERE id = {made}"))


def test_a_draft_is_edited_and_who_edits_it_is_its_author(database):
    made = make(database)
    with database.transaction() as session:
        service.edit(session, made, replace(TEXT, text="Autre.", recording=ogg(3)), "Fanta")
        found = queries.version(session, made)
    assert (found.text, found.draft, found.recording_seconds) == ("Autre.", True, 3.0)
    with database.transaction() as session:
        assert queries.recording(session, found.recording) == ogg(3)
        assert queries.recording(session, "0" * 64) is None
        assert queries.version(session, 999_999) is None


@pytest.mark.parametrize(
    ("content", "error"), [(replace(TEXT, text="{nothing}"), BadMessageFile), (replace(TEXT, recording=b"mp3"), BadRecording)]
)
def test_a_draft_that_cannot_be_said_is_refused(database, content, error):
    with pytest.raises(error):
        make(database, content=content)
    with database.transaction() as session:
        assert queries.versions(session, "masks", "fr") == []


@pytest.mark.parametrize("name", ["Awa", " awa "])
def test_who_wrote_a_text_does_not_approve_it_unless_the_deployment_says_so(database, name):
    made = make(database, "in_review")
    with pytest.raises(OwnApproval), database.transaction() as session:
        service.approve(session, made, name)
    assert state_of(database, made) == "in_review"
    with database.transaction() as session:
        service.approve(session, made, name, own=True)
    assert state_of(database, made) == "approved"


def test_one_version_is_live_the_database_holds_to_it(database):
    first, second = make(database, "live"), make(database, "approved")
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.execute(text(f"UPDATE official_message SET state = 'live' WHERE id = {second}"))
    with database.transaction() as session:
        service.publish(session, second, "Fanta")
    assert [state_of(database, each) for each in (first, second)] == ["approved", "live"]


def test_another_audience_or_language_has_a_live_version_of_its_own(database):
    bring(database, MASKS, replace(MASKS, audience="case", text="Pour vous."), replace(BAMBARA, state="live", approved_by="x"))
    assert live(database, audience="case").text == "Pour vous."
    assert live(database, audience="contact").text == MASKS.text
    assert live(database, "bm", audience="case").text == BAMBARA.text


def test_going_back_is_one_action_and_can_be_done_again(database):
    for number in (1, 2, 3):
        make(database, "live", replace(TEXT, text=f"Version {number}."), NOW + timedelta(hours=number))
    for expected in (2, 1):
        with database.transaction() as session:
            assert service.roll_back(session, "masks", "fr", "citizen", "Fanta", "erreur") == expected
        assert live(database).text == f"Version {expected}."
    with pytest.raises(NoSuchVersion), database.transaction() as session:
        service.roll_back(session, "masks", "fr", "citizen", "Fanta")
    assert live(database).text == "Version 1."
    with database.transaction() as session:
        steps = session.execute(select(Transition.actor, Transition.comment).where(Transition.actor == "Fanta")).all()
    assert len(steps) == 4
    assert all(step.comment == "erreur" for step in steps)


def test_what_expired_is_not_gone_back_to(database):
    make(database, "live", replace(TEXT, valid_to=TODAY - timedelta(days=1)))
    make(database, "live", replace(TEXT, text="Version 2."))
    with pytest.raises(NoSuchVersion), database.transaction() as session:
        service.roll_back(session, "masks", "fr", "citizen", "Fanta", now=NOW)
    assert live(database).text == "Version 2."


def test_with_nothing_live_there_is_nothing_to_go_back_from(database):
    make(database, "approved")
    with pytest.raises(NoSuchVersion), database.transaction() as session:
        service.roll_back(session, "masks", "fr", "citizen", "Fanta")


def test_an_unknown_version_is_told(database):
    with pytest.raises(NoSuchVersion), database.transaction() as session:
        service.submit(session, 999_999, "Fanta")


def test_the_history_of_a_version_has_no_gap(database):
    made = make(database, "live")
    with database.transaction() as session:
        service.withdraw(session, made, "Fanta")
        steps = session.scalars(select(Transition).where(Transition.message_id == made).order_by(Transition.id)).all()
    assert [step.to_state for step in steps] == ["draft", "in_review", "approved", "live", "withdrawn"]
    assert all(before.to_state == after.from_state for before, after in pairwise(steps))


# What may be sent on a day


def test_a_draft_is_shown_only_where_drafts_are_and_says_that_it_is_one(database):
    bring(database, MASKS, BAMBARA)
    assert live(database, "bm").locale == "fr"
    shown = live(database, "bm", drafts=True)
    assert (shown.locale, shown.draft) == ("bm", True)
    assert not live(database).draft


@pytest.mark.parametrize(
    ("on", "there"), [(date(2023, 1, 12), False), (date(2023, 1, 13), True), (date(2024, 1, 1), True), (date(2024, 1, 2), False)]
)
def test_a_message_holds_from_its_first_to_its_last_day(database, on, there):
    bring(database, replace(MASKS, valid_to=date(2024, 1, 1)))
    assert (live(database, on=on) is not None) is there


def test_when_the_live_version_expired_the_one_before_it_is_sent_then_french_then_nothing(database):
    confirmed = replace(BAMBARA, state="live", approved_by="x", valid_to=TODAY + timedelta(days=10))
    bring(database, replace(MASKS, valid_to=TODAY + timedelta(days=20)), confirmed)
    bring(database, replace(confirmed, text="Maski kura. {hotline}", valid_to=TODAY))
    days = [TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=11), TODAY + timedelta(days=21)]
    shown = [live(database, "bm", on=day, drafts=True) for day in days]
    assert [each and (each.locale, each.version) for each in shown] == [("bm", 2), ("bm", 1), ("fr", 1), None]


def test_a_version_that_begins_later_leaves_the_one_before_it_until_then(database):
    bring(database, MASKS)
    bring(database, replace(MASKS, text="Dès décembre.", valid_from=date(2026, 12, 1)))
    assert [live(database, on=day).text for day in (date(2026, 11, 30), date(2026, 12, 1))] == [MASKS.text, "Dès décembre."]


@pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
def test_what_was_never_published_is_not_sent(database, state):
    make(database, state)
    assert live(database) is None


def test_a_draft_older_than_what_was_published_is_not_shown_again(database):
    make(database)
    make(database, "live", replace(TEXT, text="En vigueur.", valid_to=TODAY))
    assert live(database, on=TODAY + timedelta(days=1), drafts=True) is None
