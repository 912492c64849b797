"""The report on the model: its files, and that they show the topics that go wrong."""

from pathlib import Path
from xml.etree import ElementTree as ET

from assa.nlu_evaluation import Parsed, Question
from assa.nlu_report import _bands, write_report

QUESTIONS = [
    Question("a", ("masks",), "fr"),
    Question("b", ("masks",), "fr"),
    Question("c", ("testing", "symptoms"), "fr"),
    Question("d", ("hotline",), "fr"),
    Question("e", ("hotline",), "bm"),
]
PARSED = [
    Parsed("masks", (("masks", 0.95),), 1.0),
    Parsed("symptoms", (("symptoms", 0.62), ("masks", 0.2)), 1.0),
    Parsed("symptoms", (("symptoms", 0.66),), 1.0),
    Parsed("nlu_fallback", (), 1.0),
    Parsed("hotline", (("hotline", 0.91),), 1.0),
]


def test_its_files_show_what_goes_wrong(tmp_path: Path) -> None:
    written = write_report(QUESTIONS, PARSED, tmp_path / "report")
    assert [path.name for path in written] == ["report.md", "confusion.svg", "reliability.svg"]
    report = written[0].read_text("utf-8")
    assert "| masks | 2 | 50% | symptoms (1) |" in report
    assert "| hotline | 2 | 50% | nlu_fallback (1) |" in report
    assert "60.0% right first" in report
    assert "| symptoms |" not in report  # nothing of it goes wrong
    texts = {element.text for element in ET.fromstring(written[1].read_text("utf-8")).iter() if element.tag.endswith("text")}
    assert {"masks", "hotline", "symptoms", "nlu_fallback", "understood as"} <= texts
    assert "share right" in written[2].read_text("utf-8")


def test_the_bands_of_confidence() -> None:
    bands = [(round(band["confidence"], 2), band["right"], band["questions"]) for band in _bands(QUESTIONS, PARSED)]
    assert bands == [(0.0, 0.0, 1), (0.64, 0.5, 2), (0.93, 1.0, 2)]


def test_nothing_wrong_is_no_error(tmp_path: Path) -> None:
    write_report(QUESTIONS[:1], PARSED[:1], tmp_path)
    assert "100.0% right first" in (tmp_path / "report.md").read_text("utf-8")
