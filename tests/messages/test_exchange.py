"""Import and export: versions, facts by day, states told by files; a bad file is refused whole."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from messages import exchange, queries, service
from messages.errors import BadMessageFile
from messages.files import FactRow, parse, read_folder, write_folder
from messages.models import OfficialMessage, Recording, Transition
from messages.status import LocaleStatus, status
from tests.messages.samples import BAMBARA, MASKS, TODAY, bring, live, ogg


def test_importing_twice_changes_nothing(database):
    assert bring(database, MASKS) == exchange.Imported((exchange.Row("fr/messages/masks", 1, "added", "live"),), 1)
    assert bring(database, MASKS) == exchange.Imported((exchange.Row("fr/messages/masks", 1, "unchanged", "live"),), 0)


def test_a_changed_file_is_the_next_version_and_the_old_one_stays_as_it_was(database):
    bring(database, MASKS)
    bring(database, replace(MASKS, text="Portez-le bien."))
    assert live(database).text == "Portez-le bien."
    with database.transaction() as session:
        assert [(v.version, v.state) for v in queries.versions(session, "masks", "fr")] == [(2, "live"), (1, "approved")]


def test_a_file_never_takes_the_place_of_a_text_that_people_put_live(database):
    bring(database, replace(MASKS, origin="service"))
    done = bring(database, replace(MASKS, text="Portez-le bien."))
    assert (done.rows[0].did, done.rows[0].state) == ("added", "approved")
    assert live(database).text == MASKS.text


def test_a_file_that_says_what_an_older_version_said_changes_nothing_and_tells(database):
    bring(database, MASKS)
    bring(database, replace(MASKS, text="Portez-le bien."))
    assert bring(database, MASKS).rows[0].did == "older"
    assert live(database).text == "Portez-le bien."


def test_a_file_may_tell_that_a_draft_was_approved_and_by_whom(database):
    bring(database, MASKS, BAMBARA)
    done = bring(database, replace(BAMBARA, state="live", approved_by="DRS Mopti"))
    assert done.rows[0].did == "changed"
    assert live(database, "bm").draft is False
    with database.transaction() as session:
        steps = session.execute(select(Transition.to_state, Transition.actor).order_by(Transition.id)).all()
    assert steps[-3:] == [("in_review", "DRS Mopti"), ("approved", "DRS Mopti"), ("live", "DRS Mopti")]


def test_a_file_may_tell_that_a_text_is_withdrawn_and_an_old_file_does_not_bring_it_back(database):
    bring(database, MASKS)
    bring(database, replace(MASKS, state="withdrawn"))
    assert live(database) is None
    bring(database, MASKS)
    assert live(database) is None


def test_a_text_with_an_unknown_fact_is_refused_and_nothing_is_imported(database):
    with pytest.raises(BadMessageFile) as error:
        bring(database, MASKS, replace(BAMBARA, text="{no_such_fact}"))
    assert error.value.fields == {"path": "bm/messages/masks.md", "problem": "unknown_fact", "key": "no_such_fact"}
    assert live(database) is None


def test_two_files_of_one_version_are_refused(database):
    with pytest.raises(BadMessageFile) as error:
        bring(database, MASKS, replace(MASKS, text="Autre."))
    assert error.value.fields["problem"] == "two_files"


def test_of_two_facts_the_one_that_holds_on_the_day_is_taken(database):
    rows = [FactRow("days", "14", date(2020, 1, 1), date(2022, 12, 31), "x"), FactRow("days", "10", date(2023, 1, 1), None, "x")]
    bring(database, facts=rows)
    with database.transaction() as session:
        found = [queries.facts(session, day).get("days") for day in (date(2019, 1, 1), date(2022, 12, 31), date(2023, 1, 1))]
    assert found == [None, "14", "10"]


def test_the_status_counts_what_is_live_draft_missing_expiring_and_behind(database):
    bring(database, replace(MASKS, text="Nouveau texte.", valid_to=date(2026, 12, 1)), BAMBARA)
    with database.transaction() as session:
        french, bambara = status(session, ["masks", "food"], ["fr", "bm"], TODAY)
    assert french == LocaleStatus("fr", live=1, draft=0, missing=1, expiring=1, changed=0)
    assert bambara == LocaleStatus("bm", live=0, draft=1, missing=1, expiring=0, changed=1)


def test_the_status_of_what_expired_is_missing(database):
    bring(database, replace(MASKS, valid_to=date(2026, 11, 22)))
    with database.transaction() as session:
        (french,) = status(session, ["masks"], ["fr"], TODAY)
    assert (french.live, french.missing) == (0, 1)


def _contents(database):
    """All rows, without their numbers in the database."""
    with database.transaction() as session:
        messages = session.scalars(
            select(OfficialMessage).order_by(
                OfficialMessage.locale, OfficialMessage.topic, OfficialMessage.audience, OfficialMessage.version
            )
        ).all()
        columns = [c.key for c in OfficialMessage.__table__.columns if c.key != "id"]
        steps = session.scalars(select(Transition).order_by(Transition.id)).all()
        return (
            [[getattr(row, key) for key in columns] for row in messages],
            {
                m.version: [(s.at, s.actor, s.from_state, s.to_state, s.comment) for s in steps if s.message_id == m.id]
                for m in messages
                if m.audience == "citizen" and m.locale == "fr"
            },
            sorted((r.digest, r.content, r.seconds) for r in session.scalars(select(Recording))),
            exchange.export_facts(session),
        )


def test_exported_and_imported_into_an_empty_store_every_row_is_equal(database, tmp_path):
    bring(database, MASKS, BAMBARA, replace(MASKS, audience="case", text="Restez masqué. {hotline}", valid_to=date(2027, 1, 1)))
    with database.transaction() as session:
        content = service.Text(
            "Le masque", "Nouveau. {hotline}", "OMS, 2024", date(2024, 1, 1), date(2024, 1, 1), date(2027, 5, 1), None, ["hotline"], ogg(2)
        )
        made = service.create(session, "masks", "fr", "citizen", content, "Awa")
        service.submit(session, made, "Awa", "à relire")
        service.approve(session, made, "Moussa")
        service.publish(session, made, "Moussa", now=datetime(2026, 11, 1, tzinfo=UTC))
        service.create(session, "masks", "fr", "citizen", replace(content, text="Encore : « {hotline} »"), "Awa")
        service.set_fact(session, "hotline", "36062", date(2026, 12, 1), "ministère, 2026")
    before = _contents(database)
    with database.transaction() as session:
        assert write_folder(exchange.export_all(session), tmp_path) == 5
        facts = exchange.export_facts(session)
        names = ", ".join(t.name for t in (Transition.__table__, OfficialMessage.__table__, Recording.__table__))
        session.connection().exec_driver_sql(f"TRUNCATE {names}, official_fact CASCADE")
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*"))
    assert names == [f"{n}" for n in (
        "bm/messages/masks.md", "fr/messages/masks.case.md", "fr/messages/masks.md", "fr/messages/masks.ogg",
        "fr/messages/masks.v1.md", "fr/messages/masks.v3.md", "fr/messages/masks.v3.ogg",
    )]  # fmt: skip
    bring(database, *read_folder(tmp_path), facts=facts)
    assert _contents(database) == before


@pytest.mark.parametrize(
    ("content", "problem", "key"),
    [
        ("no front matter", "missing_front_matter", None),
        ("---\ntopic: x\nstatus: draft\n---\ntext", "missing_key", "locale"),
        ("---\ntopic: [\n---\ntext", "not_yaml", None),
        ("---\n- a\n---\ntext", "missing_front_matter", None),
        ("{front}status: approved\n---\nx", "missing_key", "approved_by"),
        ("{front}state: live\n---\nx", "missing_key", "approved_by"),
        ("{front}\n---\nx", "missing_key", "status"),
        ("{front}status: live\n---\nx", "bad_value", "status"),
        ("{front}state: sent\n---\nx", "bad_value", "state"),
        ("{front}status: draft\nvalid_to: demain\n---\nx", "bad_value", "valid_to"),
        ("{front}status: draft\naudience: everybody\n---\nx", "bad_value", "audience"),
        ("{front}status: draft\nversion: -1\n---\nx", "bad_value", "version"),
        ("{front}status: draft\nnext: masks\n---\nx", "bad_value", "next"),
        ("{front}status: draft\nrecording: ../../etc/x.ogg\n---\nx", "bad_value", "recording"),
        ("{front}status: draft\nhistory: [{at: hier, by: A, to: draft}]\n---\nx", "bad_value", "history"),
        ("{front}status: draft\npublished_at: hier\n---\nx", "bad_value", "published_at"),
        ("{front}status: draft\nz: 1\n---\nx", "unknown_key", "z"),
        ("{front}status: draft\n---\n\n", "missing_key", "text"),
    ],
)
def test_a_bad_file_is_told_what_is_wrong_and_in_which_field(content, problem, key):
    front = "---\ntopic: x\nlocale: fr\ntitle: X\nsource: OMS\nsource_date: 2023-01-01\nvalid_from: 2023-01-01\n"
    with pytest.raises(BadMessageFile) as error:
        parse(content.replace("{front}", front), "fr/messages/x.md")
    assert (error.value.fields["path"], error.value.fields["problem"], error.value.fields.get("key")) == ("fr/messages/x.md", problem, key)


@pytest.mark.parametrize(("content", "problem"), [(None, "missing_recording"), (b"RIFF....WAVE", "bad_recording")])
def test_a_recording_that_is_missing_or_no_opus_is_told(tmp_path, content, problem):
    write_folder([replace(MASKS, recording="masks.ogg", recording_content=ogg(1))], tmp_path)
    path = tmp_path / "fr/messages/masks.ogg"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(BadMessageFile) as error:
        read_folder(tmp_path)
    assert (error.value.fields["path"], error.value.fields["problem"], error.value.fields["key"]) == (
        "fr/messages/masks.md", problem, "recording",
    )  # fmt: skip


def test_a_file_in_the_folder_of_another_language_is_refused(tmp_path):
    write_folder([MASKS], tmp_path)
    (tmp_path / "fr").rename(tmp_path / "bm")
    with pytest.raises(BadMessageFile) as error:
        read_folder(tmp_path)
    assert error.value.fields["key"] == "locale"
