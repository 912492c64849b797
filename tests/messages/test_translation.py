"""Official messages go to translators as a catalog, and come back as drafts, all or nothing."""

import io

import pytest
from babel.messages.pofile import read_po

from messages import queries, service
from messages.errors import BadTranslation
from messages.translation import as_catalog, take_catalog
from tests.messages.samples import BAMBARA, MASKS, TODAY, bring


def out(database, locale="bm", topics=("masks", "nothing")):
    with database.transaction() as session:
        return as_catalog(session, list(topics), locale, TODAY)


def back(database, content, locale="bm"):
    with database.transaction() as session:
        return take_catalog(session, content, locale, "Awa", TODAY)


def entries(content):
    return {entry.context: entry for entry in read_po(io.BytesIO(content), abort_invalid=True) if entry.id}


def versions(database, locale="bm"):
    with database.transaction() as session:
        return [(v.version, v.state, queries.version(session, v.id).text) for v in queries.versions(session, "masks", locale)]


def test_a_catalog_has_the_french_with_its_source_and_the_draft_as_fuzzy(database):
    bring(database, MASKS, BAMBARA)
    found = entries(out(database))
    assert set(found) == {"masks/title", "masks/text"}
    text = found["masks/text"]
    assert (text.id, text.string, text.fuzzy, text.auto_comments) == (MASKS.text, BAMBARA.text, True, ["OMS, 2023-01-13"])


def test_what_is_missing_is_empty_and_what_is_official_is_not_fuzzy(database):
    bring(database, MASKS)
    assert [entry.string for entry in entries(out(database, "ff")).values()] == ["", ""]
    assert not any(entry.fuzzy for entry in entries(out(database, "fr")).values())


def test_a_french_text_that_changed_is_said_beside_its_translation(database):
    bring(database, MASKS, BAMBARA)
    with database.transaction() as session:
        made = service.create(session, "masks", "fr", "citizen", service.Text("M", "Neuf.", "OMS", TODAY, TODAY), "Awa")
        service.submit(session, made, "Awa")
        service.approve(session, made, "Moussa")
        service.publish(session, made, "Moussa")
    assert "le français a changé depuis" in entries(out(database))["masks/text"].auto_comments


def test_the_same_catalog_back_changes_nothing(database):
    bring(database, MASKS, BAMBARA)
    done = back(database, out(database))
    assert (done.drafts, done.unchanged) == ((), 1)
    assert [row[:2] for row in versions(database)] == [(1, "draft")]


def test_a_new_translation_becomes_a_draft_whatever_its_mark_and_a_draft_is_changed_in_place(database):
    bring(database, MASKS, BAMBARA)
    content = out(database).replace(b"#, fuzzy\n", b"").replace(b"Maski don.", b"Maski siri.")
    assert back(database, content).drafts == ("masks",)
    assert versions(database) == [(1, "draft", "Maski siri. {hotline}")]
    with database.transaction() as session:
        service.submit(session, queries.versions(session, "masks", "bm")[0].id, "Awa")
    assert back(database, content.replace(b"Maski siri.", b"Maski ta.")).drafts == ("masks",)
    assert versions(database) == [(2, "draft", "Maski ta. {hotline}"), (1, "in_review", "Maski siri. {hotline}")]


def test_a_topic_without_a_text_in_the_language_gets_its_first_draft(database):
    bring(database, MASKS)
    content = out(database, "ff").replace(b'msgstr ""', b'msgstr "Maaske. {hotline}"').replace(b'"Maaske. {hotline}"\n"Lang', b'""\n"Lang')
    lines = content.decode().split("\n\n")
    content = "\n\n".join(part.replace("Maaske. {hotline}", "Maaske") if "masks/title" in part else part for part in lines).encode()
    assert back(database, content, "ff").drafts == ("masks",)
    assert versions(database, "ff") == [(1, "draft", "Maaske. {hotline}")]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ((b'{hotline}"\n\n', b'36061"\n\n'), "placeholders"),
        ((b"Portez-le", b"Portez-la"), "french_changed"),
        ((b"masks/text", b"gants/text"), "unknown_context"),
        ((b"masks/title", b"masks/source"), "unknown_context"),
        ((b'msgstr "Le masque"', b'msgstr "' + b"x" * 61 + b'"'), "too_long"),
        ((b'msgstr "Maski siri', b'mgstr "Maski siri'), "not_a_catalog"),
    ],
)
def test_a_bad_entry_is_named_and_nothing_is_taken(database, change, problem):
    bring(database, MASKS, BAMBARA)
    content = out(database).replace(b"Maski don.", b"Maski siri.") + b"\n\n"
    assert content.replace(*change) != content
    with pytest.raises(BadTranslation) as raised:
        back(database, content.replace(*change))
    assert problem in [entry.problem for entry in raised.value.entries]
    assert versions(database) == [(1, "draft", BAMBARA.text)]


@pytest.mark.parametrize(
    ("content", "locale", "problem"),
    [(b"", "fr", "is_the_source"), (b" " * 2_000_001, "bm", "too_large"), (b"\xff\xfe", "bm", "not_a_catalog")],
)
def test_a_file_that_is_no_catalog_is_refused(database, content, locale, problem):
    with pytest.raises(BadTranslation) as raised:
        back(database, content, locale)
    assert [entry.problem for entry in raised.value.entries] == [problem]
