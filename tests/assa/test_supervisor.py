"""The supervisor with small parts: order, restarts, stopping, and nothing left after it was killed."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from assa import supervisor as module
from assa.parts import Part, PartError
from assa.supervisor import Supervisor
from core.settings import ROOT
from tests.assa.test_parts import SLEEPS, gone, wait_for


@pytest.fixture
def fakes(tmp_path):
    """`fakes(code, ...)`: a supervisor over parts named a, b, c, and the list of what it said. Nothing survives the test."""
    made = []

    def make(*codes, **more):
        parts = [
            Part(name, [sys.executable, "-c", code], tmp_path, dict(os.environ), tmp_path / f"{name}.log", patience=10, **more)
            for name, code in zip("abc", codes, strict=False)
        ]
        said = []
        made.append(Supervisor(parts, said.append))
        return made[-1], said

    yield make
    for one in made:
        one.hurry = True
        one.stop()


@pytest.fixture
def watching():
    """Runs `watch` beside the test."""
    threads = []

    def begin(one):
        thread = threading.Thread(target=one.watch)
        threads.append((one, thread))
        thread.start()

    yield begin
    for one, thread in threads:
        one.stopping = True
        thread.join(10)
        assert not thread.is_alive()


def until(true, within=10.0):
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)


def test_parts_start_in_order_and_stop_the_other_way_round(fakes):
    three, said = fakes(SLEEPS, SLEEPS, SLEEPS)
    three.start()
    three.stop()
    assert said == ["a is ready", "b is ready", "c is ready", "c has stopped", "b has stopped", "a has stopped"]
    assert not any(part.alive for part in three.parts)


def test_what_runs_already_is_not_started_twice(fakes):
    two, said = fakes(SLEEPS, SLEEPS)
    two.parts[0].start()
    first = two.parts[0].process.pid
    two.start()
    assert two.parts[0].process.pid == first
    assert said == ["b is ready"]


def test_a_part_that_does_not_start_is_told_and_the_others_are_stopped(fakes):
    two, _ = fakes(SLEEPS, "raise SystemExit('no good')", ready=lambda: False)
    two.parts[0].ready = lambda: True
    with pytest.raises(PartError, match=r"b ended at once:\nno good"):
        two.start()
    two.stop()
    assert not any(part.alive for part in two.parts)


def test_a_part_that_dies_is_started_again_and_that_is_said(fakes, watching, monkeypatch):
    monkeypatch.setattr(module, "RESTARTS", (0.1,))
    one, said = fakes(SLEEPS)
    one.start()
    watching(one)
    first = one.parts[0].process.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: "a is ready again" in said)
    assert one.parts[0].process.pid != first
    assert said[1].startswith("a died (signal 9); starting it again in 0.1 s; its log: ")


def test_one_that_dies_again_and_again_is_waited_for_longer_and_longer_and_holds_up_nobody(fakes, watching, monkeypatch):
    monkeypatch.setattr(module, "RESTARTS", (0.1, 0.2, 60))
    two, said = fakes("raise SystemExit(7)", SLEEPS)
    two.parts[1].start()
    two.parts[0].start()
    watching(two)
    until(lambda: any("in 60 s" in line for line in said))
    assert [line.split("; ")[1] for line in said if line.startswith("a died (code 7)")] == [
        "starting it again in 0.1 s",
        "starting it again in 0.2 s",
        "starting it again in 60 s",
    ]
    two.parts[1].process.kill()
    until(lambda: "b is ready again" in said)


def test_one_that_stayed_up_for_long_begins_with_the_shortest_wait_again(fakes, watching, monkeypatch):
    monkeypatch.setattr(module, "RESTARTS", (0.1, 60))
    monkeypatch.setattr(module, "STEADY", 0.2)
    one, said = fakes(SLEEPS)
    one.start()
    watching(one)
    for times in (1, 2):
        one.parts[0].process.kill()
        until(lambda times=times: said.count("a is ready again") == times)
        time.sleep(0.6)
    assert not any("in 60 s" in line for line in said)


SUPERVISED = """
import os, sys, time
from pathlib import Path
from assa.parts import Part
from assa.supervisor import Supervisor
folder = Path(sys.argv[1])
child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.signal(signal.SIGHUP, signal.SIG_IGN); time.sleep(60)"
parts = [Part(n, [sys.executable, "-c", child], folder, dict(os.environ), folder / f"{n}.log") for n in "abc"]
one = Supervisor(parts)
one.start()
(folder / "pids.new").write_text(" ".join(str(p.process.pid) for p in parts))
(folder / "pids.new").rename(folder / "pids")
one.watch()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_nothing_is_left_when_the_supervisor_itself_is_killed(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", SUPERVISED, str(tmp_path)], cwd=ROOT, stdout=subprocess.DEVNULL)
    pids = [int(pid) for pid in wait_for(tmp_path / "pids", 15).split()]
    process.kill()
    process.wait(5)
    assert len(pids) == 3
    assert all(gone(pid) for pid in pids)
