"""What editors see: each topic in each language, what ends soon, and the steps of a version."""

from dataclasses import replace
from datetime import date

import pytest

from messages import service
from messages.coverage import Cell, coverage, expiring
from messages.errors import NoSuchVersion
from messages.history import detail
from tests.messages.samples import BAMBARA, MASKS, TODAY, bring, ogg


def cells(database, topics=("masks",), locales=("fr", "bm", "ff")):
    with database.transaction() as session:
        return coverage(session, list(topics), list(locales), TODAY)


def new_version(database, locale="fr", text="Un autre texte."):
    with database.transaction() as session:
        return service.create(session, "masks", locale, "citizen", service.Text("M", text, "OMS", TODAY, TODAY), "Awa")


def test_a_topic_is_live_in_one_language_a_draft_in_another_and_missing_in_a_third(database):
    bring(database, MASKS, replace(BAMBARA, recording="masks.ogg", recording_content=ogg(3)))
    [[fr, bm, ff]] = cells(database)
    assert (fr.state, fr.version, fr.waiting, fr.changed, fr.recording) == ("live", 1, None, False, False)
    assert (bm.state, bm.changed, bm.recording) == ("draft", False, True)
    assert ff == Cell("masks", "ff")


def test_a_newer_draft_waits_behind_what_is_live_and_the_french_it_changes_shows_once_live(database):
    bring(database, MASKS, BAMBARA)
    made = new_version(database)
    [[fr, bm, _]] = cells(database)
    assert (fr.state, fr.version, fr.waiting, bm.changed) == ("live", 1, "draft", False)
    with database.transaction() as session:
        service.submit(session, made, "Awa")
        service.approve(session, made, "Moussa")
        service.publish(session, made, "Moussa")
    [[fr, bm, _]] = cells(database)
    assert (fr.version, fr.waiting, bm.changed) == (2, None, True)


@pytest.mark.parametrize(
    ("last", "soon"), [(None, False), (date(2026, 12, 23), True), (date(2026, 12, 24), False), (date(2026, 1, 1), True)]
)
def test_what_ends_within_thirty_days_is_listed(database, last, soon):
    bring(database, replace(MASKS, valid_to=last), replace(BAMBARA, valid_to=date(2026, 12, 1)))
    with database.transaction() as session:
        found = expiring(session, TODAY)
    assert [(row.topic, row.locale, row.expires) for row in found] == ([("masks", "fr", last)] if soon else []), "a draft is not live"
    assert cells(database)[0][0].expiring is soon


def test_a_version_tells_each_step_it_went(database):
    bring(database, MASKS)
    made = new_version(database)
    with database.transaction() as session:
        service.submit(session, made, "Awa", "à relire")
        service.send_back(session, made, "Moussa", "trop long")
    with database.transaction() as session:
        told = detail(session, made)
        with pytest.raises(NoSuchVersion):
            detail(session, made + 1000)
    assert (told.state, told.author, told.approved_by, told.official.text) == ("draft", "Awa", None, "Un autre texte.")
    assert [(s.by, s.from_state, s.to_state, s.comment) for s in told.steps] == [
        ("Awa", None, "draft", ""),
        ("Awa", "draft", "in_review", "à relire"),
        ("Moussa", "in_review", "draft", "trop long"),
    ]
