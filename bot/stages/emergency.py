"""Emergency signs cut in: in any state, in every language, with no model and no other service in the way."""

from datetime import UTC, datetime

from bot.care.check.flow import danger_told
from bot.handover import service as handover
from bot.say import Say
from bot.stages.base import TurnContext
from bot.stages.work import work
from contact_tracing.rules import symptoms_in
from contact_tracing.service import danger_said, danger_written


async def emergency(turn: TurnContext) -> None:
    """Says the emergency message when the text tells of an emergency sign. An open form stays open: "continue" comes back to it."""
    if turn.payload or turn.keywords.emergency_sign(turn.text) is None:
        return
    turn.says.append(Say("utter_emergency"))
    await turn.session.run_sync(handover.danger, turn.conversation.id, datetime.now(UTC))
    in_isolation = await turn.session.run_sync(danger_said, turn.person.person_id, datetime.now(UTC))
    as_contact = await turn.session.run_sync(danger_written, turn.person.person_id, datetime.now(UTC), symptoms_in(turn.text))
    if in_isolation or as_contact:
        turn.says.append(Say("utter_isolation_agent_told"))
    if await danger_told(turn):
        return
    if turn.conversation.form is not None:
        turn.says.append(Say("utter_emergency_continue"))
    elif turn.person.locale is None:
        turn.says.append(Say("utter_language"))
    else:
        # "4 essoufflé 39" of an agent at work is also an entry: it is stored, after the words that cannot wait
        await work(turn)
    turn.settle()
