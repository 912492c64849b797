"""Writing about people. Each function runs in the caller's transaction."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import crypto
from core.errors import InvalidInput, NotFound
from core.i18n import LOCALES
from core.identity.models import ChannelIdentity, Consent, Person, now


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person at one of their addresses. locale: None until it is known. blocked: that address takes no messages from us."""

    person_id: uuid.UUID
    identity_id: uuid.UUID
    channel: str
    locale: str | None
    opted_out: bool
    blocked: bool


def address_index(channel: str, address: str) -> str:
    """The blind index of an address on a channel."""
    return crypto.blind_index("address", f"{channel}\0{address}")


def identify(session: Session, channel: str, address: str) -> PersonView:
    """Who writes from this address; made when new. Two at the same time get the same person."""
    if not channel or not address:
        raise InvalidInput("empty_address")
    index = address_index(channel, address)
    found = _at(session, channel, index)
    if found is not None:
        return found
    person = Person()
    session.add(person)
    session.flush()
    made = session.execute(
        insert(ChannelIdentity)
        .values(id=uuid.uuid4(), person_id=person.id, channel=channel, address=address, address_index=index, created_at=now())
        .on_conflict_do_nothing(index_elements=["channel", "address_index"])
        .returning(ChannelIdentity.id)
    ).scalar_one_or_none()
    if made is None:
        # somebody else made it meanwhile: theirs stands
        session.delete(person)
        session.flush()
        found = _at(session, channel, index)
        if found is None:
            raise NotFound("identity")
        return found
    return PersonView(person.id, made, channel, locale=None, opted_out=False, blocked=False)


def view(session: Session, identity_id: uuid.UUID) -> PersonView:
    """The person at an address, by the address's id. Raises NotFound after `erase`."""
    row = session.execute(_SELECT.where(ChannelIdentity.id == identity_id)).one_or_none()
    if row is None:
        raise NotFound("identity")
    return _view(*row)


def set_locale(session: Session, person_id: uuid.UUID, locale: str) -> None:
    if locale not in LOCALES:
        raise InvalidInput("unknown_locale", locale=locale)
    _person(session, person_id).locale = locale
    session.flush()


def opt_out(session: Session, person_id: uuid.UUID) -> None:
    """Send nothing unasked from now on. The first time stands."""
    person = _person(session, person_id)
    person.opted_out_at = person.opted_out_at or now()
    session.flush()


def opt_in(session: Session, person_id: uuid.UUID) -> None:
    _person(session, person_id).opted_out_at = None
    session.flush()


def mark_blocked(session: Session, channel: str, address: str, reason: str) -> bool:
    """Note that messages to this address will not pass, and why. False when nobody has this address."""
    changed = session.execute(
        update(ChannelIdentity)
        .where(ChannelIdentity.channel == channel, ChannelIdentity.address_index == address_index(channel, address))
        .values(blocked_at=now(), reason=reason)
    )
    return cast("CursorResult[object]", changed).rowcount > 0


def unblock(session: Session, channel: str, address: str) -> bool:
    """The address takes messages again: they wrote. False when it was not blocked."""
    changed = session.execute(
        update(ChannelIdentity)
        .where(
            ChannelIdentity.channel == channel,
            ChannelIdentity.address_index == address_index(channel, address),
            ChannelIdentity.blocked_at.is_not(None),
        )
        .values(blocked_at=None, reason=None)
    )
    return cast("CursorResult[object]", changed).rowcount > 0


def give_consent(session: Session, person_id: uuid.UUID, purpose: str, text_version: str, locale: str) -> uuid.UUID:
    """Keep that the person agreed, to which text, in which language. Agreeing again to the same text changes nothing. Returns its id."""
    # the lock makes two "yes" one after the other
    _person(session, person_id, lock=True)
    standing = session.scalars(_standing(person_id, purpose)).first()
    if standing is not None and (standing.text_version, standing.locale) == (text_version, locale):
        return standing.id
    withdraw(session, person_id, purpose)
    consent = Consent(person_id=person_id, purpose=purpose, text_version=text_version, locale=locale)
    session.add(consent)
    session.flush()
    return consent.id


def withdraw(session: Session, person_id: uuid.UUID, purpose: str) -> bool:
    """The person no longer agrees. False when they had not agreed."""
    standing = session.scalars(_standing(person_id, purpose)).all()
    for consent in standing:
        consent.withdrawn_at = now()
    session.flush()
    return bool(standing)


def erase(session: Session, person_id: uuid.UUID) -> None:
    """The person, their addresses and their consents are gone. Erasing nobody is no error."""
    session.execute(delete(Consent).where(Consent.person_id == person_id))
    session.execute(delete(ChannelIdentity).where(ChannelIdentity.person_id == person_id))
    session.execute(delete(Person).where(Person.id == person_id))


_SELECT = select(ChannelIdentity, Person).join(Person, Person.id == ChannelIdentity.person_id).execution_options(populate_existing=True)


def _standing(person_id: uuid.UUID, purpose: str) -> Select[Consent]:
    return select(Consent).where(Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))


def _at(session: Session, channel: str, index: str) -> PersonView | None:
    row = session.execute(_SELECT.where(ChannelIdentity.channel == channel, ChannelIdentity.address_index == index)).one_or_none()
    return None if row is None else _view(*row)


def view_of(
    person_id: uuid.UUID,
    identity_id: uuid.UUID,
    channel: str,
    locale: str | None,
    opted_out_at: datetime | None,
    blocked_at: datetime | None,
) -> PersonView:
    """A person of what somebody else has read of them."""
    return PersonView(person_id, identity_id, channel, locale, opted_out_at is not None, blocked_at is not None)


def _view(identity: ChannelIdentity, person: Person) -> PersonView:
    return view_of(person.id, identity.id, identity.channel, person.locale, person.opted_out_at, identity.blocked_at)


def _person(session: Session, person_id: uuid.UUID, *, lock: bool = False) -> Person:
    person = session.get(Person, person_id, with_for_update=lock or None)
    if person is None:
        raise NotFound("person")
    return person
