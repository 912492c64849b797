"""The words that always work, in every language, with no model: stop, menu, language, come back, erase."""

from bot.stages.base import TurnContext
from core.identity import service as identity


async def words(turn: TurnContext) -> None:
    """STOP inside a form puts the form aside; else it ends what we send of ourselves. Who stopped comes back by a word."""
    word = None if turn.payload else turn.keywords.match(turn.text, turn.locale)
    in_form = turn.conversation.form is not None
    if word == "stop" and in_form:
        turn.become("/pause")
    elif word == "stop":
        await turn.session.run_sync(identity.opt_out, turn.person.person_id)
        turn.settle("utter_stopped")
    elif word == "pause" and in_form:
        turn.become("/pause")
    elif word == "menu" or turn.text == "/menu":
        turn.become('/pause{"value":"menu"}' if in_form else "/menu")
    elif word == "language":
        turn.become("/change_language")
    elif word == "human":
        turn.become("/human")
    elif word == "erase" and not in_form:
        turn.become("/delete_my_data")
    elif word in ("resume", "start") and turn.person.opted_out:
        await turn.session.run_sync(identity.opt_in, turn.person.person_id)
        turn.settle("utter_back_again")
    elif word == "resume" and not in_form:
        turn.become("/resume")
