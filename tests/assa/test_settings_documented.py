"""What is said is checked: every setting is documented, and nothing else is."""

import re

from core.settings import ROOT, Settings


def test_every_setting_stands_in_the_documentation_and_nothing_else():
    documented = set(re.findall(r"^\| `(ASSA_[A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert documented == {f"ASSA_{name.upper()}" for name in Settings.model_fields}
