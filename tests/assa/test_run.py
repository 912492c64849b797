"""`assa run` where it cannot run says why, and leaves nothing running; a part alone says what it needs."""

import http.server
import os
import signal
import subprocess
import sys
import time

import pytest

from assa.local import base_url, environment_of, parts_of, with_ports
from assa.lock import only_one
from assa.ports import free_port
from core.settings import ROOT, Settings


@pytest.fixture
def assa(tmp_path):
    """Runs `assa ...` over a folder of its own; what is set of ours outside does not count."""

    def start(*arguments, **environment):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ASSA_")}
        return subprocess.Popen(
            [sys.executable, "-m", "assa", *arguments],
            cwd=ROOT,
            env={**clean, "ASSA_DATA_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def outcome(process):
    said = process.communicate(timeout=60)[0]
    return process.returncode, said


def test_a_second_one_over_the_same_data_is_told(assa, tmp_path):
    with only_one(tmp_path):
        code, said = outcome(assa("run", ASSA_PORT=str(free_port())))
    assert code == 1
    assert f"assa runs already over {tmp_path}" in said
    assert "Traceback" not in said


def test_a_taken_port_is_told_before_anything_is_started(assa, tmp_path):
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as taken:
        code, said = outcome(assa("run", ASSA_PORT=str(taken.server_port)))
    assert code == 1
    assert f"port {taken.server_port} of 127.0.0.1 is taken: set ASSA_PORT to another" in said
    assert not (tmp_path / "postgres").exists()


def test_an_engine_that_does_not_start_is_told(assa, tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9.1\n")
    code, said = outcome(assa("run", ASSA_PORT=str(free_port())))
    assert code == 1
    assert "PostgreSQL did not start" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_while_it_starts_it_stops_what_it_had_started(assa, tmp_path, number):
    process = assa("run", ASSA_PORT=str(free_port()))
    for line in process.stdout:
        if "starting Redis" in line:
            break
    time.sleep(0.3)
    process.send_signal(number)
    code, said = outcome(process)
    assert code == 0, said
    assert said.splitlines()[-2:] == ["assa: postgres has stopped", "assa: stopped"]
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize("part", ["web", "worker", "actions", "rasa"])
def test_a_part_alone_says_which_settings_it_needs(assa, part):
    code, said = outcome(assa(part))
    assert code == 1
    assert "ASSA_SECRET_KEY must be set for a part alone" in said
    assert ("ASSA_REDIS_URL" if part == "rasa" else "ASSA_DATABASE_URL") in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("fe80::1", "http://[fe80::1]:8000"),
    ],
)
def test_the_address_that_is_printed_can_be_opened(host, url):
    assert base_url(Settings(_env_file=None, host=host)) == url


def test_ports_that_are_taken_are_replaced_and_those_that_are_set_are_not():
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as taken:
        url = f"http://127.0.0.1:{taken.server_port}"
        chosen = with_ports(Settings(_env_file=None, port=free_port(), rasa_url=url))
        assert chosen.rasa_url == url
        assert chosen.actions_url.startswith("http://127.0.0.1:")


def test_each_of_several_rasas_has_a_port_of_its_own_and_all_others_know_them_all(settings, tmp_path):
    given = with_ports(settings.model_copy(update={"data_dir": tmp_path, "port": free_port(), "rasa_workers": 3}))
    parts = parts_of(given, tmp_path / "model.tar.gz")
    rasas = [part for part in parts if part.name.startswith("rasa")]
    assert [part.name for part in rasas] == ["rasa", "rasa-2", "rasa-3"]
    assert len({part.port for part in rasas}) == 3
    worker = next(part for part in parts if part.name == "worker")
    assert worker.environment["ASSA_RASA_URL"].split(",") == [f"http://127.0.0.1:{part.port}" for part in rasas]


def test_rasa_gets_no_database_credentials_and_no_tokens(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSA_TELEGRAM_TOKEN", "1:token")
    given = settings.model_copy(update={"data_dir": tmp_path})
    rasa, actions, worker, web = parts_of(given, tmp_path / "model.tar.gz")
    assert {name for name in rasa.environment if name.startswith("ASSA_")} == {
        "ASSA_REDIS_URL",
        "ASSA_ACTIONS_URL",
        "ASSA_SECRET_KEY",
        "ASSA_CONVERSATION_TTL",
    }
    for part in (actions, worker, web):
        assert part.environment["ASSA_DATABASE_URL"] == settings.database_url
        assert part.environment["ASSA_TELEGRAM_TOKEN"] == "1:token"


def test_no_secret_stands_on_a_command_line(settings, tmp_path):
    given = settings.model_copy(update={"data_dir": tmp_path})
    secrets = [given.secret_key.get_secret_value(), given.redis_url]
    for part in parts_of(given, tmp_path / "model.tar.gz"):
        assert not any(secret in argument for secret in secrets for argument in part.command)


def test_every_setting_reaches_the_parts_as_it_was_decided():
    environment = environment_of(Settings(_env_file=None, port=8111, show_drafts=False, telegram_token="1:token"))
    assert environment["ASSA_PORT"] == "8111"
    assert environment["ASSA_SHOW_DRAFTS"] == "False"
    assert environment["ASSA_TELEGRAM_TOKEN"] == "1:token"
    assert Settings(_env_file=None, show_drafts=environment["ASSA_SHOW_DRAFTS"]).show_drafts is False
