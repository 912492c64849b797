"""An exposure is taken away again: said by mistake, of somebody else, or of one person noted twice. Who, when, why stays."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contact_tracing.cases.history import Actor, locked, note, only_people
from contact_tracing.contacts.history import change
from contact_tracing.contacts.models import Contact, ContactChange, Exposure, ExposureRemoval
from contact_tracing.duplicates import rows
from contact_tracing.duplicates.find import look_again
from contact_tracing.errors import BadReport
from contact_tracing.follow_up.codes import UNDER_FOLLOW_UP
from contact_tracing.models import Case
from core import audit
from core.errors import Conflict, NotFound
from core.i18n import N_

REASONS: Mapping[str, str] = {
    "NOT_NEAR": N_("ils ne se sont pas rencontrés"),
    "SOMEBODY_ELSE": N_("c'était quelqu'un d'autre"),
    "SAME_PERSON": N_("c'est une seule personne"),
}
"""Why an exposure is taken away, by code."""
HISTORY = "near"
"""The field of histories: what the exposure was, before or after."""
STOPPED = ("CANCELLED", "ERROR")
"""Status, and reason, of a contact who was near nobody after all."""


def remove_exposure(session: Session, exposure_id: UUID, reason: str, actor: Actor, now: datetime) -> int:
    """Take an exposure away; the number to put it back by. reason: of `REASONS`.

    It counts nowhere any more: windows, chains, indicators, exports. A contact under follow-up who was near nobody else is cancelled (an
    error); a shorter window is completed by the next night's clock. Records that are no longer known as two people are compared again.
    Raises BadReport (`reason`); NotFound; NotAllowed for the system; Conflict `case_closed` for the source.
    """
    only_people(actor)
    if reason not in REASONS:
        raise BadReport(reason="unknown_code")
    source = _source(session, exposure_id)
    exposure = session.scalar(
        select(Exposure).where(Exposure.id == exposure_id).with_for_update().execution_options(populate_existing=True)
    )
    if exposure is None:
        raise NotFound("no_such_exposure")
    target = _target(session, exposure.contact_uuid, exposure.target_case_uuid)
    row = rows.whole(session, "exposure", "id", exposure_id)
    session.execute(delete(Exposure).where(Exposure.id == exposure_id))
    removal = ExposureRemoval(
        exposure_id=exposure_id, contact_uuid=exposure.contact_uuid, target_case_uuid=exposure.target_case_uuid,
        case_uuid=source.id, last_contact=exposure.last_contact, reason=reason, stopped_follow_up=_is_near_nobody(session, target),
        detail=row, at=now, by_kind=actor[0], by_id=str(actor[1]),
    )  # fmt: skip
    session.add(removal)
    session.expunge(exposure)
    _note(session, target, (source.case_id, removal.last_contact), None, actor, reason, now)
    if removal.stopped_follow_up and isinstance(target, Contact):
        change(session, target, dict(zip(("status", "status_reason"), STOPPED, strict=True)), actor, None, now)
    if isinstance(target, Contact) and target.region is None and target.cercle is None and not _exposures(session, target):
        # where nobody said it, they were looked for where the case is: without a place, no agent would see them any more
        change(session, target, {"region": source.region, "cercle": source.cercle}, actor, None, now)
    session.flush()
    _told(session, "removed", target, removal, actor)
    _compare_again(session, source)
    return removal.id


def restore_exposure(session: Session, number: int, actor: Actor, now: datetime) -> None:
    """Put an exposure back that was taken away by this number, and go on with the follow-up that ended with it.

    Raises NotFound; NotAllowed; Conflict `restored`, `exposed_since` (the same day of the same two was told anew), `one_person` (they were
    merged since), `erased`, `case_closed`.
    """
    only_people(actor)
    removal = session.scalar(select(ExposureRemoval).where(ExposureRemoval.id == number).with_for_update())
    if removal is None:
        raise NotFound("no_such_exposure")
    if removal.restored_at is not None:
        raise Conflict("restored")
    if removal.detail is None:
        raise Conflict("erased")
    source = locked(session, session.scalars(select(Case.case_id).where(Case.id == removal.case_uuid)).one())
    target = _target(session, removal.contact_uuid, removal.target_case_uuid)
    if source.id in (target.id, getattr(target, "case_uuid", None)):
        raise Conflict("one_person")
    if _known(session, removal):
        raise Conflict("exposed_since")
    whose = {name: _text(getattr(removal, name)) for name in ("contact_uuid", "target_case_uuid", "case_uuid")}
    rows.put_back(session, "exposure", removal.detail | whose)
    removal.restored_at, removal.restored_by = now, f"{actor[0]} {actor[1]}"
    _note(session, target, None, (source.case_id, removal.last_contact), actor, None, now)
    if removal.stopped_follow_up and isinstance(target, Contact) and (target.status, target.status_reason) == STOPPED:
        change(session, target, {"status": UNDER_FOLLOW_UP, "status_reason": None}, actor, None, now)
    session.flush()
    _told(session, "restored", target, removal, actor)
    _compare_again(session, source)


def _source(session: Session, exposure_id: UUID) -> Case:
    """The case that it was an exposure to, locked before the exposure, as everywhere."""
    case_id = session.scalar(select(Case.case_id).join(Exposure, Exposure.case_uuid == Case.id).where(Exposure.id == exposure_id))
    if case_id is None:
        raise NotFound("no_such_exposure")
    return locked(session, case_id)


def _target(session: Session, contact: UUID | None, case: UUID | None) -> Contact | Case:
    model: Any = Case if contact is None else Contact
    found = select(model).where(model.id == (case if contact is None else contact))
    target: Contact | Case = session.scalars(found.with_for_update().execution_options(populate_existing=True)).one()
    return target


def _is_near_nobody(session: Session, target: Contact | Case) -> bool:
    if not isinstance(target, Contact) or target.status != UNDER_FOLLOW_UP:
        return False
    return not _exposures(session, target)


def _exposures(session: Session, contact: Contact) -> bool:
    return session.scalar(select(Exposure.id).where(Exposure.contact_uuid == contact.id).limit(1)) is not None


def _known(session: Session, removal: ExposureRemoval) -> bool:
    same = select(Exposure.id).where(
        Exposure.contact_uuid.is_not_distinct_from(removal.contact_uuid),
        Exposure.target_case_uuid.is_not_distinct_from(removal.target_case_uuid),
        Exposure.case_uuid == removal.case_uuid,
        Exposure.last_contact == removal.last_contact,
    )
    return session.scalar(same.limit(1)) is not None


def _note(
    session: Session, target: Contact | Case, before: tuple[str, date] | None, after: tuple[str, date] | None, actor: Actor,
    reason: str | None, now: datetime,
) -> None:  # fmt: skip
    """A line of the history of who was, or was not, near: the number of the case and the day."""
    was, now_is = (None if each is None else f"{each[0]} {each[1].isoformat()}" for each in (before, after))
    if isinstance(target, Case):
        note(session, target, HISTORY, was, now_is, actor, reason, now)
        return
    session.add(
        ContactChange(
            contact_uuid=target.id, at=now, actor_kind=actor[0], actor_id=None if actor[1] is None else str(actor[1]), field=HISTORY,
            before=was, after=now_is, reason=reason,
        )
    )  # fmt: skip


def _told(session: Session, what: str, target: Contact | Case, removal: ExposureRemoval, actor: Actor) -> None:
    kind = "case" if isinstance(target, Case) else "contact"
    after = {"removal": removal.id, "last_contact": removal.last_contact.isoformat(), "reason": removal.reason}
    audit.record(session, f"{kind}.exposure_{what}", actor=actor, subject=(kind, target.id), after=after)


def _compare_again(session: Session, source: Case) -> None:
    """Whom somebody said that they were near is another person; now, or now again."""
    if source.erased_at is None:
        look_again(session, source)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
