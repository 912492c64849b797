"""Sending and receiving: each end has its line on its own card; what differs is told to both."""

import uuid
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, notifications
from core.errors import NotFound
from core.facilities import queries as facilities
from core.staff import queries as staff
from core.staff.queries import StaffView
from core.staff.roles import Role
from stock.consignments.models import Consignment
from stock.errors import AlreadyReceived, InvalidQuantity
from stock.ledger import MAX_QUANTITY, Kind
from stock.models import Product

CENTRE_ROLES = (Role.AGENT, Role.IN_CHARGE)
BOTH_ENDS = (Role.AGENT, Role.IN_CHARGE, Role.DISTRICT)
DEPOT = "regional_depot"


def send(
    session: Session, *, source: str, destination: str, product: str, quantity: int, key: str, at: datetime,
    sender_id: uuid.UUID | None = None, lot: str | None = None, expiry: date | None = None,
) -> int:  # fmt: skip
    """Note that `quantity` units are on their way, and ask the receiving centre to confirm; the consignment's id. The line that takes
    them out is the caller's, of the same `key`; a second call with it gives the same consignment.
    """
    there = session.scalar(select(Consignment.id).where(Consignment.sent_key == key))
    if there is not None:
        return there
    sent = Consignment(
        source=source, destination=destination, product=product, sent=quantity, sent_key=key, sent_at=at, sent_by=sender_id, lot=lot,
        expiry=expiry,
    )  # fmt: skip
    session.add(sent)
    session.flush()
    arguments = {**_names(session, sent), "sent": str(quantity), "id": str(sent.id)}
    for each in _receivers(session, destination, CENTRE_ROLES, at) or _receivers(session, destination, (Role.DISTRICT,), at):
        if each.person_id is not None:
            notifications.request(session, each.person_id, "utter_stock_coming", arguments, key=_asks(sent, each))
    return sent.id


def _asks(sent: Consignment, receiver: StaffView) -> str:
    """The key of the request that asks this receiver what came."""
    return f"stock-coming:{sent.id}:{receiver.id}"


def opened(session: Session, consignment_id: int) -> Consignment:
    """The consignment, locked, that still waits to be confirmed. Raises NotFound `stock.no_consignment` and AlreadyReceived."""
    found = session.scalar(select(Consignment).where(Consignment.id == consignment_id).with_for_update())
    if found is None or found.cancelled_at is not None:
        raise NotFound("stock.no_consignment", id=consignment_id)
    if found.received_at is not None:
        raise AlreadyReceived(id=consignment_id)
    return found


def close(
    session: Session, sent: Consignment, quantity: int, *, key: str, at: datetime, receiver_id: uuid.UUID | None
) -> None:  # fmt: skip
    """Note what came of it; where that is not what was sent, both ends and their districts are told. Raises InvalidQuantity."""
    if not 0 <= quantity <= MAX_QUANTITY:
        raise InvalidQuantity(product=sent.product)
    sent.received, sent.received_at, sent.received_by, sent.received_key = quantity, at, receiver_id, key
    for each in _receivers(session, sent.destination, BOTH_ENDS, at):
        # who was not asked yet need not be any more
        notifications.cancel(session, _asks(sent, each))
    session.flush()
    actor = ("agent" if receiver_id else "system", receiver_id)
    audit.record(session, "stock.consignment_received", actor=actor, subject=("stock_consignment", str(sent.id)))
    if quantity != sent.sent:
        _tell_of_difference(session, sent, at)


def kind_at_destination(session: Session, source: str) -> Kind:
    """What comes from a depot is a receipt, from another centre a transfer in."""
    return Kind.RECEIPT if facilities.get(session, source).kind == DEPOT else Kind.TRANSFER_IN


def taken_back(session: Session, key: str, at: datetime) -> None:
    """The line that sent it was reversed: nobody is to confirm it any more. What was received stays as it is."""
    sent = session.scalar(select(Consignment).where(Consignment.sent_key == key).with_for_update())
    if sent is not None and sent.received_at is None:
        sent.cancelled_at = at
        session.flush()


def corrected_sending(session: Session, wrong_key: str, quantity: int, *, key: str, at: datetime) -> None:
    """What was sent of a consignment that came already is `quantity`; one that is still on its way is taken back, and sent anew."""
    sent = session.scalar(
        select(Consignment).where(Consignment.sent_key == wrong_key, Consignment.received_at.is_not(None)).with_for_update()
    )
    if sent is None:
        return
    sent.sent, sent.sent_key = quantity, key
    session.flush()
    if sent.received != quantity:
        _tell_of_difference(session, sent, at)


def corrected_receipt(session: Session, wrong_key: str, quantity: int, *, key: str, at: datetime) -> str | None:
    """Where the receipt of `wrong_key` confirmed a consignment: what came of it is `quantity`. The source's code; None: it did not."""
    sent = session.scalar(select(Consignment).where(Consignment.received_key == wrong_key).with_for_update())
    if sent is None:
        return None
    sent.received, sent.received_key = quantity, key
    session.flush()
    if quantity != sent.sent:
        _tell_of_difference(session, sent, at)
    return sent.source


def _tell_of_difference(session: Session, sent: Consignment, at: datetime) -> None:
    arguments = {**_names(session, sent), "sent": str(sent.sent), "received": str(sent.received), "id": str(sent.id)}
    told = {
        each.id: each
        for facility in (sent.source, sent.destination)
        for each in _receivers(session, facility, BOTH_ENDS, at)
        if each.person_id is not None
    }
    for each in told.values():
        if each.person_id is not None:
            key = f"stock-difference:{sent.id}:{sent.received}:{each.id}"
            notifications.request(session, each.person_id, "utter_stock_difference", arguments, key=key)


def _names(session: Session, sent: Consignment) -> dict[str, object]:
    product = session.get_one(Product, sent.product)
    return {
        "product": {"fr": product.name_fr, "bm": product.name_bm},
        "source": facilities.get(session, sent.source).name,
        "centre": facilities.get(session, sent.destination).name,
        "date": {"date": sent.sent_at.date().isoformat()},
    }


def _receivers(session: Session, facility: str, roles: tuple[Role, ...], at: datetime) -> list[StaffView]:
    place = facilities.get(session, facility).place
    return list(staff.receivers(session, place=place, facility=facility, roles=roles, on=at.date()))
