"""The danger signs that the official message names are seen as such when somebody types them, in each language."""

import pytest

from core.i18n.keywords import keywords
from core.settings import ROOT
from messages.files import read_folder

SIGNS = [
    pytest.param(line.removeprefix("- "), id=f"{file.locale}: {line}")
    for file in read_folder(ROOT / "locales")
    if file.topic == "emergency"
    for line in file.text.splitlines()
    if line.startswith("- ")
]


def test_the_four_languages_are_there():
    assert len(SIGNS) >= 4 * 5


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_of_the_message_is_an_emergency_when_typed(sign):
    assert keywords().emergency_sign(sign) is not None


@pytest.mark.parametrize(
    "text",
    ["mi waawaa haalde fulfulde", "mi waawaa haalde farayse", "ay si hin ka salang soninke", "boro boobo si koy", "mi tampii hannde"],
)
def test_not_to_speak_a_language_or_to_be_tired_is_no_emergency(text):
    assert keywords().emergency_sign(text) is None
