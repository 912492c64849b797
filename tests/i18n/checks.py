"""What a translation must keep of its source: `faults` says what is wrong with an entry of a catalog."""

import re
from collections.abc import Iterator

import yaml
from babel.messages.catalog import Message

from actions.report_case.ask import FIELD_NAMES
from contact_tracing.rules import SYMPTOMS
from core.i18n import LOCALES
from core.settings import ROOT

BUTTON, ROW = 20, 24
"""Characters that WhatsApp shows of one of three buttons, and of a row of a list."""

SAME = {*LOCALES.values(), "Menu"}
"""Strings that are the same in every language: each language's own name, and a word that all who use telephones know."""
EVERYWHERE = {"utter_language"}
"""Responses that are in all languages at once."""

LETTERS = {
    "bm": "abcdefghijklmnoprstuwyz" + "ɛɔɲŋ",
    "ff": "abcdefghijklmnoprstuwy" + "ɓɗƴŋɲ",
    "ses": "abcdefghijklmnoprstuwyz" + "ŋɲšžãẽõ",
}
"""The letters of the official spelling: a `v`, an `è` or an `ny` for ɲ shows French, or a spelling by sound."""
FOREIGN = r"\{\w+\}|KOVID-19|CSV|XLSX|CSCom|CSRef|JavaScript|Awa Traoré|STOP|« effacer mes données »"

FORBIDDEN = {"bm": {"sogo": "a ceremonial mask, or meat: a face mask is maski"}}
CONFIRMED = re.compile(r"confirmed: .+, \d{4}-\d{2}-\d{2}")
"""The comment beside an entry that is no draft any more: who (a person or an office), when."""


def responses() -> dict[str, dict]:
    """The responses of `domain.yml` that have a text of their own, read without the extractor that is to be tested."""
    found = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["responses"]
    return {name: variations[0] for name, variations in found.items() if "text" in variations[0]}


RESPONSES = responses()
TEXTS = {(name, response["text"]) for name, response in RESPONSES.items()}
TITLES = {
    # the tasks' titles are also offered three at a time, as next steps
    (name, button["title"]): ROW if len(response["buttons"]) > 3 and name != "utter_tasks" else BUTTON
    for name, response in RESPONSES.items()
    for button in response.get("buttons", [])
}
TITLES |= {(None, title): ROW for title in (*SYMPTOMS.values(), *FIELD_NAMES.values(), "Passer", "Aucun signe", "C'est tout")}
TITLES |= {(None, title): BUTTON for title in ("Continuer", "Recommencer", "Choisir")}


def faults(message: Message, locale: str) -> Iterator[str]:
    """What is wrong with a translated entry, in a word each. An entry without translation has no faults."""
    source, text = message.id, message.string
    if not text:
        return
    for name, pattern in (("placeholders", r"\{\w*\}"), ("digits", r"\d+"), ("addresses", r"https?://\S+"), ("line breaks", r"\n")):
        if sorted(re.findall(pattern, source)) != sorted(re.findall(pattern, text)):
            yield name
    if message.context not in EVERYWHERE and source not in SAME:
        yield from _wording(source, text, locale)
    if len(text) > TITLES.get((message.context, source), len(text)):
        yield "longer than its button"
    if len(text) > 1.8 * len(source) + 20:
        yield "longer than is reasonable"
    if text != text.strip() or "[0]" in text:
        yield "stray characters"
    if not message.fuzzy and not any(CONFIRMED.fullmatch(comment) for comment in message.user_comments):
        yield "neither a draft nor confirmed"


def _wording(source: str, text: str, locale: str) -> Iterator[str]:
    if text == source:
        yield "French"
    if set(re.findall(r"[^\W\d_]", re.sub(FOREIGN, "", text).lower())) - set(LETTERS[locale]):
        yield "letters"
    if any(re.search(rf"\b{word}w?\b", text.lower()) for word in FORBIDDEN.get(locale, {})):
        yield "forbidden word"


def repeated(messages: list[Message]) -> list[str]:
    """Responses that say what another response says although their French differs: a welcome that is only a menu's heading."""
    texts = [message for message in messages if message.string and (message.context, message.id) in TEXTS]
    return sorted(
        one.context
        for one in texts
        if any(
            one.string == other.string or (one.context == "utter_greet" and other.string in one.string)
            for other in texts
            if one.id != other.id
        )
    )


def quoted(text: str) -> list[str]:
    """What a text tells people to type: the words in « »; « ans » is only a part of an answer."""
    return [word for word in re.findall(r"« ?([^»]+?) ?»", text) if word not in ("ans", "san")]
