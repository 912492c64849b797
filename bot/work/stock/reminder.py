"""The centre's own time of the weekly reminder: "rappel lundi 9h"."""

import re

from sqlalchemy.orm import Session

from assa_text import fold
from bot.stages.base import TurnContext
from core.staff.queries import StaffView
from core.staff.roles import Permission
from stock import service

_DAYS = {
    **{name: number for number, name in enumerate(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"))},
    **{name: number for number, name in enumerate(("ntenen", "ntarata", "araba", "alamisa", "juma", "sibiri", "kari"))},
}
_WANTED = re.compile(
    rf"(?:rappel|rappels|hakililajigin)(?: stock)?(?: le| chaque)? ({'|'.join(_DAYS)})(?: a| vers)? (\d{{1,2}}) ?(?:h|heures?|00)*"
)


async def stock_reminder(turn: TurnContext, staff: StaffView) -> None:
    found = None if turn.payload else _WANTED.fullmatch(fold(turn.text))
    if found is not None and staff.facility_code is not None and staff.may(Permission.REPORT_STOCK):
        await turn.session.run_sync(_set, turn, staff.facility_code, _DAYS[found[1]], int(found[2]))


def _set(session: Session, turn: TurnContext, centre: str, weekday: int, hour: int) -> None:
    if hour > 23:
        turn.settle("utter_stock_reminder_bad")
        return
    service.set_reminder(session, centre, weekday, hour)
    turn.settle("utter_stock_reminder_set", hour=str(hour), day={"response": f"utter_weekday_{weekday}"})
