"""Emergency signs cut in: in any state, in every language, with no model and no other service in the way."""

from bot.say import Say
from bot.stages.base import TurnContext
from bot.stages.work import work


async def emergency(turn: TurnContext) -> None:
    """Says the emergency message when the text tells of an emergency sign. An open form stays open: "continue" comes back to it."""
    if turn.payload or turn.keywords.emergency_sign(turn.text) is None:
        return
    turn.says.append(Say("utter_emergency"))
    if turn.conversation.form is not None:
        turn.says.append(Say("utter_emergency_continue"))
    elif turn.person.locale is None:
        turn.says.append(Say("utter_language"))
    else:
        # "4 essoufflé 39" of an agent at work is also an entry: it is stored, after the words that cannot wait
        await work(turn)
    turn.settle()
