"""What is said fits each channel, and loses nothing on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Capabilities
from bot.channels.telegram.capabilities import CAPABILITIES as TELEGRAM
from bot.channels.webchat.capabilities import CAPABILITIES as WEBCHAT
from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.outbound import Choice, Layout, Outbound
from bot.render.fit import fit, length, split


def outbound(count: int, title: str = "Choix", text: str = "Que faire ?") -> Outbound:
    return Outbound("utter_menu", text, tuple(Choice(f"1.{n}", f"{title} {n}") for n in range(1, count + 1)))


@pytest.mark.parametrize(
    ("count", "title", "layout"),
    [
        (0, "", Layout.TEXT),
        (3, "Oui", Layout.BUTTONS),
        (3, "Un titre de bouton un peu", Layout.TEXT),
        (3, "Vingt et un signes", Layout.BUTTONS),
        (3, "Vingt-quatre signes ou", Layout.LIST),
        (4, "Sujet", Layout.LIST),
        (10, "Sujet", Layout.LIST),
        (11, "Sujet", Layout.TEXT),
    ],
)
def test_whatsapp_shows_buttons_else_a_list_else_numbers(count, title, layout):
    (part,) = fit(outbound(count, title), WHATSAPP, "Choisir")
    assert part.layout is layout
    assert part.list_label == ("Choisir" if layout is Layout.LIST else "")
    if layout is Layout.TEXT:
        assert part.choices == ()
        for n in range(1, count + 1):
            assert f"{n}. {title} {n}" in part.text


def test_telegram_numbers_its_buttons():
    (part,) = fit(outbound(20), TELEGRAM)
    assert part.layout is Layout.BUTTONS
    assert part.choices[0] == Choice("1.1", "1. Choix 1")


def test_the_page_gets_titles_as_they_are():
    (part,) = fit(outbound(20), WEBCHAT)
    assert part.choices[19].title == "Choix 20"


def test_equal_titles_cannot_be_buttons():
    (part,) = fit(Outbound("x", "Lequel ?", (Choice("1.1", "San"), Choice("1.2", "San"))), WHATSAPP)
    assert part.layout is Layout.TEXT


def test_a_long_text_above_buttons_is_split_and_the_buttons_hang_on_the_last_part():
    text = "\n\n".join(f"Paragraphe {n}. " + "mot " * 60 for n in range(12))
    parts = fit(outbound(3, text=text), WHATSAPP)
    assert len(parts) > 1
    assert all(length(part.text) <= WHATSAPP.text for part in parts[:-1])
    assert length(parts[-1].text) <= WHATSAPP.body
    assert [part.layout for part in parts] == [Layout.TEXT] * (len(parts) - 1) + [Layout.BUTTONS]
    assert " ".join(" ".join(part.text.split()) for part in parts) == " ".join(text.split())


def test_audio_is_only_for_channels_that_play_it():
    said = Outbound("masks", "Texte", audio="fr/audio/masks.ogg")
    silent = Capabilities(text=100, body=100, buttons=0, button_title=0)
    assert fit(said, WEBCHAT)[0].audio == "fr/audio/masks.ogg"
    assert fit(said, silent)[0].audio is None


@given(st.text(min_size=1, max_size=400), st.integers(min_value=20, max_value=120))
def test_splitting_loses_no_word_and_no_piece_is_too_long(text, limit):
    pieces = split(text, limit)
    assert all(0 < length(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_emoji_count_as_the_providers_count_them():
    assert length("😷") == 2
    assert all(length(piece) <= 21 for piece in split("😷" * 50, 21))
