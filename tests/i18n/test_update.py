"""`make messages`: the catalogs have exactly the strings of the sources, and lose nothing that a translator wrote."""

import pytest
from babel.messages.catalog import Catalog

from core.i18n import LOCALES_DIR, update

FILES = update.files()


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path.relative_to(LOCALES_DIR))) for path in FILES])
def test_what_is_on_disk_is_up_to_date(path):
    assert path.read_bytes() == FILES[path], "run `make messages`"


def test_the_same_sources_give_the_same_files():
    assert update.files() == FILES


def test_a_catalog_that_was_written_reads_the_same():
    for path, content in FILES.items():
        language = "" if path == update.TEMPLATE else path.parent.parent.name
        strings = update.strings_of(language, update.template()) if language else update.template()
        assert update.written(update.updated(update.read(path), strings), language) == content


def source():
    catalog = Catalog()
    catalog.add("Oui", context="utter_ask")
    catalog.add("Oui", context="utter_offer")
    catalog.add("Non")
    return catalog


def test_a_new_string_comes_in_empty_even_beside_a_similar_one():
    old = Catalog()
    old.add("Oui", "Awɔ", context="utter_ask")
    found = {(m.context, m.id): m.string for m in update.updated(old, source()) if m.id}
    assert found == {("utter_ask", "Oui"): "Awɔ", ("utter_offer", "Oui"): None, (None, "Non"): None}


def test_a_draft_stays_a_draft_and_what_was_confirmed_stays_confirmed_with_the_comment():
    old = Catalog()
    old.add("Oui", "Awɔ", context="utter_ask", flags=["fuzzy"])
    old.add("Non", "Ayi", user_comments=["confirmed: Awa, 2026-12-01"])
    new = update.updated(old, source())
    assert new.get("Oui", "utter_ask").fuzzy
    assert not new.get("Non").fuzzy
    assert new.get("Non").user_comments == ["confirmed: Awa, 2026-12-01"]


def test_a_mark_without_a_translation_goes():
    old = Catalog()
    old.add("Non", "", flags=["fuzzy"])
    assert not update.updated(old, source()).get("Non").fuzzy


def test_a_string_that_is_gone_goes():
    old = Catalog()
    old.add("Peut-être", "A bɛ se")
    assert update.updated(old, source()).get("Peut-être") is None


def test_a_language_without_a_catalog_begins_empty(tmp_path):
    assert len(update.read(tmp_path / "messages.po")) == 0


@pytest.mark.parametrize(
    "broken",
    [
        'msgstr "Awɔ',  # Babel reads "Aw" here, and says nothing
        "msgstr Awɔ",
        'msgstr "Awɔ "n sɔnna""',
        'msgstr "Awɔ"\nayi',
        '<<<<<<< HEAD\nmsgstr "Awɔ"',
        'msgid "Non"\nmsgid "Non"\nmsgstr_x "Ayi"',
    ],
)
def test_a_catalog_that_is_broken_is_refused_rather_than_emptied(tmp_path, broken):
    path = tmp_path / "messages.po"
    path.write_text(f'msgid "Oui"\n{broken}\n\nmsgid "Non"\nmsgstr "Ayi"\n', "utf-8")
    with pytest.raises(update.CatalogError, match=r"messages\.po, line"):
        update.read(path)


@pytest.mark.parametrize("content", [b'msgid "Oui"\n\nmsgid "Non"\nmsgstr ""\n', 'msgid "Âge"\nmsgstr ""\n'.encode("cp1252")])
def test_a_catalog_cut_off_or_in_another_encoding_is_refused(tmp_path, content):
    path = tmp_path / "messages.po"
    path.write_bytes(content)
    with pytest.raises(update.CatalogError, match=r"messages\.po: "):
        update.read(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_that_a_catalog_may_have_is_read(tmp_path, end):
    lines = [
        *("# a remark", "#: domain.yml", "#, fuzzy", 'msgctxt "utter_ask"', 'msgid ""', '"Dites « oui »\\n"', '"ou \\"non\\""'),
        *('msgstr "« awɔ »\\n\\"ayi\\" \\\\"', "", '#~ msgid "gone"', '#~ msgstr "tɛ yen"', ""),
    ]
    path = tmp_path / "messages.po"
    path.write_bytes(end.join(lines).encode())
    message = update.read(path).get('Dites « oui »\nou "non"', "utter_ask")
    assert (message.string, message.fuzzy, message.user_comments) == ('« awɔ »\n"ayi" \\', True, ["a remark"])


def test_a_file_has_its_language_and_no_dates():
    written = update.written(source(), "bm").decode()
    assert written.startswith('msgid ""\nmsgstr ""\n"Language: bm\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n')
    assert "Date" not in written
    assert "Language" not in update.written(source()).decode()
