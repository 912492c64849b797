"""Writing about staff. Each function runs in the caller's transaction, and each deed is in the audit."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core import absent, audit, crypto, geography
from core.absent import What
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from core.facilities import queries as facilities
from core.staff import codes, queries
from core.staff.models import EnrolmentCode, EnrolmentTry, Staff, now
from core.staff.queries import StaffView
from core.staff.roles import Role, may_invite

LASTS = timedelta(days=7)
"""How long a code can be used."""
TRIES = 10
"""Wrong codes that a person may type in an hour."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """code: shown once, to be told to the person; it is not kept."""

    staff: StaffView
    code: str
    expires_at: datetime


def invite(
    session: Session,
    name: str,
    role: Role,
    *,
    area: str | None = None,
    facility: str | None = None,
    by: StaffView | None = None,
    lasts: timedelta = LASTS,
) -> Invitation:
    """Make a member of staff and the one-time code by which they enrol.

    area: code of a place, None: the whole country; a facility's place where only the facility is given. by: who invites; None: the
    command line. Raises InvalidInput `staff.no_name`, `staff.unknown_place`, `staff.no_facility` (an agent needs one), NotFound
    `facilities.unknown`, NotAllowed `staff.may_not_invite`.
    """
    if not name.strip():
        raise InvalidInput("staff.no_name")
    if facility is not None:
        at = facilities.get(session, facility)
        area = area or at.place
    elif role in (Role.AGENT, Role.IN_CHARGE):
        raise InvalidInput("staff.no_facility")
    if area is not None and geography.place(area, datetime.now(UTC).date()) is None:
        raise InvalidInput("staff.unknown_place", place=area)
    if by is not None and not (may_invite(by.role, role) and (by.area is None or by.covers(area))):
        raise NotAllowed("staff.may_not_invite")
    staff = Staff(name=name.strip(), role=role.value, area=area, facility_code=facility)
    session.add(staff)
    session.flush()
    audit.record(
        session,
        "staff.invited",
        actor=_actor(by),
        subject=("staff", staff.uuid),
        after={"role": role.value, "area": area, "facility": facility},
    )
    return new_code(session, queries.get(session, staff.id), by=by, lasts=lasts)


def new_code(session: Session, staff: StaffView, *, by: StaffView | None = None, lasts: timedelta = LASTS) -> Invitation:
    """Another code for somebody who lost theirs, or their phone; earlier ones can no longer be used."""
    if by is not None and not (may_invite(by.role, staff.role) and (by.area is None or by.covers(staff.area))):
        raise NotAllowed("staff.may_not_invite")
    session.execute(
        update(EnrolmentCode)
        .where(EnrolmentCode.staff_id == staff.id, EnrolmentCode.used_at.is_(None), EnrolmentCode.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    code, expires = codes.new(), now() + lasts
    session.add(EnrolmentCode(code_index=_index(code), staff_id=staff.id, expires_at=expires))
    session.flush()
    audit.record(session, "staff.code_given", actor=_actor(by), subject=("staff", staff.uuid))
    return Invitation(staff, code, expires)


def redeem(session: Session, code: str) -> StaffView:
    """Use a code up, whoever has it: for pages, where the account is not a person of the chat.

    Raises NotFound `staff.bad_code` for a wrong, used, expired or revoked one: which, is nobody's business.
    """
    used = session.execute(
        update(EnrolmentCode)
        .where(
            EnrolmentCode.code_index == _index(code),
            EnrolmentCode.used_at.is_(None),
            EnrolmentCode.revoked_at.is_(None),
            EnrolmentCode.expires_at > now(),
        )
        .values(used_at=now())
        .returning(EnrolmentCode.staff_id)
    ).scalar_one_or_none()
    if used is None:
        raise NotFound("staff.bad_code")
    try:
        return queries.get(session, used)
    except NotFound:
        raise NotFound("staff.bad_code") from None


def enrol(session: Session, person_id: uuid.UUID, code: str) -> StaffView:
    """Make the person who typed a code that member of staff, in the chat.

    Raises NotAllowed `staff.too_many_tries`, Conflict `staff.enrolled` (this person is staff already: leave first), NotFound
    `staff.bad_code`. A wrong try is to be kept by the caller's transaction: do not roll it back.
    """
    tries = session.scalar(
        select(func.count())
        .select_from(EnrolmentTry)
        .where(EnrolmentTry.person_id == person_id, EnrolmentTry.at > now() - timedelta(hours=1))
    )
    if (tries or 0) >= TRIES:
        raise NotAllowed("staff.too_many_tries")
    if queries.staff_of(session, person_id) is not None:
        raise Conflict("staff.enrolled")
    absent.unsay(session, What.STAFF)
    try:
        staff = redeem(session, code)
    except NotFound:
        session.add(EnrolmentTry(person_id=person_id))
        session.flush()
        raise
    session.execute(update(Staff).where(Staff.id == staff.id).values(person_id=person_id))
    audit.record(session, "staff.enrolled", actor=("staff", staff.uuid), subject=("staff", staff.uuid))
    return queries.get(session, staff.id)


def leave(session: Session, person_id: uuid.UUID) -> bool:
    """The person is no longer staff in this chat (a shared phone, another phone). False when they were not."""
    staff = queries.staff_of(session, person_id)
    if staff is None:
        return False
    session.execute(update(Staff).where(Staff.id == staff.id).values(person_id=None))
    audit.record(session, "staff.left", actor=("staff", staff.uuid), subject=("staff", staff.uuid))
    return True


def revoke(session: Session, staff: StaffView, *, by: StaffView | None = None) -> None:
    """From now on they may do nothing, in the chat and on the pages; their codes neither.

    Raises NotAllowed `staff.may_not_invite` where `by` could not have invited them.
    """
    if by is not None and not (may_invite(by.role, staff.role) and (by.area is None or by.covers(staff.area))):
        raise NotAllowed("staff.may_not_invite")
    session.execute(update(Staff).where(Staff.id == staff.id).values(revoked_at=now()))
    session.execute(
        update(EnrolmentCode).where(EnrolmentCode.staff_id == staff.id, EnrolmentCode.used_at.is_(None)).values(revoked_at=now())
    )
    audit.record(session, "staff.revoked", actor=_actor(by), subject=("staff", staff.uuid))


def _index(code: str) -> str:
    return crypto.blind_index("enrolment-code", codes.found(code) or code)


def _actor(by: StaffView | None) -> tuple[str, uuid.UUID | None]:
    return ("system", None) if by is None else ("staff", by.uuid)
