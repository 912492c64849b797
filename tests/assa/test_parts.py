"""Parts: started, waited for, stopped, with nothing left behind."""

import http.server
import os
import signal
import sys
import threading
import time

import psutil
import pytest

from assa import parts
from assa.parts import Part, PartError, answers
from assa.ports import free_port, is_free

SLEEPS = "import time; time.sleep(60)"


@pytest.fixture
def part(tmp_path):
    """Makes parts that run a line of Python; they are killed afterwards."""
    made = []

    def make(code, **more):
        one = Part("fake", [sys.executable, "-c", code], tmp_path, dict(os.environ), tmp_path / "logs" / "fake.log", patience=10, **more)
        made.append(one)
        return one

    yield make
    for one in made:
        one.clear()


def gone(pid, within=5.0):
    """Whether the process ends within so many seconds; one that waits to be buried has ended."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def wait_for(path, within=5.0):
    until = time.monotonic() + within
    while time.monotonic() < until:
        if path.is_file() and path.read_text():
            return path.read_text()
        time.sleep(0.02)
    raise AssertionError(f"{path} was not written")


def test_a_part_that_ends_at_once_is_told_with_the_end_of_its_log(part):
    failing = part("import sys; print('the cause', file=sys.stderr); sys.exit(3)", ready=lambda: False)
    failing.start()
    with pytest.raises(PartError, match=r"fake ended at once:\n(.*\n)*the cause"):
        failing.wait_ready()


def test_a_part_that_is_never_ready_is_given_up(part):
    slow = part(SLEEPS, ready=lambda: False)
    slow.patience = 0.2
    slow.start()
    with pytest.raises(PartError, match=r"not ready after 0 s"):
        slow.wait_ready()


def test_a_program_that_does_not_exist_is_told(part):
    missing = part("")
    missing.command = ["/nowhere/at/all"]
    with pytest.raises(PartError, match="fake cannot be started"):
        missing.start()


def test_waiting_ends_when_we_are_told_to_stop(part):
    slow = part(SLEEPS, ready=lambda: False)
    slow.start()
    slow.wait_ready(lambda: True)


def test_somebody_elses_answer_on_its_port_is_not_taken_for_its_own(part):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_port
        impostor = answers(f"http://127.0.0.1:{port}/")
        assert impostor()
        silent = part(SLEEPS, ready=impostor, port=port)
        silent.start()
        assert not silent.works
        server.shutdown()


def test_a_part_that_listens_and_answers_is_ready(part):
    port = free_port()
    serving = part(f"import http.server as h; h.test(h.SimpleHTTPRequestHandler, port={port}, bind='127.0.0.1')")
    serving.ready, serving.port = answers(f"http://127.0.0.1:{port}/"), port
    assert not serving.ready()
    serving.start()
    serving.wait_ready()
    assert serving.works


def test_the_ready_file_of_an_earlier_life_does_not_count(part, tmp_path):
    file = tmp_path / "ready"
    file.touch()
    one = part(SLEEPS, ready_file=file)
    one.start()
    assert not one.works
    file.touch()
    assert one.works


def test_stopping_asks_first(part, tmp_path):
    said = tmp_path / "said"
    code = (
        f"import signal, sys, time; from pathlib import Path; p = Path({str(said)!r});"
        "signal.signal(signal.SIGTERM, lambda *a: (p.write_text('ended'), sys.exit(0)));"
        "p.write_text('up'); time.sleep(60)"
    )
    polite = part(code)
    polite.start()
    wait_for(said)
    polite.stop()
    assert said.read_text() == "ended"
    assert polite.process.returncode == 0


STUBBORN = (
    "import signal, time; from pathlib import Path; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "Path({!r}).write_text('up'); time.sleep(60)"
)


def test_one_that_does_not_listen_is_killed_after_its_time_of_grace(part, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "GRACE", 0.3)
    stubborn = part(STUBBORN.format(str(tmp_path / "up")))
    stubborn.start()
    wait_for(tmp_path / "up")
    stubborn.stop()
    assert stubborn.process.returncode == -signal.SIGKILL


def test_one_that_does_not_listen_is_killed_at_once_when_we_are_in_a_hurry(part, tmp_path):
    stubborn = part(STUBBORN.format(str(tmp_path / "up")))
    stubborn.start()
    wait_for(tmp_path / "up")
    begun = time.monotonic()
    stubborn.stop(hurry=lambda: True)
    assert time.monotonic() - begun < 5
    assert stubborn.process.returncode == -signal.SIGKILL


def test_what_a_part_started_and_left_behind_goes_with_it(part, tmp_path):
    child = tmp_path / "child"
    code = (
        "import subprocess, sys, os; from pathlib import Path;"
        f"p = subprocess.Popen([sys.executable, '-c', {SLEEPS!r}]); t = Path({str(child)!r} + '.new'); t.write_text(str(p.pid));"
        f"t.rename({str(child)!r}); os._exit(0)"
    )
    careless = part(code)
    careless.start()
    left = int(wait_for(child))
    careless.process.wait(5)
    careless.clear()
    assert gone(left)


def test_a_long_log_is_put_aside(part, monkeypatch):
    monkeypatch.setattr(parts, "LOG_LIMIT", 10)
    talking = part("print('hello')")
    talking.log.parent.mkdir()
    talking.log.write_text("x" * 11)
    talking.start()
    talking.process.wait(5)
    assert talking.log.read_text() == "hello\n"
    assert talking.log.with_name("fake.log.1").read_text() == "x" * 11


def test_a_part_reads_what_it_is_fed_and_nothing_of_it_stands_on_its_command_line(part):
    fed = part("import sys; print(sys.stdin.read())", feed=b"a secret")
    fed.start()
    fed.process.wait(5)
    assert fed.log.read_text() == "a secret\n"


def test_a_taken_port_is_not_free_and_another_is_found():
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        assert not is_free("127.0.0.1", server.server_port)
        assert free_port(server.server_port) != server.server_port
    wanted = free_port()
    assert free_port(wanted) == wanted
