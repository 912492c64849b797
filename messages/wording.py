"""The words of a fact that is a code: a rule (`masks_rule: advised`) has its sentence in each language, in `locales/<locale>/facts.yml`."""

from collections.abc import Mapping
from functools import lru_cache

import yaml

from core.i18n import LOCALES, LOCALES_DIR, SOURCE


@lru_cache(maxsize=1)
def _sentences() -> dict[str, dict[str, dict[str, str]]]:
    """By locale, fact and code."""
    files = {locale: LOCALES_DIR / locale / "facts.yml" for locale in LOCALES}
    # BaseLoader makes text of everything and builds no objects, so it is safe
    return {
        locale: yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader) or {}  # noqa: S506
        for locale, path in files.items()
        if path.is_file()
    }


def codes(key: str) -> frozenset[str]:
    """The codes that a fact may have; empty for one whose value is said as it stands."""
    return frozenset(_sentences().get(SOURCE, {}).get(key, {}))


def worded(facts: Mapping[str, str], locale: str) -> dict[str, str]:
    """The facts as a text in that language says them; a sentence that it lacks is in French."""
    own, french = _sentences().get(locale, {}), _sentences().get(SOURCE, {})
    return {key: own.get(key, {}).get(value) or french.get(key, {}).get(value, value) for key, value in facts.items()}
