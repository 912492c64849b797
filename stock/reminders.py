"""Once a week, at its hour, a centre is asked to report; never twice within a day, and not when it has just reported."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import notifications
from core.errors import InvalidInput
from core.facilities import queries as facilities
from core.settings import Settings
from core.staff import queries as staff
from core.staff.roles import Role
from stock.models import StockCard, StockReminder

BETWEEN = timedelta(hours=24)
"""cStock: never two in 24 hours."""
AGAIN = (1, 4, 6)
"""Days after the weekly hour: cStock reminds a day after the cut-off, then after 3 and 2 days, the third time also the supervisor."""
LASTS = timedelta(days=2)
ROLES = (Role.AGENT, Role.IN_CHARGE)


def set_reminder(session: Session, facility: str, weekday: int, hour: int) -> None:
    """Set a centre's own time. weekday: 0 Monday. Raises NotFound for an unknown centre, InvalidInput `stock.bad_reminder`."""
    facilities.get(session, facility)
    if not (0 <= weekday <= 6 and 0 <= hour <= 23):
        raise InvalidInput("stock.bad_reminder", weekday=weekday, hour=hour)
    when = {"weekday": weekday, "hour": hour}
    made = insert(StockReminder).values(facility=facility, **when)
    session.execute(made.on_conflict_do_update(index_elements=["facility"], set_=when))


def remind(session: Session, now: datetime, settings: Settings | None = None) -> int:
    """Ask the centres whose hour it is, and those again that were asked and said nothing; how many people were told. Safe to run twice."""
    read = settings or Settings()
    weekday, hour = default_time(read.stock_reminder)
    local = now.astimezone(ZoneInfo(read.time_zone))
    own = {each.facility: each for each in session.scalars(select(StockReminder).with_for_update())}
    reported = dict(session.execute(select(StockCard.facility, func.max(StockCard.last_reported_at)).group_by(StockCard.facility)).all())
    asked = 0
    for code in sorted({each.facility_code for each in staff.every(session) if each.facility_code and each.role in ROLES}):
        mine = own.get(code)
        due = (mine.weekday, mine.hour) if mine is not None and mine.weekday is not None and mine.hour is not None else (weekday, hour)
        if local.hour != due[1]:
            continue
        days = (local.weekday() - due[0]) % 7
        last, said = mine.last_at if mine is not None else None, reported.get(code)
        if last is not None and now - last < BETWEEN:
            continue
        if days == 0 and (said is None or now - said >= BETWEEN):
            asked += _ask(session, code, now)
        elif days in AGAIN and _was_asked_in_vain(now - timedelta(days=days), last, said):
            asked += _ask(session, code, now, "utter_stock_reminder_again")
            asked += _tell_supervisor(session, code, now) if days == AGAIN[-1] else 0
    return asked


def _was_asked_in_vain(due: datetime, last: datetime | None, said: datetime | None) -> bool:
    """Whether a centre was asked at `due` or later, and told nothing since the day before. The hour's jobs may run some minutes apart."""
    return last is not None and last > due - timedelta(hours=1) and (said is None or said < due - BETWEEN)


def default_time(setting: str) -> tuple[int, int]:
    """`0 8`: Monday at eight. Raises InvalidInput `stock.bad_reminder`."""
    parts = setting.split()
    if len(parts) != 2 or not all(part.isdigit() for part in parts) or int(parts[0]) > 6 or int(parts[1]) > 23:
        raise InvalidInput("stock.bad_reminder", setting=setting)
    return int(parts[0]), int(parts[1])


def _ask(session: Session, code: str, now: datetime, response: str = "utter_stock_reminder") -> int:
    made = insert(StockReminder).values(facility=code, last_at=now)
    session.execute(made.on_conflict_do_update(index_elements=["facility"], set_={"last_at": now}))
    return _tell(session, code, now, ROLES, response)


def _tell_supervisor(session: Session, code: str, now: datetime) -> int:
    """The district hears that a centre says nothing."""
    return _tell(session, code, now, (Role.DISTRICT,), "utter_stock_reminder_supervisor")


def _tell(session: Session, code: str, now: datetime, roles: tuple[Role, ...], response: str) -> int:
    centre = facilities.get(session, code)
    told = staff.receivers(session, place=centre.place, facility=code, roles=roles, on=now.date())
    return sum(
        notifications.request(
            session, each.person_id, response, {"centre": centre.name}, expires_at=now + LASTS,
            key=f"stock-reminder:{code}:{now.date()}:{each.id}",
        )
        for each in told
        if each.person_id is not None and each.facility_code in (code, None)
    )  # fmt: skip
