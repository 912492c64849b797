"""About an official answer: useful or not, who says so, hear it, pass it on. By a tap under it, or by a word after it. No model."""

import json

from bot.answers import NOT_RATED, Answer, find, rated
from bot.render.figures import TOPIC as FIGURES
from bot.render.responses import responses
from bot.say import Say
from bot.stages.base import TurnContext
from messages import queries as messages
from messages.questions import service as questions
from messages.questions.service import Asked

ACTIONS = ("useful", "not_useful", "source", "hear", "share", "more")

_LINKS = {"telegram": "https://t.me/share/url?url={}"}
_LINK = "https://wa.me/?text={}"


async def feedback(turn: TurnContext) -> None:
    """A word counts for the last answer, and only at rest: inside a form it is an answer to the form."""
    action, number = _asked(turn)
    if action is None:
        return
    answer = find(turn.conversation, number)
    if answer is None:
        if action in ("useful", "not_useful") and not turn.payload:
            # a word of praise or blame for nothing: the dialogue knows what to do with it
            return
        turn.say("utter_no_answer_yet")
    else:
        await _DO[action](turn, answer)
    if turn.conversation.form is None:
        turn.settle()
    else:
        turn.become("/repeat")


def _asked(turn: TurnContext) -> tuple[str | None, int | None]:
    if turn.payload:
        name, brace, rest = turn.text.removeprefix("/about_").partition("{")
        if not turn.text.startswith("/about_") or name not in ACTIONS:
            return None, None
        return name, int(json.loads(brace + rest)["answer"]) if brace else None
    if turn.conversation.form is not None:
        return None, None
    word = turn.keywords.match(turn.text, turn.locale)
    return (word, None) if word in ACTIONS else (None, None)


async def _rate(turn: TurnContext, answer: Answer, useful: bool) -> None:
    if answer.topic in NOT_RATED:
        turn.say("utter_thank")
        return
    await turn.session.run_sync(questions.rate, answer.message, turn.today, useful, answer.rated)
    if not useful and answer.rated is not False:
        asked = Asked(answer.question, turn.today, turn.locale, questions.LOW_RATING, topic=answer.topic)
        await turn.session.run_sync(questions.record, asked)
    rated(turn.conversation, answer.number, useful)
    turn.say("utter_rated_useful" if useful else "utter_rated_not_useful")


async def _useful(turn: TurnContext, answer: Answer) -> None:
    await _rate(turn, answer, useful=True)


async def _not_useful(turn: TurnContext, answer: Answer) -> None:
    await _rate(turn, answer, useful=False)


async def _source(turn: TurnContext, answer: Answer) -> None:
    if answer.topic == FIGURES:
        # figures change by the day and carry their source with them
        turn.say("utter_statistics")
        return
    official = await turn.session.run_sync(messages.version, answer.message)
    if official is None:
        turn.say("utter_no_answer_yet")
        return
    turn.say(
        "utter_source_of",
        title=official.title,
        source=official.source,
        date={"date": official.source_date.isoformat()},
        valid_from={"date": official.valid_from.isoformat()},
    )


async def _hear(turn: TurnContext, answer: Answer) -> None:
    official = await turn.session.run_sync(messages.version, answer.message)
    if official is None or official.recording is None:
        turn.say("utter_no_recording")
        return
    turn.says.append(Say("utter_recording", {"title": official.title}, audio=f"{official.recording}.ogg"))


async def _share(turn: TurnContext, answer: Answer) -> None:
    """The text as it is valid now, alone in a message to be forwarded, and a link that asks whom to send it to. Nothing of the person."""
    turn.say("utter_share_text", text={"official": answer.topic})
    turn.say("utter_share", link={"official": answer.topic, "link": _LINKS.get(turn.conversation.channel, _LINK)})


async def _more(turn: TurnContext, answer: Answer) -> None:
    official = await turn.session.run_sync(messages.version, answer.message)
    silent = official is None or official.recording is None
    options = tuple(o for o in responses()["utter_more"].options if not (silent and o.payload.startswith("/about_hear")))
    turn.says.append(Say("utter_more", {"answer": answer.number}, options))


_DO = {"useful": _useful, "not_useful": _not_useful, "source": _source, "hear": _hear, "share": _share, "more": _more}
