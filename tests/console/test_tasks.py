"""Each role's main tasks in a real browser: an official message from draft to live and away, a conversation, stock, figures, staff.

Every page on the way is looked at by axe-core, at 360 px for who works on a telephone.
"""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page
from sqlalchemy import select

from bot import inbox
from bot.handover import service as handover
from bot.handover.models import TalkRequest
from bot.inbound import Inbound, Kind
from core.notifications import Notification
from core.staff.roles import Role
from messages import queries as messages
from messages.questions.service import Asked, record
from stock.catalogue import import_products
from stock.ledger import Kind as Move
from stock.service import Movement, PhysicalCount, record_count, record_movement
from tests.browsers import browser_needed, faults_of
from tests.messages.samples import MASKS, TODAY, bring, ogg

pytestmark = browser_needed
NOW = datetime.now


def looked_at(page: Page) -> None:
    """Nothing serious on it, and no wider than its screen."""
    assert faults_of(page) == [], page.url


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def confirm(page: Page, name: str, **typed: str) -> None:
    """Open what asks once more, and do it."""
    page.locator("summary", has_text=name).click()
    for label, text in typed.items():
        page.locator("details[open]").get_by_label(label).fill(text)
    page.locator("details[open]").get_by_role("button").click()


def test_a_message_is_written_approved_by_another_published_and_withdrawn(sit, world):
    bring(world, MASKS)
    writes, approves = sit(Role.EDITOR, None, 360), sit(Role.APPROVER)
    writes.goto("/console/content")
    writes.locator("a[href$='/content/masks/fr']").first.click()
    looked_at(writes)
    writes.goto("/console/content/masks/fr/new")
    writes.get_by_label("Texte").fill("Portez un masque au marché. {hotline}")
    writes.get_by_label(re.compile("^Enregistrement")).set_input_files({"name": "v.ogg", "mimeType": "audio/ogg", "buffer": ogg(3)})
    looked_at(writes)
    press(writes, "Enregistrer le brouillon")
    writes.get_by_role("status").get_by_text("enregistré").wait_for()
    # as on a telephone, on each channel, with the fact of the day; and to be heard
    assert [each.inner_text() for each in writes.locator(".phone h3").all()] == ["Telegram", "WhatsApp", "Page web"]
    assert "Portez un masque au marché. 36061" in writes.locator(".phone").first.inner_text()
    assert writes.request.get(writes.locator("audio").first.get_attribute("src")).headers["content-type"] == "audio/ogg"
    looked_at(writes)
    press(writes, "Donner à relire")
    writes.get_by_role("status").wait_for()
    assert writes.get_by_role("button", name="Valider").count() == 0
    approves.goto(writes.url)
    approves.get_by_role("link", name="Comparer avec la version d'avant").click()
    looked_at(approves)
    assert "au marché" in approves.locator("ins").first.inner_text()
    approves.goto(writes.url)
    press(approves, "Valider")
    press(approves, "Mettre en ligne")
    assert approves.locator(".badge").first.inner_text() == "En ligne"
    looked_at(approves)
    with world.transaction() as session:
        assert "au marché" in messages.live(session, "masks", "fr", on=TODAY).text
    confirm(approves, "Retirer", Pourquoi="une faute")
    assert approves.locator(".badge").first.inner_text() == "Retiré"
    assert "une faute" in approves.locator("main").inner_text()
    with world.transaction() as session:
        assert "au marché" not in messages.live(session, "masks", "fr", on=TODAY).text


def test_a_question_that_nobody_understood_becomes_an_example(sit, world):
    bring(world, MASKS)
    with world.transaction() as session:
        record(session, Asked("le masque en tissu dure combien", TODAY, "fr", "lost"))
    page = sit(Role.EDITOR, None, 360)
    page.goto("/console/questions")
    looked_at(page)
    page.locator("summary", has_text="Exemple ou message").click()
    page.get_by_label("À comprendre comme").select_option("masks")
    press(page, "Garder comme exemple")
    page.get_by_role("status").wait_for()
    page.goto("/console/questions/examples")
    looked_at(page)
    assert "le masque en tissu dure combien" in page.locator("main").inner_text()


