"""What needs the model: Rasa decides what to say."""

from sqlalchemy.orm import Session

from assa_text import fold
from bot.care import centres
from bot.care.check.flow import begin
from bot.rasa_client import Turn
from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.stages.gaps import note
from bot.stages.interruption import unless_urgent
from core.staff.queries import staff_of
from core.staff.roles import Permission

FOR_AGENTS = "utter_follow_up_for_agents"
MAX_TEXT = 1_000
"""Characters that are read. More than that is not one question."""


async def dialogue(turn: TurnContext) -> None:
    if not turn.payload:
        if len(turn.text) > MAX_TEXT:
            turn.say("utter_too_long")
            if turn.conversation.form is None:
                turn.settle()
                return
            turn.become("/repeat")
        elif not fold(turn.text):
            turn.say("utter_other_script")
            turn.become("/repeat")
    at_rest = turn.conversation.form is None
    turn.asked = "" if turn.payload or not at_rest or turn.asking else turn.text
    answer = await unless_urgent(
        turn,
        turn.rasa.turn(
            str(turn.conversation.id),
            str(turn.inbox_id),
            # a typed "/answer{...}" is text, not a payload
            turn.text if turn.payload else turn.text.lstrip("/ "),
            {"locale": turn.locale, "channel": turn.conversation.channel, "person": str(turn.person.person_id)},
        ),
    )
    typed = turn.text
    take(turn, answer)
    if any(say.response == FOR_AGENTS for say in turn.says):
        await turn.session.run_sync(_at_work, turn)
    if answer.form is None and not turn.asking and any(say.response == "utter_symptom_check" for say in turn.says):
        turn.says.clear()
        await begin(turn, typed)
        return
    if answer.form is None and not turn.asking and await _told_where(turn, typed):
        return
    if turn.asked and answer.form is None:
        await note(turn, turn.asked, answer)
    turn.settle()


def _at_work(session: Session, turn: TurnContext) -> None:
    """Who follows contacts is not told that the list is for those who do: they have not asked for theirs yet."""
    staff = staff_of(session, turn.person.person_id)
    if staff is not None and staff.may(Permission.TRACE):
        turn.says[:] = [Say("utter_work_no_list") if say.response == FOR_AGENTS else say for say in turn.says]


async def _told_where(turn: TurnContext, typed: str) -> bool:
    """Whether what was asked is where a centre is, or where something is to be had, and we told or asked for the place."""
    said = {say.response for say in turn.says}
    if not said & centres.ANSWERED:
        return False
    kept, turn.says[:] = list(turn.says), []
    await centres.begin(turn, "" if turn.payload else typed, ask="utter_find_health_centre" in said)
    if not turn.settled:
        turn.says[:] = kept
    return turn.settled


def take(turn: TurnContext, answer: Turn) -> None:
    """What Rasa said becomes what we say; what it has open is noted with the conversation."""
    turn.conversation.form, turn.conversation.slot = answer.form, answer.slot
    for said in answer.said:
        options = tuple(Option(choice["payload"], choice["title"]) for choice in said.choices)
        turn.says.append(Say(said.response, said.arguments, options, said.multiple))
    if not turn.says:
        turn.say("utter_not_understood_again")
