"""The list of those who get the report, and the deliveries. Each function runs in the caller's transaction."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import audit
from core.crypto import blind_index
from core.errors import Conflict, InvalidInput, NotFound
from core.i18n import _
from core.mail import Attachment, Letter, checked_address
from usage import exports
from usage.mailing.models import Delivery, Subscription
from usage.queries import statistics
from usage.report import gather, to_pdf
from usage.service import OPEN_DAYS, today
from usage.wish import Wish

EVERY = ("week", "month")
Actor = tuple[str, uuid.UUID | str | None]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """last_sent: the last day of the last report that went out; failure: why the newest one did not."""

    id: int
    address: str
    every: str
    last_sent: date | None
    failure: str | None


def subscribe(session: Session, address: str, every: str, actor: Actor) -> int:
    """Put an address on the list. Raises InvalidInput (`mail.bad_address`, `mailing.every`), Conflict `mailing.there`."""
    if every not in EVERY:
        raise InvalidInput("mailing.every")
    address = checked_address(address)
    made = session.execute(
        insert(Subscription)
        .values(address=address, address_index=_index(address), every=every, created_at=datetime.now(UTC))
        .on_conflict_do_nothing(index_elements=["address_index", "every"])
        .returning(Subscription.id)
    ).scalar_one_or_none()
    if made is None:
        raise Conflict("mailing.there")
    audit.record(session, "mailing.subscribed", actor=actor, subject=("mailing", str(made)), after={"every": every})
    return made


def unsubscribe(session: Session, number: int, actor: Actor) -> None:
    """Take an address off the list, and forget it. Raises NotFound."""
    if session.execute(delete(Subscription).where(Subscription.id == number).returning(Subscription.id)).first() is None:
        raise NotFound("mailing.unknown")
    audit.record(session, "mailing.unsubscribed", actor=actor, subject=("mailing", str(number)))


def subscribers(session: Session) -> list[Subscriber]:
    """The list, oldest first."""
    return [_subscriber(session, each) for each in session.scalars(select(Subscription).order_by(Subscription.id))]


def _subscriber(session: Session, row: Subscription) -> Subscriber:
    own = select(Delivery).where(Delivery.subscription_id == row.id).order_by(Delivery.last.desc()).limit(1)
    newest, sent = session.scalars(own).first(), session.scalars(own.where(Delivery.sent_at.is_not(None))).first()
    failure = newest.failure if newest is not None and newest.sent_at is None else None
    return Subscriber(row.id, row.address, row.every, sent.last if sent else None, failure)


def last_period(every: str, on: date) -> tuple[date, date]:
    """The last week (from Monday) or month whose figures no longer change on a day."""
    over = on - timedelta(days=OPEN_DAYS - 1)
    first = over - timedelta(days=over.weekday()) if every == "week" else over.replace(day=1)
    last = first - timedelta(days=1)
    return (last - timedelta(days=6) if every == "week" else last.replace(day=1)), last


def due(session: Session, on: date) -> list[int]:
    """Make the deliveries that are due on a day and not yet made; their numbers."""
    made = []
    for row in session.execute(select(Subscription.id, Subscription.every).order_by(Subscription.id)):
        first, last = last_period(row.every, on)
        number = session.execute(
            insert(Delivery)
            .values(subscription_id=row.id, first=first, last=last, attempts=0, created_at=datetime.now(UTC))
            .on_conflict_do_nothing(index_elements=["subscription_id", "first", "last"])
            .returning(Delivery.id)
        ).scalar_one_or_none()
        if number is not None:
            made.append(number)
    return made


def letter(session: Session, delivery_id: int) -> Letter | None:
    """The letter of a delivery; None where it was sent, or the address was taken off the list."""
    row = session.execute(
        select(Delivery, Subscription.address)
        .join(Subscription, Subscription.id == Delivery.subscription_id)
        .where(Delivery.id == delivery_id, Delivery.sent_at.is_(None))
    ).first()
    if row is None:
        return None
    delivery, address = row
    first, last = delivery.first, delivery.last
    wish = Wish(first, last, "day", ("channel",))
    name = f"assa-{first.isoformat()}-{last.isoformat()}"
    return Letter(
        to=address,
        subject=_("ASSA : utilisation du {first} au {last}").format(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}"),
        text=_(
            "Bonjour,\n\nVous trouverez ci-joint le rapport d'utilisation d'ASSA et ses chiffres par jour et par canal. "
            "Ils ne contiennent ni nom, ni numéro, ni message.\n\nPour ne plus le recevoir, dites-le à la coordination."
        ),
        key=f"usage-{delivery.id}-{last.isoformat()}",
        attachments=(
            Attachment(f"{name}.pdf", "application/pdf", to_pdf(gather(session, first, last, today()), today())),
            Attachment(f"{name}.csv", "text/csv", exports.to_csv(wish, statistics(session, wish, today()))),
        ),
    )


def sent(session: Session, delivery_id: int) -> None:
    """It went out."""
    row = session.get_one(Delivery, delivery_id)
    row.sent_at, row.failure, row.attempts = datetime.now(UTC), None, row.attempts + 1


def failed(session: Session, delivery_id: int, why: str) -> None:
    """An attempt failed. why: a code."""
    row = session.get_one(Delivery, delivery_id)
    row.failure, row.attempts = why, row.attempts + 1


def _index(address: str) -> str:
    return blind_index("mail", address.casefold())
