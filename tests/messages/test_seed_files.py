"""The seed files of official messages: there, sourced, short enough, and never a draft that passes for approved."""

import re

import pytest

from actions.topics import TASKS, faq
from assa.seeds import FACTS
from core.settings import ROOT
from messages.files import digest, parse, placeholders, read_facts, read_folder, render
from messages.rules import CITIZEN

FILES = read_folder(ROOT / "locales")
# a file with a number is of a time before
NOW = [file for file in FILES if file.version is None]
BY_NAME = {(file.locale, file.topic): file for file in NOW if file.audience == CITIZEN}
FRENCH = {(file.topic, file.audience): file for file in NOW if file.locale == "fr"}
BY_FILE = pytest.mark.parametrize("file", [pytest.param(file, id=file.name) for file in FILES])


def test_every_topic_is_answered_in_french_by_an_approved_message():
    assert {topic for (locale, topic), file in BY_NAME.items() if locale == "fr" and file.state == "live"} == faq()


MOST_ASKED = {
    "care_seeking",
    "emergency",
    "hand_washing",
    "hotline",
    "masks",
    "prevention",
    "symptoms",
    "testing",
    "transmission",
    "what_is_covid",
}


def test_every_topic_is_answered_in_bambara():
    assert {topic for locale, topic in BY_NAME if locale == "bm"} == faq()


@pytest.mark.parametrize("locale", ["ff", "ses"])
def test_fulfulde_and_songhay_have_the_ten_most_asked(locale):
    assert {(locale, topic) for topic in MOST_ASKED} <= BY_NAME.keys()


@BY_FILE
def test_a_translation_that_no_speaker_confirmed_is_a_draft(file):
    assert file.locale == "fr" or (file.state == "draft" and file.approved_by is None)


@BY_FILE
def test_a_translation_is_of_the_french_that_stands(file):
    if file.locale != "fr":
        assert file.translated_from == digest(FRENCH[file.topic, file.audience].text)
        assert placeholders(file.text) == placeholders(FRENCH[file.topic, file.audience].text)


@BY_FILE
def test_it_is_short_and_names_a_source_and_a_next_step(file):
    assert len(file.title) <= 24
    assert len(file.text) <= 800
    assert file.source
    assert file.next
    assert set(file.next) <= faq() | TASKS


@BY_FILE
def test_facts_that_change_are_named_not_written(file):
    known = {fact.key for fact in read_facts(FACTS)}
    assert placeholders(file.text) <= known
    assert not re.search(r"36\s?061|80\s?00\s?89\s?89", file.text)


@pytest.mark.parametrize("locale", ["fr", "bm", "ff", "ses"])
def test_titles_tell_topics_apart(locale):
    titles = [file.title for (language, _), file in BY_NAME.items() if language == locale]
    assert len(set(titles)) == len(titles)


@BY_FILE
def test_writing_a_message_and_reading_it_gives_it_back(file):
    assert parse(render(file), "x.md") == file


@pytest.mark.parametrize("topic", sorted(topic for topic in faq() if topic.startswith("myth_") and topic not in ("myth_other",)))
def test_a_rumours_answer_begins_by_saying_what_is_wrong(topic):
    first = BY_NAME["fr", topic].text.split(".")[0].lower()
    assert any(word in first for word in ("faux", "non", "pas", "aucun", "n'est", "ne ")), first
