"""Last: what looks like an entry and could not be read is asked again, not taken for a citizen's question."""

import re

from bot.stages.base import TurnContext
from bot.work.tracing.day_list import numbered
from core.staff.queries import StaffView
from core.staff.roles import Permission

_LIKE_AN_ENTRY = re.compile(r"^\D{0,8}\d{1,3}\b(?:\W+[^\W\d]\w*){1,5}\W*$")


async def hint(turn: TurnContext, staff: StaffView) -> None:
    if turn.payload or not staff.may(Permission.TRACE) or _LIKE_AN_ENTRY.match(turn.text) is None:
        return
    if await turn.session.run_sync(numbered, turn):
        turn.settle("utter_work_unclear")
