"""The fetch of case figures: what comes is brought in; what fails leaves the old table, and says why in the log."""

from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from click.testing import CliRunner
from structlog.testing import capture_logs

from assa import figures
from assa.cli import main
from assa.ports import free_port
from core.jobs import PERIODIC, name_of
from messages.figures import queries, service

NOW = datetime(2022, 6, 10, 12, tzinfo=UTC)
OLD = b"place,date,cases,source\nMali,2022-06-01,30000,INSP\n"
TABLE = b"place,date,cases,source\nMali,2022-06-08,31085,INSP\n"


@contextmanager
def site(status, content):
    """A web site that answers every request so; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/figures.csv?key=secret"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def cases(database):
    with database.transaction() as session:
        latest = queries.latest(session, NOW.date())
        return None if latest is None else latest.figure.cases


def bring(database, table):
    with database.transaction() as session:
        service.bring(session, table, "Awa", NOW)


async def test_what_is_fetched_is_told_from_then_on(database, async_database):
    bring(database, OLD)
    with site(200, TABLE) as url:
        assert await figures.fetch(async_database, NOW, url) == service.Brought(1, 0, 0)
    assert cases(database) == 31_085


@pytest.mark.parametrize(
    ("status", "content", "event", "field", "told"),
    [
        (404, b"", "figures.not_fetched", "why", "status_404"),
        (500, TABLE, "figures.not_fetched", "why", "status_500"),
        (200, b"x" * 1_100_000, "figures.not_fetched", "why", "too_large"),
        (200, b"<html>maintenance</html>", "figures.not_taken", "bad", 5),
        (200, TABLE.replace(b"31085", b"oups"), "figures.not_taken", "cells", ["2 cases: bad_number"]),
    ],
)
async def test_a_table_that_is_bad_or_away_leaves_the_old_one(database, async_database, status, content, event, field, told):
    bring(database, OLD)
    with site(status, content) as url, capture_logs() as logs:
        assert await figures.fetch(async_database, NOW, url) is None
    assert cases(database) == 30_000
    assert [(entry["event"], entry[field]) for entry in logs] == [(event, told)]
    assert "secret" not in str(logs)


async def test_nobody_at_the_address_is_told(database, async_database):
    with capture_logs() as logs:
        assert await figures.fetch(async_database, NOW, f"http://127.0.0.1:{free_port()}/") is None
    assert logs[0]["why"] == "ConnectError"


async def test_without_an_address_nothing_is_fetched(async_database, monkeypatch):
    monkeypatch.delenv("ASSA_FIGURES_URL", raising=False)
    with capture_logs() as logs:
        assert await figures.fetch(async_database, NOW) is None
    assert logs == []


def test_it_runs_by_the_clock():
    assert PERIODIC[name_of(figures.fetch)].cron == "20 6,12,18 * * *"


@pytest.fixture
def run(settings, database, monkeypatch):
    """The command line on the tests' database."""
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ASSA_SECRET_KEY", settings.secret_key.get_secret_value())
    monkeypatch.setenv("ASSA_DATA_DIR", str(settings.data_dir))
    return lambda *arguments: CliRunner().invoke(main, arguments)


def test_the_command_brings_a_file_in_unless_it_is_a_dry_run(run, database, tmp_path):
    file = tmp_path / "figures.csv"
    file.write_bytes(TABLE)
    assert run("figures", "import", str(file), "--dry-run").output == "would be 1 added, 0 corrected, 0 unchanged\n"
    assert run("figures", "show").exit_code == 1
    assert run("figures", "import", str(file)).output == "1 added, 0 corrected, 0 unchanged\n"
    assert "Mali, 2022-06-08 (old); INSP" in run("figures", "show").output


def test_the_command_names_the_bad_cells(run, tmp_path):
    file = tmp_path / "figures.csv"
    file.write_bytes(TABLE.replace(b"31085", b"oups").replace(b"Mali", b"Atlantide"))
    result = run("figures", "import", str(file))
    assert result.exit_code == 1
    assert "row 2, place: unknown_place\nrow 2, cases: bad_number" in result.output
