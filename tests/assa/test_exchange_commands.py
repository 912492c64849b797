"""`assa import` and `assa export` as an operator types them."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from assa.cli import main
from contact_tracing.models import Case
from core.database import Database
from core.settings import Settings

CASE = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def run(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url or "")
    monkeypatch.setenv("ASSA_SECRET_KEY", "a key for tests")
    return lambda *words: CliRunner().invoke(main, list(words))


def how_many(database: Database) -> int:
    with database.transaction() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_go_datas_files_in_and_out(run, database: Database, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(f"uuid,firstName,occupation\n{CASE},Awa,PILOT\n")
    dry = run("import", "--format", "godata", str(tmp_path), "--dry-run")
    assert (dry.exit_code, how_many(database)) == (0, 0), dry.output
    assert "cases: 1 read: would be 1 added" in dry.output
    done = run("import", "--format", "godata", str(tmp_path))
    assert "unknown value kept: cases.csv, column occupation: PILOT (1)" in done.output
    assert "no file of contacts" in done.output
    assert "assumed: cases.csv, column date_of_reporting (1)" in done.output
    given = run("export", "cases", "--format", "godata", "-o", str(tmp_path / "out.csv"), "--names")
    assert (given.exit_code, given.output) == (0, "1 rows\n")
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600
    assert f"{CASE}," in (tmp_path / "out.csv").read_text("utf-8-sig")
    assert "Awa" not in run("export", "cases", "--format", "godata").output


def test_what_cannot_be_read_is_named_and_nothing_is_kept(run, database: Database, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(f"uuid,age\n{CASE},old\n")
    refused = run("import", "--format", "godata", str(tmp_path))
    assert refused.exit_code == 1
    assert "nothing was imported\ncases.csv, row 2, column age: not_a_number" in refused.output
    assert how_many(database) == 0
    assert run("import", "--format", "godata", str(tmp_path / "nowhere")).exit_code == 2
    assert run("import", "--format", "godata", "a", "b").exit_code == 2
    half = run("export", "cases", "--from", "2026-02-01", "--to", "2026-01-01", "-o", str(tmp_path / "x.csv"))
    assert (half.exit_code, half.output) == (1, "Error: nothing was exported: days_reversed\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.csv"]


def test_a_list_in_and_out(run, database: Database, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("name,sex,age_years\nAwa,F,34\n")
    assert run("import", "cases", str(tmp_path / "list.csv"), "--dry-run").output == "1 read: would be 1 added, 0 changed, 0 unchanged\n"
    assert how_many(database) == 0
    assert run("import", "cases", str(tmp_path / "list.csv")).exit_code == 0
    assert run("export", "cases", "--format", "xlsx", "-o", str(tmp_path / "out.xlsx"), "--names").output == "1 rows\n"
    back = run("import", "cases", str(tmp_path / "out.xlsx"))
    assert "1 read: 0 added, 0 changed, 1 unchanged\n" in back.output
    assert "not taken: column pseudonym\n" in back.output
    (tmp_path / "bad.csv").write_text("name,sex\nAwa,X\n")
    assert "bad.csv, row 2, column sex: unknown_code" in run("import", "cases", str(tmp_path / "bad.csv")).output
    assert run("import", "beds", str(tmp_path / "list.csv")).exit_code == 2
