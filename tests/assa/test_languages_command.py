"""`assa nlu languages`: what it prints, and what the identification is held to on a file of others, where that file is."""

import json
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner

from assa.commands.nlu import nlu
from assa.language_evaluation import evaluate_languages, read_messages
from core.settings import ROOT

DEV = ROOT.parent / "shared" / "eval" / "language_id_flores_dev.tsv"
FLOORS = {"fr": 0.99, "bm": 0.93, "ff": 0.92, "taq": 0.97, "dyu": 0.92, "en": 0.97, "wo": 0.97, "ha": 0.97}
"""Beneath what was measured by the noise of three or so lines. Nine of the file's 150 Bambara lines are in Kikuyu: 94 % is all of it."""
ROWS = "locale\ttext\nfr\tje veux savoir où faire le test\n"
ROWS += "bm\tn farikolo ka kalan\nha\tyaya zan kare iyalina daga cutar\nfr\tbana in bɛ yɛlɛma cogo di\n"


def test_the_figures(tmp_path: Path) -> None:
    (tmp_path / "set.tsv").write_text(ROWS, "utf-8")
    ran = CliRunner().invoke(nlu, ["languages", str(tmp_path / "set.tsv"), "--json"])
    figures = json.loads(ran.output)
    assert (figures["messages"], figures["accuracy"], figures["wrong"]) == (4, 0.75, 0.25)
    assert figures["by_locale"] == [["fr", 2, 0.5], ["bm", 1, 1.0], ["ha", 1, 1.0]]
    assert figures["confusions"] == [["fr", "bm", 1]]
    assert figures["ms_mean"] > 0
    table = CliRunner().invoke(nlu, ["languages", str(tmp_path / "set.tsv")]).output
    assert "fr -> bm" in table
    assert "75.0%" in table


@pytest.mark.parametrize(("content", "code"), [("text\nbonjour\n", "languages_columns_missing"), ("locale\ttext\n", "languages_empty")])
def test_a_file_that_is_no_set_is_refused(content: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "set.tsv").write_text(content, "utf-8")
    ran = CliRunner().invoke(nlu, ["languages", str(tmp_path / "set.tsv")])
    assert ran.exit_code == 1
    assert code in ran.output


def test_long_sentences_of_others() -> None:
    if not DEV.is_file():
        warnings.warn(f"NOT MEASURED: {DEV.name} is not beside the project", stacklevel=1)
        pytest.skip(f"{DEV.name} is absent")
    shares = {locale: share for locale, _, share in evaluate_languages(read_messages(DEV)).by_locale}
    beneath = {locale: share for locale, share in shares.items() if share < FLOORS[locale]}
    assert beneath == {}
