"""`assa duplicates` as an operator types it."""

import pytest
from click.testing import CliRunner

from assa.cli import main
from contact_tracing import service
from core.database import Database
from core.settings import Settings


@pytest.fixture
def run(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url or "")
    monkeypatch.setenv("ASSA_SECRET_KEY", "a key for tests")
    return lambda *words: CliRunner().invoke(main, ["duplicates", *words])


def report(database: Database, name: str) -> str:
    told = service.CaseReport(
        submission_key=name, reporter_id=None, channel="telegram", subject="other", name=name, age_band="25-34", sex="FEMALE",
        region="ML-SIKASSO", cercle="ML-C-SIKASSO", symptoms=("fever",), exposure="unknown",
    )  # fmt: skip
    with database.transaction() as session:
        return service.report_case(session, told).case_id


def test_listed_without_names_merged_undone_and_told_apart(run, database: Database) -> None:
    one, other = report(database, "Fatoumata Traoré"), report(database, "Fatim Traoré")
    listed = run("list", "--search").output
    assert one in listed
    assert "name_like, age, sex, cercle" in listed
    assert "Traor" not in listed
    merged = run("merge", "case", one, other, "--by", "Dr Sidibé")
    assert f"{one} holds {other}" in merged.output
    assert run("list").output == ""
    assert "can be undone" in run("merges").output
    assert "are two again" in run("undo", "1", "--by", "Dr Sidibé").output
    refused = run("undo", "1", "--by", "Dr Sidibé")
    assert (refused.exit_code, "undone" in refused.output) == (1, True)
    assert run("distinct", "case", one, other, "--by", "Dr Sidibé").output == "known\n"
    wrong = run("merge", "case", one, "CA-2026-000099-X", "--by", "Dr Sidibé")
    assert (wrong.exit_code, "no_such_case" in wrong.output) == (1, True)
