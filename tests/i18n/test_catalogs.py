"""Catalogs are tested: complete where they must be, with the same placeholders, digits and limits as their source."""

import re
from datetime import date

import pytest
import yaml

from actions.message import Message as Typed
from actions.report_case.read import READERS
from assa_text import fold
from contact_tracing.queries import read_entries
from core.i18n import LOCALES, SOURCE, update
from core.i18n.keywords import keywords
from core.settings import ROOT
from tests.i18n.checks import EVERYWHERE, RESPONSES, TITLES, faults, quoted, repeated

TRANSLATED = [locale for locale in LOCALES if locale != SOURCE]
ESSENTIAL = {
    "utter_language", "utter_language_set", "utter_language_offer", "utter_greet", "utter_menu", "utter_ask_report_consent", "utter_human",
    "utter_bot_challenge", "utter_emergency_continue", "utter_slow", "utter_unreachable", "utter_voice_note", "utter_draft_notice",
    "utter_no_translation", "utter_source", "utter_stopped", "utter_not_understood_again", "utter_thank", "utter_goodbye",
}  # fmt: skip
"""What Fulfulde and Songhay must have. Their official messages (emergency, hotline, prevention) are tested with the messages."""


def catalog(locale):
    return [message for message in update.read(update.path_of(locale)) if message.id]


def test_english_is_complete_for_the_console():
    """What others show of the domain's words may still be French there."""
    assert [
        message.id for message in catalog("en") if not message.string and any(path.startswith("console/") for path, _ in message.locations)
    ] == []


@pytest.mark.parametrize("message", [message for message in catalog("en") if message.string], ids=lambda message: message.id[:40])
def test_english_keeps_what_its_source_has(message):
    for pattern in (r"\{\w*\}", r"\d+", r"https?://\S+"):
        assert sorted(re.findall(pattern, message.id)) == sorted(re.findall(pattern, message.string))


def test_bambara_is_complete():
    assert [(message.context, message.id) for message in catalog("bm") if not message.string] == []


@pytest.mark.parametrize("locale", ["ff", "ses"])
def test_fulfulde_and_songhay_have_the_essentials(locale):
    found = {(message.context, message.id): message.string for message in catalog(locale)}
    assert {context for context, _ in found} >= ESSENTIAL
    assert [key for key, text in found.items() if key[0] in ESSENTIAL and not text] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_translations_keep_what_their_source_has(locale):
    assert [(message.context, message.string, found) for message in catalog(locale) if (found := list(faults(message, locale)))] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_response_says_something_of_its_own(locale):
    assert repeated(catalog(locale)) == []


def test_french_titles_fit_their_buttons():
    assert [(context, title) for (context, title), limit in TITLES.items() if len(title) > limit] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_the_same_button_is_called_the_same_everywhere(locale):
    names = {}
    for message in catalog(locale):
        if message.string and (message.context, message.id) in TITLES and message.context is not None:
            names.setdefault(message.id, set()).add(message.string)
    assert {source: found for source, found in names.items() if len(found) > 1} == {}


@pytest.mark.parametrize("locale", TRANSLATED)
def test_the_first_question_is_the_same_for_everybody(locale):
    for message in catalog(locale):
        if message.context in EVERYWHERE:
            assert message.string == message.id


def test_the_first_question_has_a_line_for_each_language():
    assert len(RESPONSES["utter_language"]["text"].splitlines()) == len(LOCALES)
    assert [button["title"] for button in RESPONSES["utter_language"]["buttons"]] == list(LOCALES.values())


def examples(locale):
    """What the model was taught for the two tasks that a text may tell people to type."""
    for intent in ("report_case", "delete_my_data"):
        content = yaml.safe_load((ROOT / "nlu" / "data" / "nlu" / locale / f"{intent}.yml").read_text("utf-8"))
        yield from (fold(line.removeprefix("- ")) for line in content["nlu"][0]["examples"].splitlines())


def work(word):
    """Whether an agent may write this of the people on their list, or to find somebody."""
    entries = read_entries(word, keywords().follow_up_words())
    corrects = re.fullmatch(r"(?:non|ayi), (?:para )?\d+", word) is not None
    return corrects or bool(entries) or fold(word) in keywords().search_words()


@pytest.mark.parametrize("locale", LOCALES)
def test_words_that_a_text_tells_people_to_type_are_known(locale):
    # one model for all languages: a text in Fulfulde may name the French words
    taught = [*examples("fr"), *examples("bm")]
    texts = [message.id for message in catalog("bm")] if locale == SOURCE else [message.string for message in catalog(locale)]
    words = {word for text in texts for word in quoted(text)}
    assert words
    unknown = {word for word in words if keywords().match(word, locale) is None and not work(word)}
    assert {word for word in unknown if not any(f" {fold(word)} " in f" {line} " for line in taught)} == set()


@pytest.mark.parametrize(
    ("response", "keyword"), [("utter_language_set", "language"), ("utter_stopped", "resume"), ("utter_report_paused", "resume")]
)
@pytest.mark.parametrize("locale", LOCALES)
def test_the_word_to_type_does_what_the_text_says(locale, response, keyword):
    assert [keywords().match(word, locale) for word in quoted(said(locale, response))] == [keyword]


def said(locale, response):
    """The text of a response in that language, French where it has none."""
    source = RESPONSES[response]["text"]
    return next((m.string for m in catalog(locale) if m.context == response and m.id == source and m.string), source)


def answer(field, text, locale):
    message = Typed(intent=None, confidence=0.0, ranking=(), text=text, value=None, person=None, locale=locale, channel="")
    return READERS[field](message, date(2026, 11, 25), None)


@pytest.mark.parametrize(
    ("response", "field", "values"),
    [
        ("utter_error_age", "report_age", ["25-34", "0-4"]),
        ("utter_ask_report_onset", "report_onset", ["2026-11-24", "2026-11-23", "2026-11-12", "2026-11-22"]),
        ("utter_error_date", "report_onset", ["2026-11-24", "2026-11-23", "2026-11-12", "2026-11-22"]),
    ],
)
@pytest.mark.parametrize("locale", LOCALES)
def test_the_examples_of_a_text_are_read_as_they_are_meant(locale, response, field, values):
    examples = said(locale, response).rpartition(":")[2].rstrip(".… ").split(",")
    assert [answer(field, example.strip(), locale) for example in examples] == values
