"""Words that people type and that need no model: yes, no, stop, menu, numbers, dates, and the signs of an emergency.

They stand in `locales/<locale>/keywords.yml`. A keyword is the whole message, never a word in it. An emergency sign is looked for
inside the message, in all languages at once: in doubt it is one.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assa_text import expand, fold, normalise
from core.i18n import LOCALES, LOCALES_DIR

NAMES = (
    "yes",
    "no",
    "not_sure",
    "skip",
    "stop",
    "pause",
    "resume",
    "menu",
    "back",
    "correct",
    "cancel",
    "language",
    "start",
    "human",
    "end_talk",
    "erase",
    "useful",
    "not_useful",
    "source",
    "hear",
    "share",
    "more",
    "leave_staff",
    "my_list",
    "new_case",
    "new_contact",
    "waiting_reports",
    "stock_alerts",
    "stock_codes",
    "stock_coming",
    "my_tasks",
    "duplicates",
    "calls",
    "work_help",
    "stock",
    "better",
    "same",
    "worse",
    "a_little",
    "check_signs",
    "accompany",
)
SIGNS = ("breathing", "chest", "consciousness", "lips")

_CLAUSE = re.compile(r"[.,;:!?…\n]+")


class Emergency:
    """The patterns of one language, on normalised text.

    signs: what tells of an emergency. negations: taken out of a clause before ("pas de mal à respirer"); not out of one that matches
    first_time: "jamais eu de mal à respirer avant aujourd'hui" is somebody who has it now. general: messages that ask about the signs
    without anybody having them; personal: what shows that somebody has.
    """

    def __init__(self, section: dict[str, Any]) -> None:
        words = {name: f"(?:{pattern})" for name, pattern in section.get("words", {}).items()}
        self.signs = {sign: _patterns(section.get("signs", {}).get(sign, []), words) for sign in SIGNS}
        self.negations = _patterns(section.get("negations", []), words)
        self.first_time = _patterns(section.get("first_time", []), words)
        self.general = _patterns(section.get("general", []), words)
        self.personal = _patterns(section.get("personal", []), words)

    def undenied(self, clause: str) -> str:
        """A folded clause without what it denies."""
        return clause if self.first_time.search(clause) else self.negations.sub(" ", clause)


def _patterns(patterns: list[str], words: dict[str, str]) -> re.Pattern[str]:
    """One pattern for all; `<name>` stands for the words of that name. None at all never match."""
    joined = "|".join(patterns) or r"(?!)"
    for name, alternatives in words.items():
        joined = joined.replace(f"<{name}>", alternatives)
    return re.compile(rf"\b(?:{joined})\b")


class Keywords:
    """The keywords of all languages, from a folder of locales. Raises ValueError for a file that does not hold together."""

    def __init__(self, folder: Path = LOCALES_DIR) -> None:
        files = {locale: _read(folder / locale / "keywords.yml") for locale in LOCALES}
        self._keywords = {locale: dict(_keywords(locale, content)) for locale, content in files.items()}
        self._numbers = {
            locale: {word: int(number) for word, number in _folded(content.get("numbers", {})).items()} for locale, content in files.items()
        }
        self._dates = {locale: _folded(content.get("dates", {})) for locale, content in files.items()}
        self._follow_up = {locale: dict(_phrases(content.get("follow_up", {}))) for locale, content in files.items()}
        self._illness = {locale: dict(_phrases(content.get("illness", {}))) for locale, content in files.items()}
        self._needs = {locale: dict(_phrases(content.get("needs", {}))) for locale, content in files.items()}
        self._names = {fold(name): locale for locale, content in files.items() for name in content.get("names", [])}
        self._emergency = [Emergency(content.get("emergency", {})) for content in files.values()]

    def match(self, text: str, locale: str) -> str | None:
        """The keyword (of NAMES) that the whole message is, looked for in the person's language first, then in the others."""
        key = _key(text)
        for form in (key, expand(key)) if key else ():
            for each in (locale, *LOCALES):
                keyword = self._keywords.get(each, {}).get(form)
                if keyword is not None:
                    return keyword
        return None

    def language_name(self, text: str) -> str | None:
        """The locale whose name the whole message is ("bambara", "en français")."""
        return self._names.get(fold(text))

    def number_words(self, locale: str | None = None) -> dict[str, int]:
        """Folded number words: of one language, or of all (the earlier language of LOCALES wins)."""
        if locale is not None:
            return dict(self._numbers.get(locale, {}))
        return {word: number for each in reversed(LOCALES) for word, number in self._numbers[each].items()}

    def date_words(self, locale: str | None = None) -> dict[str, str]:
        """Folded words and phrases of dates with what they mean in French: of one language, or of all."""
        if locale is not None:
            return dict(self._dates.get(locale, {}))
        return {word: french for each in reversed(LOCALES) for word, french in self._dates[each].items()}

    def follow_up_words(self) -> dict[str, str]:
        """Folded words of all languages that agents write of a contact whom they follow, with what they mean (`seen_ok`, `missed`...)."""
        return {phrase: meaning for each in reversed(LOCALES) for phrase, meaning in self._follow_up[each].items()}

    def illness_words(self, text: str) -> set[str]:
        """What a text says of who is ill and what makes it more dangerous (`self`, `child`, `other`, `pregnant`...), in any language."""
        return _inside(text, self._illness)

    def need_words(self, text: str) -> set[str]:
        """What somebody who stays at home says that they lack (`food`, `medicine`, `talk`), in any language."""
        return _inside(text, self._needs)

    def search_words(self) -> set[str]:
        """Folded words of all languages before what is looked up ("cherche 76 12 34 56")."""
        return {phrase for phrase, meaning in self.follow_up_words().items() if meaning == "search"}

    def emergency_sign(self, text: str) -> str | None:
        """The sign (of SIGNS) that the message tells of, in any language, or None."""
        clauses = [clause for clause in map(normalise, _CLAUSE.split(text)) if clause]
        whole = " ".join(clauses)
        for emergency in self._emergency:
            if emergency.general.search(whole) and not emergency.personal.search(whole):
                return None
        for emergency in self._emergency:
            said = " ".join(emergency.undenied(clause) for clause in clauses)
            for sign, pattern in emergency.signs.items():
                if pattern.search(said):
                    return sign
        return None


