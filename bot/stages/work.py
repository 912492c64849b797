"""The work of staff in their chat: before anything is taken for a citizen's question."""

from bot.stages.base import TurnContext
from bot.work import PAYLOAD
from bot.work.handlers import HANDLERS
from core.staff.queries import staff_of


async def work(turn: TurnContext) -> None:
    """Asks each handler. Inside a form, what is typed answers the form; a tap on a choice of work is work all the same.

    A choice of work that comes after its person left, or was revoked, does nothing but say so.
    """
    chosen = turn.payload and turn.text.startswith(PAYLOAD)
    if not chosen and (turn.payload or turn.conversation.form is not None):
        return
    staff = await turn.session.run_sync(staff_of, turn.person.person_id)
    if staff is not None:
        for handler in HANDLERS:
            await handler(turn, staff)
            if turn.settled:
                return
    if chosen:
        turn.settle("utter_staff_never" if staff is None else "utter_choice_gone")
