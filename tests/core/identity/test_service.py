"""Who writes is known by their address, in one language, with what they agreed to, until they want to be forgotten."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text

from core.database import Database
from core.errors import InvalidInput, NotFound
from core.identity import queries, service
from core.identity.models import ChannelIdentity, Consent, Person


def counted(database: Database, model: type) -> int:
    with database.transaction() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_same_address_is_the_same_person(database: Database) -> None:
    with database.transaction() as session:
        first = service.identify(session, "telegram", "4711")
    with database.transaction() as session:
        again = service.identify(session, "telegram", "4711")
        other = service.identify(session, "whatsapp", "4711")
    assert first == again
    assert first.locale is None
    assert not first.blocked
    assert not first.opted_out
    assert other.person_id != first.person_id


def test_eight_messages_at_once_from_a_new_address_make_one_person(database: Database) -> None:
    def arrive(_: int) -> uuid.UUID:
        with database.transaction() as session:
            return service.identify(session, "whatsapp", "22376123456").person_id

    with ThreadPoolExecutor(8) as pool:
        people = set(pool.map(arrive, range(8)))
    assert len(people) == 1
    assert counted(database, Person) == counted(database, ChannelIdentity) == 1


def test_the_address_cannot_be_read_in_the_database(database: Database) -> None:
    with database.transaction() as session:
        service.identify(session, "whatsapp", "22376123456")
        stored = str(session.execute(text("SELECT * FROM channel_identity")).all())
    assert "76123456" not in stored


@pytest.mark.parametrize(("channel", "address"), [("", "1"), ("telegram", "")])
def test_nobody_without_an_address(database: Database, channel: str, address: str) -> None:
    with database.transaction() as session, pytest.raises(InvalidInput, match="empty_address"):
        service.identify(session, channel, address)


def test_the_language_is_kept(database: Database) -> None:
    with database.transaction() as session:
        person = service.identify(session, "telegram", "1")
        service.set_locale(session, person.person_id, "bm")
    with database.transaction() as session:
        assert service.view(session, person.identity_id).locale == "bm"


def test_a_language_that_we_do_not_speak_is_refused(database: Database) -> None:
    with database.transaction() as session:
        person = service.identify(session, "telegram", "1")
        with pytest.raises(InvalidInput, match="unknown_locale"):
            service.set_locale(session, person.person_id, "en")


def test_whoever_opted_out_can_come_back(database: Database) -> None:
    with database.transaction() as session:
        person = service.identify(session, "telegram", "1")
        service.opt_out(session, person.person_id)
        service.opt_out(session, person.person_id)
        assert service.view(session, person.identity_id).opted_out
        assert queries.reachable(session, person.person_id) == []
        service.opt_in(session, person.person_id)
        assert not service.view(session, person.identity_id).opted_out
        assert queries.reachable(session, person.person_id) == [queries.Address("telegram", "1")]


def test_a_blocked_address_is_not_written_to_until_it_writes(database: Database) -> None:
    with database.transaction() as session:
        person = service.identify(session, "telegram", "1")
        assert service.mark_blocked(session, "telegram", "1", "blocked")
        assert service.view(session, person.identity_id).blocked
        assert queries.reachable(session, person.person_id) == []
        assert service.unblock(session, "telegram", "1")
        assert not service.unblock(session, "telegram", "1")
        assert not service.view(session, person.identity_id).blocked


def test_blocking_an_address_that_nobody_has_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        assert not service.mark_blocked(session, "telegram", "nobody", "blocked")


def test_consent_is_kept_with_its_text_and_language_and_can_be_withdrawn(database: Database) -> None:
    with database.transaction() as session:
        person = service.identify(session, "telegram", "1").person_id
        first = service.give_consent(session, person, "report_case", "1", "fr")
        assert service.give_consent(session, person, "report_case", "1", "fr") == first
        second = service.give_consent(session, person, "report_case", "2", "bm")
        assert second != first
        standing = queries.consent(session, person, "report_case")
        assert standing is not None
        assert (standing.text_version, standing.locale) == ("2", "bm")
        assert service.withdraw(session, person, "report_case")
        assert not service.withdraw(session, person, "report_case")
        assert queries.consent(session, person, "report_case") is None
        assert all(given.withdrawn_at is not None for given in queries.consents(session, person))
        assert len(queries.consents(session, person)) == 2


def test_two_yes_at_once_are_one_consent(database: Database) -> None:
    with database.transaction() as session:
        person = service.identify(session, "telegram", "1").person_id

    def agree(_: int) -> uuid.UUID:
        with database.transaction() as session:
            return service.give_consent(session, person, "report_case", "1", "fr")

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(agree, range(4)))) == 1


def test_after_erasure_nothing_is_left(database: Database) -> None:
    with database.transaction() as session:
        person = service.identify(session, "telegram", "1")
        service.give_consent(session, person.person_id, "report_case", "1", "fr")
    with database.transaction() as session:
        service.erase(session, person.person_id)
        service.erase(session, person.person_id)
    assert counted(database, Person) == counted(database, ChannelIdentity) == counted(database, Consent) == 0
    with database.transaction() as session, pytest.raises(NotFound):
        service.view(session, person.identity_id)
    with database.transaction() as session, pytest.raises(NotFound):
        service.set_locale(session, person.person_id, "fr")


def test_erasing_one_leaves_the_others(database: Database) -> None:
    with database.transaction() as session:
        gone = service.identify(session, "telegram", "1")
        stays = service.identify(session, "telegram", "2")
        service.erase(session, gone.person_id)
        assert service.view(session, stays.identity_id) == stays
        assert service.identify(session, "telegram", "1").person_id != gone.person_id