_MODIFIERS = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff\\s]+")
"""Skin tones and such, after an emoji."""


@lru_cache(maxsize=64)
def _key(text: str) -> str:
    """What keywords are compared by: the folded text; of an emoji, which folds to nothing, the emoji."""
    return fold(text) or _MODIFIERS.sub("", text[:40])


def _read(path: Path) -> dict[str, Any]:
    # BaseLoader makes text of everything: "yes", "no" and "on" are words here; it builds no objects, so it is safe
    content = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader) if path.is_file() else {}  # noqa: S506
    if not isinstance(content, dict):
        raise ValueError(f"{path.parent.name}/keywords.yml is not a mapping")
    return content


def _keywords(locale: str, content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for name in NAMES:
        for phrase in map(_key, content.get(name, [])):
            if seen.setdefault(phrase, name) != name:
                raise ValueError(f"{locale}: {phrase!r} is both {seen[phrase]} and {name}")
            yield phrase, name


def _inside(text: str, sections: dict[str, dict[str, str]]) -> set[str]:
    """The meanings of the phrases that stand in a text, as whole words."""
    said = f" {fold(text)} "
    return {meaning for phrases in sections.values() for phrase, meaning in phrases.items() if f" {phrase} " in said}


def _numbers(content: dict[str, Any]) -> dict[str, int]:
    return {word: int(number) for word, number in _folded(content.get("numbers", {})).items()}


def _phrases(section: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    return ((fold(phrase), meaning) for meaning, phrases in section.items() for phrase in phrases)


def _folded(section: dict[str, str]) -> dict[str, str]:
    return {fold(word): meaning for word, meaning in section.items()}


@lru_cache(maxsize=1)
def keywords() -> Keywords:
    """The project's keywords, read once in this process."""
    return Keywords()
