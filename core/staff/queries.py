"""Reading staff: session in, dataclasses out. Who was revoked is nobody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import absent, geography
from core.absent import What
from core.errors import NotFound
from core.identity.models import Person
from core.staff.models import Staff
from core.staff.roles import LEVELS, Permission, Role, may


@dataclass(frozen=True, slots=True)
class StaffView:
    """area: code of a place, or None for the whole country. person_id: None until they enrolled in the chat. locale: None: French."""

    id: int
    uuid: UUID
    name: str
    role: Role
    area: str | None
    facility_code: str | None
    person_id: UUID | None
    locale: str | None
    created_at: datetime

    def may(self, permission: Permission) -> bool:
        return may(self.role, permission)

    def covers(self, place: str | None, on: date | None = None) -> bool:
        """Whether a place lies in their area. What has no place is for the whole country's staff."""
        return self.area is None or (place is not None and self.area in above(place, on))


_SELECT = select(Staff, Person.locale).outerjoin(Person, Person.id == Staff.person_id).where(Staff.revoked_at.is_(None))


def above(place: str, on: date | None = None) -> tuple[str, ...]:
    """A place and those that it lies in, the smallest first."""
    return geography.path(place, on or datetime.now(UTC).date())


def places_of(staff: StaffView, on: date | None = None) -> frozenset[str] | None:
    """The codes of the places of their area, with all that lies in it; None for the whole country."""
    return None if staff.area is None else geography.within(staff.area, on or datetime.now(UTC).date())


def staff_of(session: Session, person_id: UUID) -> StaffView | None:
    """Who this person is at work; None for citizens."""
    if absent.known(session, What.STAFF, person_id):
        return None
    row = session.execute(_SELECT.where(Staff.person_id == person_id)).one_or_none()
    return None if row is None else _view(*row)


def get(session: Session, staff_id: int) -> StaffView:
    """Raises NotFound `staff.unknown`, for the revoked too."""
    row = session.execute(_SELECT.where(Staff.id == staff_id)).one_or_none()
    if row is None:
        raise NotFound("staff.unknown")
    return _view(*row)


def by_uuid(session: Session, staff_uuid: UUID) -> StaffView:
    """Raises NotFound `staff.unknown`, for the revoked too."""
    row = session.execute(_SELECT.where(Staff.uuid == staff_uuid)).one_or_none()
    if row is None:
        raise NotFound("staff.unknown")
    return _view(*row)


def names(session: Session, uuids: Collection[UUID]) -> Mapping[UUID, str]:
    """The names of these, the revoked too: what somebody did keeps their name."""
    return {row.uuid: row.name for row in session.execute(select(Staff.uuid, Staff.name).where(Staff.uuid.in_(uuids)))} if uuids else {}


def every(session: Session, seen_by: StaffView | None = None) -> Sequence[StaffView]:
    """All staff, or those in somebody's area, by id."""
    views = [_view(*row) for row in session.execute(_SELECT.order_by(Staff.id))]
    return [each for each in views if seen_by is None or seen_by.covers(each.area)]


def receivers(
    session: Session, *, place: str | None, facility: str | None = None, roles: Collection[Role] = LEVELS, on: date | None = None
) -> Sequence[StaffView]:
    """Who is to be told of something at a place: enrolled in the chat, of these roles, whose area it lies in; the nearest level first.

    Not who said STOP: what is told to them alone would be told to nobody.

    facility: code; agents and in-charges who work at one are told of that one only; None: those of any facility of the place.
    """
    codes = () if place is None else above(place, on)
    rows = session.execute(
        _SELECT.where(Staff.person_id.is_not(None), Staff.role.in_([role.value for role in roles]))
        .where(Staff.area.is_(None) | Staff.area.in_(codes), Person.opted_out_at.is_(None))
        .order_by(Staff.id)
    )
    views = [_view(*row) for row in rows]
    near = [
        each
        for each in views
        if facility is None or each.facility_code in (None, facility) or each.role not in (Role.AGENT, Role.IN_CHARGE)
    ]
    return sorted(near, key=lambda each: (LEVELS.index(each.role) if each.role in LEVELS else len(LEVELS), each.id))


def _view(staff: Staff, locale: str | None) -> StaffView:
    return StaffView(
        staff.id, staff.uuid, staff.name, Role(staff.role), staff.area, staff.facility_code, staff.person_id, locale, staff.created_at
    )
