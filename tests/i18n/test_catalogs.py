"""Catalogs are tested: fresh, complete where they must be, with the same placeholders, digits and limits as their source."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from core.i18n import LOCALES, update
from core.i18n.keywords import keywords
from core.settings import ROOT

TRANSLATED = [locale for locale in LOCALES if locale != "fr"]
ESSENTIAL = {
    "utter_language", "utter_language_set", "utter_language_offer", "utter_greet", "utter_menu", "utter_ask_report_consent", "utter_human",
    "utter_emergency_continue", "utter_slow", "utter_draft_notice",
}  # fmt: skip
"""What Fulfulde and Songhay must have. Their official messages (emergency, hotline, prevention) are tested with the messages."""
SAME = {"Français", "Bamanankan", "Fulfulde", "Soŋay", "Menu"}


def catalog(locale):
    with update.path_of(locale).open("rb") as file:
        return [message for message in read_po(file) if message.id]


def translated(locale):
    return [message for message in catalog(locale) if message.string]


@pytest.mark.parametrize("path", [pytest.param(path, id=path.parent.parent.name) for path in update.files()])
def test_the_catalogs_have_exactly_the_strings_of_the_sources(path):
    assert path.read_bytes() == update.files()[path], "run `make messages`"


def test_every_marked_string_of_the_code_is_in_the_template():
    known = {message.id for message in update.template() if message.id}
    marked = set()
    for package in ("actions", "assa", "bot", "contact_tracing", "core", "messages"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "N_"):
                    assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}: not a literal"
                    marked.add(node.args[0].value)
    assert "Fièvre" in marked
    assert marked <= known


def test_the_page_is_extracted():
    assert "Envoyer" in {message.id for message in update.template()}


def test_bambara_is_complete():
    assert [message.id for message in catalog("bm") if not message.string] == []


@pytest.mark.parametrize("locale", ["ff", "ses"])
def test_fulfulde_and_songhay_have_the_essentials(locale):
    assert [(m.context, m.id) for m in catalog(locale) if m.context in ESSENTIAL and not m.string] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_placeholders_digits_and_addresses_are_those_of_the_source(locale):
    for message in translated(locale):
        for pattern in (r"\{\w+\}", r"\d+", r"https?://\S+"):
            assert sorted(re.findall(pattern, message.string)) == sorted(re.findall(pattern, message.id)) or (
                # numbers that Bambara writes as words
                pattern == r"\d+" and message.context in ("utter_ask_report_onset", "utter_error_date")
            ), (message.context, message.string)


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_title_fits_where_its_source_fits(locale):
    for message in translated(locale):
        if len(message.id) <= 20:
            assert len(message.string) <= 24, message.string
        assert len(message.string) <= 1.8 * len(message.id) + 24, message.string


@pytest.mark.parametrize("locale", TRANSLATED)
def test_nothing_passes_for_a_translation_that_is_none(locale):
    for message in translated(locale):
        same = message.string == message.id and message.id not in SAME and message.context != "utter_language"
        assert not same, (message.context, message.id)
        assert "[0]" not in message.string


@pytest.mark.parametrize("locale", TRANSLATED)
def test_whatever_no_speaker_confirmed_is_marked_as_a_draft(locale):
    assert [message.id for message in translated(locale) if not message.fuzzy] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_words_that_a_text_tells_people_to_type_are_known(locale):
    messages = catalog("bm") if locale == "fr" else translated(locale)
    for message in messages:
        text = message.id if locale == "fr" else message.string
        for word in re.findall(r"« ([^»]+) »", text):
            typed = word not in ("ans", "signaler", "effacer mes données", "banabaatɔ jira", "n ka kunnafoniw jɔsi", "san")
            assert not typed or keywords().match(word, locale) is not None, word


def test_no_compiled_catalog_is_needed():
    assert list(Path(ROOT / "locales").rglob("*.mo")) == []