def test_a_conversation_is_taken_answered_and_handed_back_on_a_telephone(sit, world):
    with world.transaction() as session:
        conversation = inbox.conversation_of(session, "telegram", "22370000001")
        inbox.store(session, Inbound("telegram", "22370000001", "1", Kind.TEXT, "j'ai très peur"))
        handover.ask(session, conversation, "fr", "ML-BKO-1", NOW(UTC))
        asked = session.scalars(select(TalkRequest.id)).one()
    page, other = sit(Role.AGENT, None, 360), sit(Role.DISTRICT, "ML-BKO")
    page.goto("/console/talks")
    looked_at(page)
    page.locator(f"a[href$='{asked}']").click()
    assert "j'ai très peur" in page.locator("#thread").inner_text()
    press(page, "Prendre cette conversation")
    page.get_by_label("Votre réponse").fill("Je suis là. Respirez.")
    looked_at(page)
    press(page, "Envoyer")
    page.locator("#thread").get_by_text("Je suis là. Respirez.").wait_for()
    other.goto(f"/console/talks/{asked}")
    assert "Prise par quelqu'un d'autre" in other.locator("main").inner_text()
    assert other.get_by_label("Votre réponse").count() == 0
    looked_at(other)
    confirm(page, "Rendre à ASSA")
    page.get_by_text("Personne n'attend").wait_for()
    with world.transaction() as session:
        told = session.scalars(select(Notification.response).order_by(Notification.id)).all()
        assert told == ["utter_talk_taken", "utter_talk_answer", "utter_talk_handed_back"]


def test_a_coordinator_goes_from_the_heat_table_to_a_card_of_the_ledger(sit, world):
    with world.transaction() as session:
        import_products(session)
        at = NOW(UTC) - timedelta(days=20)
        record_count(session, PhysicalCount("CSCOM-BANCONI", "TDR-COVID", 80, at, "count"))
        record_movement(session, Movement("CSCOM-BANCONI", "TDR-COVID", Move.ISSUE, 78, at + timedelta(days=10), "out"))
    page = sit(Role.REGIONAL, "ML-BKO", 360)
    page.goto("/console/stock")
    looked_at(page)
    page.get_by_role("link", name=re.compile("Banconi")).first.click()
    looked_at(page)
    page.locator("a[href$='/CSCOM-BANCONI/TDR-COVID']").click()
    looked_at(page)
    card = page.locator("main").inner_text()
    assert "sorti" in card
    assert "78" in card


def test_figures_are_split_and_asked_for_as_a_file_that_is_cancelled(sit, world):
    page = sit(Role.IN_CHARGE)
    page.goto("/console/usage")
    page.get_by_label("Langue", exact=True).check()
    press(page, "Afficher")
    assert "split=locale" in page.url
    looked_at(page)
    press(page, "PDF")
    page.get_by_role("status").wait_for()
    assert "Statistiques" in page.locator("main").inner_text()
    looked_at(page)
    press(page, "Annuler")
    page.get_by_role("status").get_by_text("annulé").wait_for()
    assert page.locator("#works .badge").first.inner_text() == "annulé"
    # the period and the place stay in the address
    page.goto("/console/overview")
    page.get_by_label("Du", exact=True).fill("2026-01-01")
    page.get_by_label("Région (facultatif)").select_option("ML-KAYES")
    press(page, "Afficher")
    assert "from=2026-01-01" in page.url
    assert "place=ML-KAYES" in page.url
    looked_at(page)


def test_an_administrator_invites_by_a_link_that_is_shown_once(sit, world):
    page = sit(Role.ADMINISTRATOR, None, 360)
    page.goto("/console/team")
    looked_at(page)
    page.get_by_label("Nom").first.fill("Kadiatou Sow")
    page.get_by_label("Rôle").first.select_option("national")
    page.locator("form[action$='/team/invite']").get_by_role("button").click()
    link = page.get_by_role("link", name="/console/invitation").get_attribute("href")
    looked_at(page)
    guest = sit(None, None, 360)
    guest.goto(link[link.index("/console/") :])
    looked_at(guest)
    assert guest.get_by_label("Identifiant").count() == 1
    page.goto("/console/audit?action=staff.")
    looked_at(page)
    assert "staff.invited" in page.locator("main").inner_text()
