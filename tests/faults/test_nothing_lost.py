"""Whatever is killed: a message accepted is answered, a report acknowledged is stored, and emergencies need nobody."""

import signal
import time
import uuid
from collections.abc import Iterator

import pytest

from assa.parts import Part
from bot.models import InboxMessage
from contact_tracing.models import Case
from core.identity import service as identity
from tests.town import Town, WebPerson, WhatsAppPerson


def part(town: Town, name: str) -> Part:
    return next(part for part in town.supervisor.parts if part.name == name)


@pytest.fixture
def down(whole_town: Town) -> Iterator:
    """Kill a part; it is started again at the end of the test at the latest."""
    killed: list[Part] = []

    def kill(name: str) -> Part:
        victim = part(whole_town, name)
        assert victim.process is not None
        victim.process.kill()
        victim.process.wait()
        killed.append(victim)
        return victim

    yield kill
    for victim in killed:
        if not victim.alive:
            victim.start()
        victim.wait_ready()


def names(parts: list[dict]) -> list[str]:
    return [part["response"] for part in parts]


def french(town: Town, kind: type = WebPerson):
    person = kind(town)
    person.say("start")
    person.say("1")
    return person


def test_without_rasa_we_are_not_ready_we_say_that_we_are_slow_and_answer_when_it_is_back(whole_town: Town, down):
    person = french(whole_town)
    rasa = down("rasa")
    assert whole_town.http.get(f"{whole_town.base}/healthz").status_code == 200
    ready = whole_town.http.get(f"{whole_town.base}/readyz")
    assert ready.status_code == 503
    assert ready.json() == {"database": True, "redis": True, "rasa": False}
    assert names(person.say("comment porter un masque ?")) == ["utter_slow"]
    assert names(person.say("et les enfants ?")) == ["utter_slow"]
    rasa.start()
    rasa.wait_ready()
    later: list[str] = []
    until = time.monotonic() + 60
    while len(later) < 2 and time.monotonic() < until:
        time.sleep(0.5)
        answer = whole_town.http.get(f"{whole_town.base}/chat/messages", params={"sender": person.sender})
        later += names(answer.json()["messages"])
    assert later[0] == "masks"
    assert whole_town.http.get(f"{whole_town.base}/readyz").status_code == 200


def test_an_emergency_needs_no_rasa(whole_town: Town, down):
    person = french(whole_town)
    down("rasa")
    assert names(person.say("mon père n'arrive plus à respirer")) == ["emergency"]


def test_on_the_page_an_emergency_passes_a_message_that_waits_for_rasa(whole_town: Town, down):
    person = french(whole_town)
    rasa = down("rasa")
    assert names(person.say("comment porter un masque ?")) == ["utter_slow"]
    assert names(person.say("mon père n'arrive plus à respirer")) == ["emergency"]
    assert waiting(whole_town) == ["comment porter un masque ?"]
    rasa.start()
    rasa.wait_ready()
    answered(whole_town)


def test_on_whatsapp_an_emergency_passes_a_message_that_waits_for_rasa(whole_town: Town, down):
    person = french(whole_town, WhatsAppPerson)
    rasa = down("rasa")
    question = posted(whole_town, person, "comment porter un masque ?")
    assert names(person.say("mon père n'arrive plus à respirer")) == ["emergency"]
    assert waiting(whole_town) == ["comment porter un masque ?"]
    rasa.start()
    rasa.wait_ready()
    assert names(whole_town.answers_to("whatsapp", question))[-1] == "masks"


def test_an_emergency_interrupts_a_turn_that_hangs(whole_town: Town):
    """Rasa takes the question and says nothing: a turn may wait for it for `ASSA_RASA_TIMEOUT`, somebody in danger may not."""
    person = french(whole_town, WhatsAppPerson)
    rasa = part(whole_town, "rasa").process
    assert rasa is not None
    rasa.send_signal(signal.SIGSTOP)
    try:
        question = posted(whole_town, person, "comment porter un masque ?")
        begun = time.monotonic()
        assert names(person.say("mon père n'arrive plus à respirer")) == ["emergency"]
        assert time.monotonic() - begun < whole_town.settings.rasa_timeout / 2
    finally:
        rasa.send_signal(signal.SIGCONT)
    assert names(whole_town.answers_to("whatsapp", question))[0] == "masks"


def posted(town: Town, person: WhatsAppPerson, text: str) -> str:
    """Write on WhatsApp without waiting for an answer; the message's id."""
    message = town.graph.text(person.address, text)
    body = town.graph.event(message)
    assert town.http.post(f"{town.base}/whatsapp", content=body, headers=town.graph.headers(body)).status_code == 200
    return str(message["id"])


def waiting(town: Town) -> list[str]:
    with town.database.transaction() as session:
        return [message.payload["text"] for message in session.query(InboxMessage).filter_by(state="pending").all()]


