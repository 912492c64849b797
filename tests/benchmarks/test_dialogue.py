"""The measurement measures what it says: the mix, the closed loop, the figures. No time is asserted."""

import json
import re
from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from xml.etree import ElementTree

import pytest

from benchmarks.dialogue import load
from benchmarks.dialogue.http import Client, HttpError, serve
from benchmarks.dialogue.load import People
from benchmarks.dialogue.mix import REPORT, Kind, Texts, mixed, only
from benchmarks.dialogue.report import markdown, ratios, rows, write
from benchmarks.dialogue.run import Cell, Plan, Result


def test_of_twenty_turns_fourteen_are_questions_four_steps_of_a_report_two_read_figures():
    for block in (list(islice(mixed(3), 20)), list(islice(mixed(4), 40))[20:]):
        assert Counter(block) == {Kind.FAQ: 14, Kind.FORM: 4, Kind.SQL: 2}
    assert list(islice(mixed(3), 100)) == list(islice(mixed(3), 100))


def test_questions_are_all_different_and_the_same_for_both_systems():
    one, other = Texts(5), Texts(5)
    said = [one.next(Kind.FAQ) for _ in range(500)]
    assert said == [other.next(Kind.FAQ) for _ in range(500)]
    assert len({line.typed for line in said}) > 450


class Echo:
    """A system that notes who said what, and who spoke before they were answered."""

    name = "echo"

    def __init__(self):
        self.said, self.busy, self.overlaps = [], set(), 0

    async def say(self, person, line):
        self.overlaps += person in self.busy
        self.busy.add(person)
        self.said.append((person, line))
        self.busy.discard(person)


async def test_everybody_waits_for_the_answer_and_reports_go_question_by_question():
    system, people = Echo(), People.new(3)
    await load.greet(system, people)
    assert len(system.said) == 12
    system.said.clear()
    measured = await load.drive(system, people, only(Kind.FORM), Texts(), 3, seconds=30, limit=200)
    assert measured.turns == 200 == len(system.said)
    assert system.overlaps == 0
    by_person = {}
    for person, line in system.said:
        by_person.setdefault(person, []).append(line)
    for lines in by_person.values():
        assert lines == [REPORT[n % len(REPORT)] for n in range(len(lines))]


async def test_http_keeps_connections_and_refuses_what_is_no_success():
    seen = []

    def handler(path, body):
        seen.append((path, body))
        return b'{"ok":true}'

    server, port = await serve(handler)
    client = Client("127.0.0.1", port)
    assert await client.post("/a", b"1", "X-Test: 1\r\n") == b'{"ok":true}'
    assert await client.post("/b", b"2") == b'{"ok":true}'
    assert seen == [("/a", b"1"), ("/b", b"2")]
    assert len(client._free) == 1
    client.close()
    server.close()
    with pytest.raises((HttpError, OSError)):
        await Client("127.0.0.1", port).post("/c", b"3")


@pytest.fixture
def result():
    made = Result(Plan(users=(8,), rounds=2, per_intent=15), datetime(2026, 11, 27, tzinfo=UTC), 2)
    made.started, made.trained, made.idle = (
        {"ASSA": 9.0, "stock Rasa": 30.0},
        {"ASSA": None, "stock Rasa": 900.0},
        {"ASSA": 0.01, "stock Rasa": 0.02},
    )
    made.examples = {"stock Rasa": 2310}
    for turn, (fast, slow) in enumerate(((400, 100), (600, 100)), 1):
        made.cells += [
            Cell("ASSA", "mix", 8, turn, 2.0, [0.01] * fast, {"web": 1.0, "rasa": 1.0}, {"web": 100, "postgres": 10**9}),
            Cell("stock Rasa", "mix", 8, turn, 2.0, [0.04] * slow, {"stock-rasa": 4.0}, {"stock-rasa": 900}),
        ]
    return made


def test_figures_and_ratios(result):
    ours, theirs = rows(result)
    assert (ours.per_second, theirs.per_second) == (250.0, 50.0)
    assert (ours.p95, theirs.p95) == (10.0, 40.0)
    assert theirs.cpu == 40.0
    (ratio,) = ratios(result)
    assert ratio.speed == (5.0, 4.0, 6.0)
    assert ratio.p95 == (4.0, 4.0, 4.0)
    assert ratio.cpu == (10.0, 8.0, 12.0)


def test_the_table_says_what_must_be_known_and_the_files_can_be_read(result, tmp_path):
    write(result, tmp_path)
    table = (tmp_path / "dialogue.md").read_text(encoding="utf-8")
    assert table == markdown(result)
    assert "trained on 2310 examples" in table
    assert "| mix | 8 | 5.0 (4.0 to 6.0) | 4.0 (4.0 to 4.0) | 10.0 (8.0 to 12.0) |" in table
    assert "| memory of the Python processes, MB | 0 | 0 |" in table
    assert json.loads((tmp_path / "dialogue.json").read_text(encoding="utf-8"))["ratios"][0]["what"] == "mix"
    picture = ElementTree.parse(tmp_path / "dialogue.svg").getroot()
    assert len(picture.findall("{*}rect")) == 4
    assert re.search(r">250<", (tmp_path / "dialogue.svg").read_text(encoding="utf-8"))
