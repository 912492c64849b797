"""What people in isolation need of an agent: listed, looked at, done."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work.tracing.common import place_name, tapped
from contact_tracing import queries, service
from contact_tracing.queries import OpenTask
from core.i18n import N_
from core.staff.queries import StaffView, places_of
from core.staff.roles import Permission

KINDS = {
    "danger": N_("signe de danger"),
    "worse": N_("va moins bien"),
    "silent": N_("ne répond plus depuis deux jours"),
    "stop": N_("veut arrêter alors que cela va mal"),
    "food": N_("a besoin de nourriture"),
    "medicine": N_("a besoin de médicaments"),
    "talk": N_("veut parler à quelqu'un"),
}
SHOWN = 10


async def tasks(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.TRACE):
        return
    chosen = tapped(turn)
    if chosen is not None:
        if chosen["do"] in ("task", "task_done"):
            await turn.session.run_sync(_one, turn, staff, int(chosen["t"]), chosen["do"] == "task_done")
    elif not turn.payload and turn.keywords.match(turn.text, turn.locale) == "my_tasks":
        await turn.session.run_sync(_list, turn, staff)


def _list(session: Session, turn: TurnContext, staff: StaffView) -> None:
    found = queries.open_tasks(session, staff, turn.today)
    calls = len(queries.to_call(session, places_of(staff, turn.today)))
    if calls:
        turn.say("utter_work_calls_wait", count=calls)
    if not found and calls:
        turn.settle()
        return
    if not found:
        turn.settle("utter_work_no_tasks")
        return
    options = tuple(Option(f'/work{{"do":"task","t":"{each.id}"}}', f"{place_name(each.place, turn)} {each.id}") for each in found)
    lines = [{"response": "utter_work_task_line", "arguments": _arguments(each, turn)} for each in found[:SHOWN]]
    turn.says.append(Say("utter_work_tasks", {"count": len(found), "lines": {"lines": lines}}, options[:SHOWN]))
    turn.settle()


def _arguments(task: OpenTask, turn: TurnContext) -> dict[str, object]:
    return {"task": task.id, "what": {"msgid": KINDS[task.kind]}, "place": place_name(task.place, turn)}


def _one(session: Session, turn: TurnContext, staff: StaffView, number: int, done: bool) -> None:
    task = queries.open_task(session, number)
    if task is None or not staff.covers(task.place, turn.today):
        turn.settle("utter_work_unknown")
    elif done or task.done:
        service.finish(session, number, staff.uuid, datetime.now(UTC))
        turn.settle("utter_work_task_done", task=number)
    else:
        turn.settle("utter_work_task", **_arguments(task, turn), case=task.case_id or "–", name=task.name or "–", phone=task.phone or "–")