def answered(town: Town) -> None:
    """Wait until nothing is left in the inbox."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if not waiting(town):
            return
        time.sleep(0.5)
    pytest.fail("a message was not answered")


def test_a_message_accepted_while_the_worker_is_dead_is_answered_when_it_is_back(whole_town: Town, down):
    person = french(whole_town, WhatsAppPerson)
    worker = down("worker")
    message = whole_town.graph.text(person.address, "comment porter un masque ?")
    body = whole_town.graph.event(message)
    for _ in range(2):
        # Meta sends it twice: it is one message
        assert whole_town.http.post(f"{whole_town.base}/whatsapp", content=body, headers=whole_town.graph.headers(body)).status_code == 200
    with whole_town.database.transaction() as session:
        assert session.query(InboxMessage).filter_by(provider_id=message["id"]).count() == 1
    worker.start()
    assert names(whole_town.answers_to("whatsapp", message["id"]))[0] == "masks"


def test_a_confirmed_report_whose_action_server_was_dead_is_stored_once_and_acknowledged_after(whole_town: Town, down):
    person = french(whole_town)
    for text in (
        "je veux signaler un malade",
        "1",
        "1",
        "Awa Traoré",
        "34 ans",
        "2",
        "passer",
        "Sikasso",
        "passer",
        "passer",
        "1 2",
        "hier",
        "1",
    ):
        answer = person.say(text)
    assert names(answer) == ["utter_report_summary"]
    with whole_town.database.transaction() as session:
        before = session.query(Case).count()
    actions = down("actions")
    assert names(person.say("1")) == ["utter_slow"]
    with whole_town.database.transaction() as session:
        assert session.query(Case).count() == before
    actions.start()
    actions.wait_ready()
    later: list[str] = []
    until = time.monotonic() + 60
    while not later and time.monotonic() < until:
        time.sleep(0.5)
        later = names(whole_town.http.get(f"{whole_town.base}/chat/messages", params={"sender": person.sender}).json()["messages"])
    assert later == ["utter_report_taken"]
    with whole_town.database.transaction() as session:
        assert session.query(Case).count() == before + 1


def test_the_same_message_of_the_page_again_gives_the_same_answer_and_no_second_turn(whole_town: Town):
    message = {"sender": uuid.uuid4().hex, "id": "one", "text": "comment porter un masque ?"}
    first = whole_town.http.post(f"{whole_town.base}/chat/messages", json=message).json()
    assert whole_town.http.post(f"{whole_town.base}/chat/messages", json=message).json() == first
    assert names(first["messages"])[0] == "masks"


def test_whatsapp_without_its_signature_stores_nothing(whole_town: Town):
    message = whole_town.graph.text("22376999999", "bonjour")
    body = whole_town.graph.event(message)
    headers = {**whole_town.graph.headers(body), "X-Hub-Signature-256": "sha256=" + "0" * 64}
    assert whole_town.http.post(f"{whole_town.base}/whatsapp", content=body, headers=headers).status_code in (401, 403)
    with whole_town.database.transaction() as session:
        assert session.query(InboxMessage).filter_by(provider_id=message["id"]).count() == 0


def test_telegram_without_its_secret_stores_nothing(whole_town: Town):
    update = {"update_id": 987_654, "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "bonjour"}}
    response = whole_town.http.post(f"{whole_town.base}/telegram", json=update, headers={"X-Telegram-Bot-Api-Secret-Token": "wrong"})
    assert response.status_code in (401, 403)
    with whole_town.database.transaction() as session:
        assert session.query(InboxMessage).filter_by(provider_id="987654").count() == 0


def test_somebody_who_blocks_us_is_noted_and_is_answered_when_they_write_again(whole_town: Town):
    person = french(whole_town, WhatsAppPerson)
    whole_town.graph.stopped.add(person.address)
    person.say("menu")
    with whole_town.database.transaction() as session:
        assert identity.identify(session, "whatsapp", person.address).blocked
    whole_town.graph.stopped.discard(person.address)
    assert names(person.say("menu")) == ["utter_menu"]
    assert whole_town.graph.sent[-1].to == person.address


def test_no_log_of_any_part_holds_a_name_a_number_or_a_text(whole_town: Town):
    person = french(whole_town, WhatsAppPerson)
    for text in ("je veux signaler un malade", "1", "1", "Zoumana Berthelemissi", "34 ans", "2", "76 98 76 54"):
        person.say(text)
    logs = [path.read_text(encoding="utf-8", errors="replace") for path in (whole_town.settings.data_dir / "logs").glob("*.log")]
    assert logs
    for secret in ("Berthelemissi", "76987654", "76 98 76 54", person.address, whole_town.graph.token, whole_town.telegram.token):
        assert not any(secret in log for log in logs)
