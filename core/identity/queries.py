"""Reading about people: session in, dataclasses out."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.identity.models import ChannelIdentity, Consent, Person
from core.identity.service import address_index


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be written to."""

    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """A consent as it was given. withdrawn_at: None while it stands."""

    purpose: str
    text_version: str
    locale: str
    given_at: datetime
    withdrawn_at: datetime | None


def consent(session: Session, person_id: uuid.UUID, purpose: str) -> Agreement | None:
    """The consent that stands for a purpose, or None."""
    return next((given for given in consents(session, person_id) if given.purpose == purpose and given.withdrawn_at is None), None)


def consents(session: Session, person_id: uuid.UUID) -> Sequence[Agreement]:
    """All that a person agreed to, the latest first, withdrawn ones included."""
    rows = session.scalars(select(Consent).where(Consent.person_id == person_id).order_by(Consent.given_at.desc()))
    return [Agreement(row.purpose, row.text_version, row.locale, row.given_at, row.withdrawn_at) for row in rows]


def reachable(session: Session, person_id: uuid.UUID) -> Sequence[Address]:
    """Where we may write of ourselves: no address that is blocked, none at all of a person who opted out."""
    rows = session.scalars(
        select(ChannelIdentity)
        .join(Person, Person.id == ChannelIdentity.person_id)
        .where(Person.id == person_id, Person.opted_out_at.is_(None), ChannelIdentity.blocked_at.is_(None))
        .order_by(ChannelIdentity.created_at)
    )
    return [Address(row.channel, row.address) for row in rows]


def at_phone(session: Session, phone: str) -> Sequence[uuid.UUID]:
    """The people who write from a phone (E.164) on a channel whose addresses are phone numbers, and take messages there."""
    index = address_index("whatsapp", phone.removeprefix("+"))
    rows = select(ChannelIdentity.person_id).where(ChannelIdentity.channel == "whatsapp", ChannelIdentity.address_index == index)
    return session.scalars(rows.where(ChannelIdentity.blocked_at.is_(None))).all()
