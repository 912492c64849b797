"""What waits for editors and agents: messages in every state, questions that nobody understood, people who ask for a human."""

import random
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from assa.demo.people import identifier
from assa.seeds import import_seeds
from bot.handover.models import TalkRequest
from bot.models import Conversation
from core.crypto import blind_index
from core.identity.models import ChannelIdentity, Person
from messages import queries, rules, service
from messages.questions import service as questions

ASKED = (
    ("lost", "c'est combien le transport pour aller au test ?", "fr"),
    ("lost", "cest combien le transport pour le test", "fr"),
    ("lost", "mon enfant a mangé de la terre", "fr"),
    ("lost", "tɛsiti sɔngɔ ye joli ye", "bm"),
    ("did_you_mean", "on peut se laver au fleuve", "fr"),
    ("did_you_mean", "les motos font tousser ?", "fr"),
    ("rumour", "il paraît que le beurre de karité bloque le virus", "fr"),
    ("rumour", "est-ce vrai que le beurre de karité protège du virus ?", "fr"),
    ("rumour", "u ko ko si tulu bɛ bana kɛlɛ", "bm"),
    ("wrong_answer", "je demandais pour le marché de dimanche", "fr"),
    ("low_rating", "combien de temps le masque en tissu dure", "fr"),
)
"""Kind, text, language: invented, without anybody in them."""

TALKS = (("waiting", 20, False), ("waiting", 190, False), ("waiting", 5, True))
"""State, minutes ago, whether they told of a sign of danger."""


def desk(session: Session, dice: random.Random, until: date) -> dict[str, int]:
    """The seeds of official messages first, as at every start."""
    import_seeds(session)
    versions = _versions(session, until)
    for number, (kind, text, locale) in enumerate(ASKED):
        questions.record(
            session, questions.Asked(text, until - timedelta(days=number % 9), locale, kind, claim=text if kind == "rumour" else "")
        )
    for state, minutes, danger in TALKS:
        _talk(session, dice, until, state, minutes, danger)
    return {"message_versions": versions, "questions": len(ASKED), "talk_requests": len(TALKS)}


def _versions(session: Session, until: date) -> int:
    """One more version of some topics, in each state that a version may be in."""
    for topic, steps in (("gloves", 0), ("masks", 1), ("food", 2), ("animals", 3), ("surfaces", 4)):
        live = queries.live(session, topic, "fr", on=until)
        if live is None:
            continue
        # the text that is official: whoever tries the demonstration gets no nonsense
        ends = until + timedelta(days=20)
        content = service.Text(live.title, live.text, live.source, live.source_date, until, ends, None, list(live.next))
        made = service.create(session, topic, "fr", rules.CITIZEN, content, "Rédaction de la démonstration")
        reviewer = "Validation de la démonstration"
        if steps >= 1:
            service.submit(session, made, "Rédaction de la démonstration")
        if steps >= 2:
            service.approve(session, made, reviewer)
        if steps >= 3:
            service.publish(session, made, reviewer)
        if steps >= 4:
            service.withdraw(session, made, reviewer, "démonstration : retiré")
    return 5


def _talk(session: Session, dice: random.Random, until: date, state: str, minutes: int, danger: bool) -> None:
    """Somebody on the web page whose address is nobody's."""
    asked = datetime.combine(until, time(12), UTC) - timedelta(minutes=minutes)
    address = f"demo-{identifier(dice).hex}"
    person = Person(id=identifier(dice), locale=dice.choice(("fr", "bm")), created_at=asked)
    session.add(person)
    session.flush()
    identity = ChannelIdentity(
        id=identifier(dice), person_id=person.id, channel="webchat", address=address,
        address_index=blind_index("address", f"webchat\0{address}"), created_at=asked,
    )  # fmt: skip
    conversation = Conversation(
        id=identifier(dice), channel="webchat", person_id=person.id, identity_id=identity.id, address=address, menus=[], menu_number=0,
        last_inbound_at=asked,
    )  # fmt: skip
    session.add_all([identity, conversation])
    session.flush()
    session.add(
        TalkRequest(
            id=identifier(dice), conversation_id=conversation.id, person_id=person.id, channel="webchat", locale=person.locale or "fr",
            place="ML-C-SIKASSO", state=state, asked_at=asked, wrote_at=asked, danger_at=asked if danger else None, told=["regional"],
        )
    )  # fmt: skip
    session.flush()
