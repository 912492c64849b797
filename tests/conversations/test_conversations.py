"""Every conversation, in every language, on every channel: turns by response name; what people type is kept apart, by language.

A conversation is a YAML file in a folder named after a behaviour. A turn has one of `me` (a key of words/<language>.yml), `send` (literal),
`tap` (number of a choice shown last), `label` (its title, typed), `kind` (voice, photo, ...), `tap_again` (the last tap once more); and
`assa`, the names of the responses, in order, or `answered` whatever they are but those of `not`.
`shows`: what the texts contain. `stored`: fields of the newest case.
`gaps`: how many questions were kept for editors, by kind; `rated`: what ratings were added.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contact_tracing.models import Case
from messages.questions.models import AnswerRating, Question
from tests.town import PEOPLE, Person, Town

HERE = Path(__file__).parent
LOCALES = {"fr": "1", "bm": "2"}
LONG = {"fr": "je tousse " * 500, "bm": "sɔgɔsɔgɔ bɛ n na " * 300}
WORDS = {locale: yaml.safe_load((HERE / "words" / f"{locale}.yml").read_text(encoding="utf-8")) for locale in LOCALES}


def _cases() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*/*.yml")):
        if path.parent.name == "words":
            continue
        conversation = yaml.safe_load(path.read_text(encoding="utf-8"))
        kinds = any("kind" in turn for turn in conversation["turns"])
        channels = conversation.get("channels", [c for c in PEOPLE if not (kinds and c == "webchat")])
        for locale in conversation.get("locales", LOCALES):
            for channel in channels:
                found.append(pytest.param(conversation, locale, channel, id=f"{path.parent.name}/{path.stem}-{locale}-{channel}"))
    return found


def _names(parts: list[dict[str, Any]]) -> list[str]:
    """Response names, a message that was split into parts counted once."""
    names: list[str] = []
    for part in parts:
        if not names or names[-1] != part["response"]:
            names.append(part["response"])
    return names


class Talk:
    """One person, one conversation, in one language."""

    def __init__(self, person: Person, locale: str) -> None:
        self.person, self.locale = person, locale
        self.tapped: dict[str, str] | int = 1

    def do(self, turn: dict[str, Any]) -> list[dict[str, Any]]:
        words = WORDS[self.locale]
        if "me" in turn:
            return self.person.say(words[_word(turn["me"])])
        if "send" in turn:
            return self.person.say(turn["send"].replace("{language_number}", LOCALES[self.locale]).replace("{long}", LONG[self.locale]))
        if "label" in turn:
            return self.person.say(self._title(turn["label"]))
        if "kind" in turn:
            return self.person.send(turn["kind"])
        if "tap_again" in turn:
            return self.person.choose(self.tapped) if isinstance(self.tapped, dict) else self.person.say(str(self.tapped))
        number = int(str(turn["tap"]).replace("{language_number}", LOCALES[self.locale]))
        choices = self.person.last[-1]["choices"]
        self.tapped = choices[number - 1] if choices else number
        return self.person.tap(number)

    def _title(self, number: int) -> str:
        title = self.person.last[-1]["choices"][number - 1]["title"]
        # a title may carry its number before it
        return title.split(". ", 1)[1] if title[0].isdigit() and ". " in title else title


def _word(key: object) -> str:
    # YAML reads yes and no as true and false
    return {True: "yes", False: "no"}.get(key, key) if isinstance(key, bool) else str(key)


def _check(turn: dict[str, Any], parts: list[dict[str, Any]]) -> None:
    if turn.get("answered"):
        assert parts, turn
        assert not set(turn.get("not", ())) & set(_names(parts)), turn
        return
    assert _names(parts) == turn["assa"], turn
    text = "\n".join(part["text"] for part in parts)
    for expected in turn.get("shows", ()):
        assert expected in text, turn
    if "choices" in turn:
        assert len(parts[-1]["choices"]) == turn["choices"], turn


def _ratings(session: Session) -> dict[str, int]:
    useful, not_useful = session.execute(select(func.sum(AnswerRating.useful), func.sum(AnswerRating.not_useful))).one()
    return {"useful": useful or 0, "not_useful": not_useful or 0}


@pytest.mark.parametrize(("conversation", "locale", "channel"), _cases())
def test_conversation(conversation: dict[str, Any], locale: str, channel: str, whole_town: Town) -> None:
    talk = Talk(PEOPLE[channel](whole_town), locale)
    if not conversation.get("fresh"):
        talk.person.say("start")
        assert _names(talk.person.say(LOCALES[locale])) == ["utter_language_set", "utter_menu"]
    with whole_town.database.transaction() as session:
        before = session.scalar(select(func.count()).select_from(Case))
        last_gap = session.scalar(select(func.max(Question.id))) or 0
        rated = _ratings(session)
    for turn in conversation["turns"]:
        _check(turn, talk.do(turn))
    with whole_town.database.transaction() as session:
        after = session.scalar(select(func.count()).select_from(Case))
        newest = session.scalars(select(Case).order_by(Case.reported_at.desc()).limit(1)).first()
        gaps = Counter(session.scalars(select(Question.kind).where(Question.id > last_gap)))
        ratings = _ratings(session)
    if "cases" in conversation:
        assert after - before == conversation["cases"]
    if "gaps" in conversation:
        assert gaps == conversation["gaps"]
    if "rated" in conversation:
        assert {name: ratings[name] - rated[name] for name in ratings} == conversation["rated"]
    for name, expected in conversation.get("stored", {}).items():
        assert getattr(newest, name) == expected, name


def test_both_languages_have_the_same_words():
    assert WORDS["fr"].keys() == WORDS["bm"].keys()
