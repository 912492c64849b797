"""`assa messages`: import with what it did, export, status, and the way of a text, from the command line."""

import pytest
from click.testing import CliRunner

from assa.cli import main
from messages import queries
from messages.files import render, write_folder
from tests.messages.samples import BAMBARA, MASKS, TODAY, ogg


@pytest.fixture
def run(settings, database, monkeypatch):
    """The command line on the tests' database."""
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ASSA_SECRET_KEY", settings.secret_key.get_secret_value())
    monkeypatch.setenv("ASSA_DATA_DIR", str(settings.data_dir))
    return lambda *arguments: CliRunner().invoke(main, ["messages", *arguments])


@pytest.fixture
def folder(tmp_path):
    write_folder([MASKS, BAMBARA], tmp_path)
    return tmp_path


def states(database, locale):
    with database.transaction() as session:
        return [(version.version, version.state) for version in queries.versions(session, "masks", locale)]


def test_an_import_says_what_it_did_by_file_and_a_dry_run_does_nothing(run, database, folder):
    expected = (
        "fr/messages/masks                            version 1   added, live\n"
        "bm/messages/masks                            version 1   added, draft\n"
    )
    result = run("import", str(folder), "--dry-run")
    assert result.output.startswith(f"{expected}would be 2 added or changed, 0 unchanged, ")
    assert states(database, "fr") == []
    assert run("import", str(folder)).output.startswith(f"{expected}2 added or changed, 0 unchanged, ")
    assert run("import", str(folder)).output == "0 added or changed, 2 unchanged, 0 facts changed\n"


def test_a_bad_file_is_named_with_its_field_and_nothing_is_imported(run, database, folder):
    path = folder / "bm" / "messages" / "masks.md"
    path.write_text(render(BAMBARA).replace("valid_from: 2023-01-13", "valid_from: demain"), encoding="utf-8")
    result = run("import", str(folder))
    assert result.exit_code == 1
    assert "path: bm/messages/masks.md problem: bad_value key: valid_from" in result.output
    assert states(database, "fr") == []


def test_a_text_goes_its_way_and_back(run, database, folder):
    run("import", str(folder))
    on_bambara = ("masks", "--locale", "bm", "--by")
    assert run("publish", *on_bambara, "Awa").exit_code == 1
    assert run("review", *on_bambara, "Awa").output == "bm/masks version 1 is in review\n"
    assert run("approve", *on_bambara, "Moussa", "--comment", "bien").output == "bm/masks version 1 is approved\n"
    assert run("publish", *on_bambara, "Moussa").output == "bm/masks version 1 is live\n"
    assert "nothing to go back to" in run("rollback", *on_bambara, "Moussa").output
    assert run("withdraw", *on_bambara, "Moussa").output == "bm/masks version 1 is withdrawn\n"
    assert states(database, "bm") == [(1, "withdrawn")]


def test_going_back_is_one_command(run, database, folder):
    run("import", str(folder))
    path = folder / "fr" / "messages" / "masks.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Portez-le.", "Portez-le bien."), encoding="utf-8")
    run("import", str(folder))
    assert states(database, "fr") == [(2, "live"), (1, "approved")]
    assert run("rollback", "masks", "--by", "Moussa").output == "fr/masks version 1 is live again\n"
    assert states(database, "fr") == [(2, "withdrawn"), (1, "live")]


@pytest.mark.parametrize(("setting", "code"), [("false", 1), ("true", 0)])
def test_an_author_approves_where_the_deployment_says_so(run, database, tmp_path, monkeypatch, setting, code):
    monkeypatch.setenv("ASSA_OWN_APPROVAL", setting)
    path = tmp_path / "bm" / "messages" / "masks.md"
    path.parent.mkdir(parents=True)
    path.write_text(render(BAMBARA).replace("state: draft", "state: draft\nauthor: Awa"), encoding="utf-8")
    run("import", str(tmp_path))
    run("review", "masks", "--locale", "bm", "--by", "Awa")
    result = run("approve", "masks", "--locale", "bm", "--by", "Awa")
    assert result.exit_code == code
    assert ("own_approval" in result.output) is (code == 1)


def test_an_export_can_be_imported_again(run, database, tmp_path):
    write_folder([MASKS, BAMBARA], tmp_path / "in")
    (tmp_path / "in/bm/messages/masks.ogg").write_bytes(ogg(2))
    path = tmp_path / "in/bm/messages/masks.md"
    path.write_text(path.read_text(encoding="utf-8").replace("state: draft", "state: draft\nrecording: masks.ogg"), encoding="utf-8")
    run("import", str(tmp_path / "in"))
    assert run("export", str(tmp_path / "out")).output.startswith("2 versions and ")
    assert (tmp_path / "out/bm/messages/masks.ogg").read_bytes() == ogg(2)
    assert run("import", str(tmp_path / "out")).output == "0 added or changed, 2 unchanged, 0 facts changed\n"


def test_a_fact_changes_from_a_day_on_once_another_person_approves(run, database, folder):
    run("import", str(folder))
    proposed = run("fact", "hotline", "12345", "--from", f"{TODAY}", "--source", "test", "--by", "Awa")
    assert proposed.output == f"proposal 1: hotline is 12345 from {TODAY}, once another person approves it\n"
    listed = run("facts").output
    assert "hotline: 36061\n" in listed
    assert f"proposal 1: hotline is 12345 from {TODAY} (was 36061), by Awa: test\n" in listed
    assert run("approve-fact", "1", "--by", "Awa").output == "Error: own_approval\n"
    assert run("approve-fact", "1", "--by", "Moussa").output == "proposal 1 is approved\n"
    with database.transaction() as session:
        assert queries.facts(session, TODAY)["hotline"] == "12345"
    assert run("refuse-fact", "1", "--by", "Moussa", "--comment", "x").exit_code == 1
    assert run("fact", "hotlin", "1", "--from", f"{TODAY}", "--source", "test", "--by", "Awa").exit_code == 1


def test_the_status_is_by_language(run, database, folder):
    run("import", str(folder))
    lines = run("status").output.splitlines()
    assert lines[0].split() == ["language", "live", "draft", "missing", "expiring", "changed"]
    assert lines[1].split()[:3] == ["Français", "1", "0"]
    assert lines[2].split()[:3] == ["Bamanankan", "0", "1"]
