"""What a conversation leaves in the statistics, and that erasure takes nobody out of them."""

from sqlalchemy import select

from tests.town import PEOPLE, Town
from usage.models import UsageDay, UsagePerson


def rows(town: Town, newer_than: set[int]) -> list[tuple[UsagePerson, UsageDay]]:
    with town.database.transaction() as session:
        found = session.execute(select(UsagePerson, UsageDay).join(UsageDay, UsageDay.usage_id == UsagePerson.id)).all()
        return [(person, day) for person, day in found if person.id not in newer_than]


def test_each_message_is_counted_once_and_stays_counted_without_the_person(whole_town: Town) -> None:
    before = {person.id for person, _ in rows(whole_town, set())}
    person = PEOPLE["telegram"](whole_town)
    sent = 0
    for said in ("start", "1", "faut-il porter des gants ?"):
        sent += len(person.say(said))
    found = rows(whole_town, before)
    assert len({someone.id for someone, _ in found}) == 1
    assert found[0][0].person_id is not None
    days = [day for _, day in found]
    assert {day.channel for day in days} == {"telegram"}
    assert sum(day.messages_in for day in days) == 3
    assert sum(day.messages_out for day in days) == sent
    assert sum(day.sessions for day in days) == 1
    assert [day.messages_in for day in days if day.topic == "gloves"] == [1]

    person.say("effacer mes données")
    person.say("1")
    found = rows(whole_town, before)
    assert {(someone.person_id, someone.last_at) for someone, _ in found} == {(None, None)}
    assert sum(day.messages_in for _, day in found) == 5
