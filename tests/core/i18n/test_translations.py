"""Strings come in the person's language, else in French; the caller can tell, and can tell drafts."""

from pathlib import Path

import pytest

from core.i18n import LOCALES, N_, Translated, Translations, _, translations

BAMBARA = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"

msgid "Oui"
msgstr "Awɔ"

#, fuzzy
msgid "Choisir"
msgstr "Sugandi"

msgid "Non"
msgstr ""

msgctxt "utter_menu"
msgid "Oui"
msgstr "Ɔwɔ"
"""


@pytest.fixture
def catalogs(tmp_path: Path) -> Translations:
    folder = tmp_path / "bm" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(BAMBARA, "utf-8")
    return Translations(tmp_path)


def test_a_string_is_given_in_the_language(catalogs: Translations) -> None:
    assert catalogs.gettext("bm", "Oui") == Translated("Awɔ", "bm", draft=False)


def test_a_context_has_its_own_translation(catalogs: Translations) -> None:
    assert catalogs.pgettext("bm", "utter_menu", "Oui").text == "Ɔwɔ"


def test_a_draft_is_used_and_said_to_be_one(catalogs: Translations) -> None:
    assert catalogs.gettext("bm", "Choisir") == Translated("Sugandi", "bm", draft=True)


@pytest.mark.parametrize(
    ("locale", "msgid"), [("bm", "Non"), ("bm", "Inconnu"), ("ff", "Oui"), ("fr", "Oui"), ("xx", "Oui"), ("../fr", "Oui"), ("bm", "")]
)
def test_what_is_not_translated_is_french(catalogs: Translations, locale: str, msgid: str) -> None:
    assert catalogs.gettext(locale, msgid) == Translated(msgid, "fr")
    assert catalogs.pgettext(locale, "utter_other", msgid) == Translated(msgid, "fr")


def test_the_projects_catalogs_can_be_read() -> None:
    for locale in LOCALES:
        assert translations().gettext(locale, "Choisir").text
    assert _("Choisir") == N_("Choisir")
