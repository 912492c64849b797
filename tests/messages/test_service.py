"""The live store: versions, validity, drafts, facts by day; a bad file is refused whole."""

from dataclasses import replace
from datetime import date

import pytest

from messages import queries, service
from messages.errors import BadMessageFile
from messages.files import FactRow, MessageFile, digest, parse

TODAY = date(2026, 11, 23)
HOTLINE = FactRow("hotline", "36061", date(2020, 2, 1), None, "ministère")
MASKS = MessageFile(
    "masks", "fr", "Le masque", "approved", "OMS", date(2023, 1, 13), date(2023, 1, 13), "Portez-le. {hotline}", approved_by="rédaction"
)
BAMBARA = replace(MASKS, locale="bm", status="draft", approved_by=None, text="Maski don. {hotline}", translated_from=digest(MASKS.text))


def bring(database, *files, facts=(HOTLINE,)):
    with database.transaction() as session:
        return service.import_all(session, list(files), list(facts))


def live(database, locale="fr", on=TODAY, **kwargs):
    with database.transaction() as session:
        return queries.live(session, "masks", locale, on=on, **kwargs)


def test_importing_twice_changes_nothing(database):
    assert bring(database, MASKS) == service.Imported(1, 0, 1)
    assert bring(database, MASKS) == service.Imported(0, 1, 0)


def test_a_changed_file_is_the_next_version_and_the_old_one_stays(database):
    bring(database, MASKS)
    bring(database, replace(MASKS, text="Portez-le bien."))
    assert live(database).text == "Portez-le bien."
    with database.transaction() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM official_message").scalar() == 2


def test_a_draft_is_shown_only_where_drafts_are_and_says_that_it_is_one(database):
    bring(database, MASKS, BAMBARA)
    assert live(database, "bm") is None
    assert live(database, "bm", drafts=True).draft
    assert not live(database).draft


@pytest.mark.parametrize(
    ("on", "there"), [(date(2023, 1, 12), False), (date(2023, 1, 13), True), (date(2024, 1, 1), True), (date(2024, 1, 2), False)]
)
def test_a_message_holds_from_its_first_to_its_last_day(database, on, there):
    bring(database, replace(MASKS, valid_to=date(2024, 1, 1)))
    assert (live(database, on=on) is not None) is there


def test_a_withdrawn_message_gives_way_to_the_version_before(database):
    bring(database, MASKS)
    bring(database, replace(MASKS, status="withdrawn", text="Faux."))
    assert live(database).text == MASKS.text


def test_a_text_with_an_unknown_fact_is_refused_and_nothing_is_imported(database):
    with pytest.raises(BadMessageFile) as error:
        bring(database, MASKS, replace(BAMBARA, text="{no_such_fact}"))
    assert error.value.fields["key"] == "no_such_fact"
    assert live(database) is None


def test_of_two_facts_the_one_that_holds_on_the_day_is_taken(database):
    rows = [FactRow("days", "14", date(2020, 1, 1), date(2022, 12, 31), "x"), FactRow("days", "10", date(2023, 1, 1), None, "x")]
    bring(database, facts=rows)
    with database.transaction() as session:
        found = [queries.facts(session, day).get("days") for day in (date(2019, 1, 1), date(2022, 12, 31), date(2023, 1, 1))]
    assert found == [None, "14", "10"]


def test_the_status_counts_what_is_live_draft_missing_expiring_and_behind(database):
    bring(database, replace(MASKS, text="Nouveau texte.", valid_to=date(2026, 12, 1)), BAMBARA)
    with database.transaction() as session:
        french, bambara = queries.status(session, ["masks", "food"], ["fr", "bm"], TODAY)
    assert french == queries.LocaleStatus("fr", live=1, draft=0, missing=1, expiring=1, changed=0)
    assert bambara == queries.LocaleStatus("bm", live=0, draft=1, missing=1, expiring=0, changed=1)


def test_what_is_exported_is_what_was_imported(database):
    bring(database, MASKS, BAMBARA)
    with database.transaction() as session:
        assert sorted(service.export_all(session), key=lambda f: f.locale) == [BAMBARA, MASKS]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("no front matter", "missing_front_matter"),
        ("---\ntopic: x\n---\ntext", "missing_key"),
        (
            "---\ntopic: x\nlocale: fr\ntitle: X\nstatus: approved\nsource: O\nsource_date: 2023-01-01\nvalid_from: 2023-01-01\n---\nx",
            "missing_key",
        ),
        (
            "---\ntopic: x\nlocale: fr\ntitle: X\nstatus: live\nsource: OMS\nsource_date: 2023-01-01\nvalid_from: 2023-01-01\n---\nx",
            "bad_value",
        ),
        ("---\ntopic: x\nlocale: fr\ntitle: X\nstatus: draft\nsource: OMS\nsource_date: hier\nvalid_from: 2023-01-01\n---\nx", "bad_value"),
        (
            "---\ntopic: x\nlocale: fr\ntitle: X\nstatus: draft\nsource: O\nsource_date: 2023-01-01\nvalid_from: 2023-01-01\nz: 1\n---\nx",
            "unknown_key",
        ),
    ],
)
def test_a_bad_file_is_told_what_is_wrong(content, problem):
    with pytest.raises(BadMessageFile) as error:
        parse(content, "fr/messages/x.md")
    assert (error.value.fields["path"], error.value.fields["problem"]) == ("fr/messages/x.md", problem)
