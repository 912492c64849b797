"""`assa messages to-translate|translated` and `assa nlu examples`, from the command line."""

from datetime import date

import pytest
from click.testing import CliRunner

from assa.cli import main
from messages import queries
from messages.questions import examples
from tests.messages.samples import BAMBARA, MASKS, bring


@pytest.fixture
def run(settings, database, monkeypatch):
    """The command line on the tests' database."""
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ASSA_SECRET_KEY", settings.secret_key.get_secret_value())
    monkeypatch.setenv("ASSA_DATA_DIR", str(settings.data_dir))
    return lambda *arguments: CliRunner().invoke(main, arguments)


def test_a_catalog_goes_out_and_comes_back_as_a_draft(run, database, tmp_path):
    bring(database, MASKS, BAMBARA)
    file = tmp_path / "bm.po"
    assert run("messages", "to-translate", "bm", str(file)).output == f"written: {file}\n"
    assert run("messages", "translated", "bm", str(file), "--by", "Awa").output == "0 drafts, 1 unchanged\n"
    file.write_text(file.read_text("utf-8").replace("Maski don", "Maski siri"), encoding="utf-8")
    assert run("messages", "translated", "bm", str(file), "--by", "Awa").output == "bm/masks: draft\n1 drafts, 0 unchanged\n"
    with database.transaction() as session:
        assert [(v.state, v.author) for v in queries.versions(session, "masks", "bm")] == [("draft", "Awa")]


def test_a_bad_entry_is_named(run, database, tmp_path):
    bring(database, MASKS, BAMBARA)
    file = tmp_path / "bm.po"
    run("messages", "to-translate", "bm", str(file))
    file.write_text(file.read_text("utf-8").replace("Maski don. {hotline}", "Maski don."), encoding="utf-8")
    result = run("messages", "translated", "bm", str(file), "--by", "Awa")
    assert result.exit_code == 1
    assert result.output == "Error: masks/text: placeholders\n"


def test_proposed_sentences_are_written_by_language(run, database, tmp_path):
    with database.transaction() as session:
        examples.propose(session, "faut il un masque", "masks", "fr", "Awa", date(2026, 11, 23))
    assert run("nlu", "examples", str(tmp_path)).output == f"{tmp_path / 'fr' / 'proposed.yml'}\n"
    assert "- faut il un masque" in (tmp_path / "fr" / "proposed.yml").read_text("utf-8")
