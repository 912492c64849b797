"""The chat in the terminal talks to a running program, and says so when there is none."""

import pytest

from bot.channels.terminal.chat import NotRunning, talk
from tests.conftest import free_port
from tests.town import Town


def test_it_shows_answers_and_numbered_choices(whole_town: Town):
    shown: list[str] = []
    talk(whole_town.base, ["1", "1"], shown.append)
    assert "  2. Bamanankan" in shown
    assert "  1. La maladie" in shown


def test_the_language_can_be_given(whole_town: Town):
    shown: list[str] = []
    talk(whole_town.base, [], shown.append, locale="bm")
    assert "  1. Kunnafoniw" in shown


def test_nothing_there_is_said(whole_town: Town):
    with pytest.raises(NotRunning):
        talk(f"http://127.0.0.1:{free_port()}", [], print)
