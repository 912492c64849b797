"""The content-gap list counts like questions as one; ratings are counts; nothing in either leads to a person."""

from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, select

from assa.cli import main
from assa.seeds import import_seeds
from messages import queries as messages
from messages.questions import jobs, queries, service
from messages.questions.models import Question
from messages.questions.service import Asked

DAY = date(2026, 11, 20)


def asked(text, kind=service.LOST, day=DAY, **more):
    return Asked(text, day, "fr", kind, **more)


@pytest.fixture
def session(database):
    with database.transaction() as session:
        yield session


def test_like_questions_are_counted_as_one_the_most_frequent_first(session):
    for text in ("Où acheter du savon ?", "le prix du riz", "Bonjour, ou acheter du savon", "OU ACHETER DU SAVON svp"):
        service.record(session, asked(text))
    first, second = queries.gaps(session)
    assert (first.count, first.text, first.kinds, first.locales) == (3, "Où acheter du savon ?", {"lost": 3}, {"fr": 3})
    assert second.count == 1


def test_two_people_who_ask_the_same_of_two_names_are_one_gap_and_no_name_is_kept(session):
    service.record(session, asked("Moussa Traoré peut-il prier ?"))
    service.record(session, asked("Awa Diarra 76123456 peut-il prier ?"))
    (gap,) = queries.gaps(session)
    assert gap.count == 2
    kept = session.scalars(select(Question)).all()
    assert not any(part in row.text + row.key for row in kept for part in ("Moussa", "Traor", "Awa", "Diarra", "7612", "moussa", "awa"))


def test_the_tables_have_no_place_for_a_person(session):
    columns = {c["name"] for table in ("question", "answer_rating") for c in inspect(session.connection()).get_columns(table)}
    assert columns == {
        "id", "day", "kind", "locale", "text", "key", "offered", "chosen", "topic", "message_id", "useful", "not_useful",
    }  # fmt: skip


def test_what_was_offered_and_chosen_is_kept(session):
    number = service.record(session, asked("masque enfant", service.DID_YOU_MEAN, offered=("masks", "children")))
    service.choose(session, number, "vaccine")
    assert session.get_one(Question, number).chosen is None
    service.choose(session, number, "children")
    service.choose(session, 999_999, "children")
    (gap,) = queries.gaps(session)
    assert gap.chosen == {"children": 1}
    service.choose(session, number, service.NONE_OF_THESE)
    assert session.get_one(Question, number).chosen == "none"


def test_rumours_are_counted_by_their_claim_and_listed_alone(session):
    service.record(session, asked("est-ce vrai que le savon rend fou", service.RUMOUR, claim="le savon rend fou"))
    service.record(session, asked("il paraît que le savon rend fou", service.RUMOUR, claim="le savon rend fou"))
    service.record(session, asked("le prix du riz"))
    (rumour,) = queries.gaps(session, kinds=(service.RUMOUR,))
    assert rumour.count == 2


def test_an_answer_without_a_question_is_counted_by_its_topic(session):
    service.record(session, asked("", service.LOW_RATING, topic="masks"))
    service.record(session, asked("", service.LOW_RATING, topic="vaccine"))
    assert [gap.topics for gap in queries.gaps(session)] in ([{"masks": 1}, {"vaccine": 1}], [{"vaccine": 1}, {"masks": 1}])


def test_since_leaves_out_what_is_older(session):
    service.record(session, asked("hier", day=DAY - timedelta(days=1)))
    service.record(session, asked("aujourd'hui"))
    assert [gap.text for gap in queries.gaps(session, since=DAY)] == ["aujourd'hui"]


def test_an_unknown_kind_is_refused(session):
    with pytest.raises(ValueError, match="odd"):
        service.record(session, asked("x", "odd"))


def test_questions_go_after_the_days_of_the_fact(session):
    import_seeds(session)
    days = int(messages.facts(session, DAY)["question_retention_days"])
    service.record(session, asked("trop vieux", day=DAY - timedelta(days=days + 1)))
    service.record(session, asked("encore bon", day=DAY - timedelta(days=days)))
    jobs.forget_questions(session, datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC))
    assert [row.text for row in session.scalars(select(Question))] == ["encore bon"]


def test_a_rating_counts_once_and_may_be_changed(session):
    import_seeds(session)
    message = messages.live(session, "masks", "fr", on=DAY)
    assert message is not None
    service.rate(session, message.id, DAY, True)
    service.rate(session, message.id, DAY, True)
    service.rate(session, message.id, DAY, True, before=True)
    service.rate(session, message.id, DAY, False, before=True)
    (row,) = queries.ratings(session)
    assert (row.topic, row.version, row.useful, row.not_useful) == ("masks", message.version, 1, 1)
    service.rate(session, message.id, DAY + timedelta(days=1), True, before=False)
    (row,) = queries.ratings(session)
    # corrected the day after: that day's own count never falls below nothing
    assert (row.useful, row.not_useful) == (2, 1)
    assert queries.ratings(session, since=DAY + timedelta(days=2)) == []


def test_the_commands_list_them(database, settings, monkeypatch):
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    with database.transaction() as session:
        import_seeds(session)
        message = messages.live(session, "masks", "fr", on=DAY)
        assert message is not None
        service.rate(session, message.id, DAY, False)
        service.record(session, asked("on dit que le savon rend fou", service.RUMOUR, claim="le savon rend fou"))
        service.record(session, asked("le prix du riz", service.DID_YOU_MEAN, offered=("food",)))
    run = CliRunner().invoke
    everything = run(main, ["messages", "gaps"])
    assert everything.exit_code == 0, everything.output
    assert "le prix du riz" in everything.output
    rumours = run(main, ["messages", "gaps", "--rumours", "--since", "2026-11-01"])
    assert rumours.output.splitlines()[0] == "    1  on dit que le savon rend fou"
    assert "riz" not in rumours.output
    assert run(main, ["messages", "gaps", "--since", "2027-01-01"]).output == "none\n"
    assert "fr/masks" in run(main, ["messages", "ratings"]).output
