"""The person's language: asked first, kept, offered again when somebody plainly writes another."""

import json

from assa_text import detect
from assa_text.language import has_words_of
from bot.inbound import Inbound, Kind
from bot.say import Option, Say
from bot.stages.base import TurnContext
from core.i18n import LOCALES
from core.identity import service as identity

OFFER_WORDS = 4
"""Fewer words than this never lead to an offer: a wrong switch is worse than none."""


async def language(turn: TurnContext) -> None:
    named = None if turn.payload else turn.keywords.language_name(turn.text)
    if named is not None:
        turn.become(f'/set_language{{"value":"{named}"}}')
    if turn.payload and turn.text.startswith(("/set_language", "/keep_language")):
        await _choose(turn)
    elif turn.payload and turn.text == "/change_language":
        turn.settle("utter_language")
    elif turn.person.locale is None:
        await _first_contact(turn)


async def _choose(turn: TurnContext) -> None:
    name, _, rest = turn.text.partition("{")
    locale = str(json.loads("{" + rest)["value"])
    if name == "/keep_language" or locale not in LOCALES:
        turn.conversation.declined_locale = locale
        turn.become("/repeat")
        return
    await _set(turn, locale)
    turn.say("utter_language_set")
    pending, turn.conversation.pending = turn.conversation.pending, None
    if pending is not None:
        # nobody has to ask twice: the first message is answered now
        turn.text, turn.payload = Inbound.from_json(pending).text, False
    else:
        turn.become("/repeat")


async def _set(turn: TurnContext, locale: str) -> None:
    await turn.session.run_sync(identity.set_locale, turn.person.person_id, locale)
    turn.person = await turn.session.run_sync(identity.view, turn.person.identity_id)


async def _first_contact(turn: TurnContext) -> None:
    """By just writing in a language; else the question, and the message is kept for after the answer."""
    guess = None if turn.payload else detect(turn.text).locale
    if guess in LOCALES:
        await _set(turn, guess)
        # answered in the language that it is written in; the question follows, as the last menu
        turn.conversation.pending = None
        return
    command = turn.keywords.match(turn.text, "fr") is not None
    if not turn.payload and not command and turn.inbound.kind is Kind.TEXT and any(letter.isalpha() for letter in turn.text):
        turn.conversation.pending = turn.inbound.to_json()
    turn.settle("utter_language")


def say_about_language(turn: TurnContext, *, first_contact: bool) -> None:
    """After the answer: the question, the first time, to whoever was answered without being asked; later the offer to switch."""
    if first_contact:
        asked = {"utter_language", "utter_language_set"} & {say.response for say in turn.says}
        if turn.person.locale is not None and not asked:
            turn.says.append(Say("utter_language"))
    elif (switch := offer(turn)) is not None:
        turn.says.append(switch)


def plainly_other(text: str, present: str) -> str | None:
    """The language of ours, other than the present one, that `text` is plainly written in; None for anything short or mixed."""
    if len(text.split()) < OFFER_WORDS or has_words_of(present, text):
        return None
    guess = detect(text).locale
    return guess if guess in LOCALES and guess != present else None


def offer(turn: TurnContext) -> Say | None:
    """The offer to switch, when the message is plainly in another of our languages and the person did not say no to it before."""
    if turn.payload or turn.inbound.kind is not Kind.TEXT or turn.conversation.form is not None or turn.asking:
        return None
    guess = plainly_other(turn.text, turn.locale)
    if guess is None or guess == turn.conversation.declined_locale:
        return None
    return Say(
        "utter_language_offer",
        {"language": LOCALES[guess]},
        (
            Option(f'/set_language{{"value":"{guess}"}}', "Oui"),
            Option(f'/keep_language{{"value":"{guess}"}}', "Non"),
        ),
    )
