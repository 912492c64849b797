"""The queue on the pages: read, taken by one, answered, handed back; answers that are often given."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot import inbox
from bot.handover import service
from bot.handover.models import TalkRequest
from bot.inbound import Inbound, Kind
from core.audit import AuditEntry
from core.notifications import Notification
from core.staff.roles import Role


@pytest.fixture
def asked(world):
    """Somebody of Sikasso who asked for a human; the id of the request."""
    with world.transaction() as session:
        conversation = inbox.conversation_of(session, "telegram", "22370000001")
        inbox.store(session, Inbound("telegram", "22370000001", "1", Kind.TEXT, "j'ai très peur"))
        service.ask(session, conversation, "fr", "ML-C-SIKASSO", datetime.now(UTC))
        return session.scalars(select(TalkRequest.id)).one()


@pytest.fixture
def agent(desk):
    return desk(Role.DISTRICT, "ML-C-SIKASSO")


def told(database):
    with database.transaction() as session:
        return [row.response for row in session.scalars(select(Notification).order_by(Notification.id))]


def test_a_conversation_is_read_taken_answered_and_handed_back(agent, asked, world):
    assert f'href="/console/talks/{asked}"' in agent.get("/talks").text
    page = agent.get(f"/talks/{asked}").text
    assert "j&#39;ai très peur" in page
    assert "Prendre cette conversation" in page
    assert "Votre réponse" not in page, "who has not taken it cannot answer"
    assert agent.post(f"/talks/{asked}/take").status_code == 303
    assert agent.post(f"/talks/{asked}/answer", said="Je suis là.\r\nRespirez.").status_code == 303
    assert "Je suis là.\nRespirez." in agent.get(f"/talks/{asked}").text
    assert agent.post(f"/talks/{asked}/back").status_code == 303
    assert told(world) == ["utter_talk_taken", "utter_talk_answer", "utter_talk_handed_back"]
    assert "Personne n&#39;attend" in agent.get("/talks").text
    with world.transaction() as session:
        seen = session.scalars(select(AuditEntry).where(AuditEntry.action == "talk.viewed")).all()
        assert {entry.actor_id for entry in seen} == {str(agent.staff.uuid)}


def test_who_comes_second_is_told(agent, asked, desk):
    other = desk(Role.NATIONAL)
    agent.post(f"/talks/{asked}/take")
    assert f"Prise par {agent.staff.name}" in other.get("/talks").text
    answer = other.post(f"/talks/{asked}/take")
    assert (answer.status_code, "déjà" in answer.text) == (409, True)
    assert other.post(f"/talks/{asked}/answer", said="Bonjour").status_code == 409
    assert "Prise par quelqu" in other.get(f"/talks/{asked}").text


@pytest.mark.parametrize(("said", "words"), [("", "Écrivez"), ("x" * 1501, "1500")])
def test_what_is_no_answer_is_said_and_stays_typed(agent, asked, said, words, world):
    agent.post(f"/talks/{asked}/take")
    answer = agent.post(f"/talks/{asked}/answer", said=said)
    assert (answer.status_code, words in answer.text, said in answer.text) == (422, True, True)
    assert told(world) == ["utter_talk_taken"]


def test_another_districts_people_are_nobody(desk, asked):
    at = desk(Role.DISTRICT, "ML-C-KAYES")
    assert str(asked) not in at.get("/talks").text
    assert at.get(f"/talks/{asked}").status_code == 404
    assert at.post(f"/talks/{asked}/take").status_code == 404
    assert at.get("/talks/nonsense").status_code == 404


def test_danger_is_shown(agent, asked, world):
    with world.transaction() as session:
        service.danger(session, session.get_one(TalkRequest, asked).conversation_id, datetime.now(UTC))
    assert "Signe de danger" in agent.get("/talks").text
    assert "signe de danger" in agent.get(f"/talks/{asked}").text


def test_answers_often_given_are_kept_used_and_dropped(agent, asked):
    assert agent.post("/talks/canned/keep", title="Bonjour", text="Bonjour, je suis là.", locale="fr").status_code == 303
    listed = agent.get("/talks/canned").text
    assert "Bonjour, je suis là." in listed
    number = listed.split("?change=")[1].split("#")[0]
    agent.post("/talks/canned/keep", id=number, title="Bonjour", text="Bonjour, un agent vous lit.", locale="fr")
    agent.post(f"/talks/{asked}/take")
    assert "Bonjour, un agent vous lit." in agent.get(f"/talks/{asked}", canned=number).text
    assert agent.post(f"/talks/canned/{number}/drop").status_code == 303
    assert "Bonjour, un agent" not in agent.get("/talks/canned").text
    assert agent.post("/talks/canned/keep", title="", text="x", locale="fr").status_code == 422
    assert agent.post("/talks/canned/keep", id="999", title="x", text="x", locale="fr").status_code == 404
    assert agent.post("/talks/canned/nonsense/drop").status_code == 404
