"""A centre's stock in the chat: read back in full, stored after yes and once, corrected; and asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.facilities.service import import_seed
from core.notifications import Notification
from core.staff.roles import Role
from stock import queries, service
from stock.alerts.tell import tell
from stock.alerts.watch import look
from stock.ledger import Kind
from stock.service import PhysicalCount
from tests.bot.work.chat import Chat
from tests.stock.test_alerts import issued

TODAY = datetime.now(UTC).date()
CENTRE = "CSCOM-BANCONI"


@pytest.fixture
def stocked(database):
    with database.transaction() as session:
        import_seed(session)
        service.import_products(session)
    return database


@pytest.fixture
def chat(stocked, async_database):
    made = Chat(stocked, async_database, TODAY)
    made.enrol(Role.AGENT, None, CENTRE)
    return made


def on_hand(database, centre=CENTRE):
    with database.transaction() as session:
        return {each.product: each.stock_on_hand for each in queries.levels(session, [centre], now=datetime.now(UTC))}


async def test_a_report_is_read_back_in_full_and_stored_after_yes_and_once(stocked, chat):
    assert await chat.say("stock para 120 gants 30") == ["utter_stock_read_back"]
    said = chat.texts["utter_stock_read_back"]
    assert "CSCom de Banconi" in said
    assert "Paracétamol 500 mg, comprimé : il reste 120 comprimés" in said
    assert "Gants d'examen" in said
    assert on_hand(stocked) == {}
    assert await chat.say("oui") == ["utter_stock_stored"]
    assert on_hand(stocked) == {"PARA-500": 120, "GANT-EXAM": 30}
    assert await chat.say("oui") == []
    assert await chat.say("reçu 50 para, perdu 3") == ["utter_stock_read_back"]
    assert "reçu 50 comprimés (avant : 120, après : 170, soit +50)" in chat.texts["utter_stock_read_back"]
    assert await chat.say("1") == ["utter_stock_stored"]
    assert on_hand(stocked)["PARA-500"] == 167


async def test_what_is_unlikely_is_said_and_packs_are_counted_in_units(stocked, chat):
    await chat.say("para 120")
    await chat.say("oui")
    await chat.say("il reste 12 boîtes de paracétamol")
    said = chat.texts["utter_stock_read_back"]
    assert "12\u202f000 comprimés (12 × boite)" in said
    assert "⚠" in said
    await chat.say("sorti 500 para")
    assert "plus que ce qui était en stock" in chat.texts["utter_stock_read_back"]


async def test_a_no_stores_nothing_and_a_correction_is_read_back_again(stocked, chat):
    await chat.say("para 120")
    assert await chat.say("non") == ["utter_stock_again"]
    assert await chat.say("oui") == []
    await chat.say("para 120")
    assert await chat.say("non, 210") == ["utter_stock_read_back"]
    assert "il reste 210" in chat.texts["utter_stock_read_back"]
    await chat.say("oui")
    assert on_hand(stocked) == {"PARA-500": 210}


async def test_a_late_correction_is_read_back_and_both_stay_in_the_ledger(stocked, chat):
    await chat.say("para 120 gants 30")
    await chat.say("oui")
    assert await chat.say("non, 210") == ["utter_stock_which_line"]
    assert await chat.say("non, para 210") == ["utter_stock_read_back"]
    assert on_hand(stocked)["PARA-500"] == 120
    await chat.say("oui")
    assert on_hand(stocked) == {"PARA-500": 210, "GANT-EXAM": 30}
    await chat.say("reçu 50 tests")
    await chat.say("oui")
    await chat.say("non, 40")
    assert "reçu 40 tests" in chat.texts["utter_stock_read_back"]
    await chat.say("oui")
    assert on_hand(stocked)["TDR-COVID"] == 40


async def test_what_is_missing_is_asked_and_nothing_is_stored(stocked, chat):
    for text in (
        "gants environ 30",
        "para machin 30",
        "para 120 para 130",
        "entre 20 et 30 gants",
        "gants 20-30",
        "reste 40 perdu 2 tests",
    ):
        assert await chat.say(text) == ["utter_stock_problems"], text
        assert await chat.say("oui") == [], text
    assert on_hand(stocked) == {}


async def test_two_numbers_that_belong_together_are_one_quantity(stocked, chat):
    for text in ("perdu 2 sur 30 tests", "2 fois 30 gants"):
        assert await chat.say(text) == ["utter_stock_read_back"], text
        await chat.say("oui")
    assert on_hand(stocked) == {"TDR-COVID": -2, "GANT-EXAM": 60}


async def test_step_by_step_with_buttons(stocked, chat):
    assert await chat.say("stock") == ["utter_stock_which"]
    assert len(chat.choices()) == 9
    first = chat.choices()[0]
    assert await chat.say("1") == ["utter_stock_which_number"]
    assert first in chat.texts["utter_stock_which_number"]
    assert await chat.say("beaucoup") == ["utter_stock_number_again"]
    assert await chat.say("45") == ["utter_stock_read_back"]
    await chat.say("oui")
    assert list(on_hand(stocked).values()) == [45]
    assert await chat.say("autre produit") == ["utter_stock_which"]
    assert await chat.say("1") == ["utter_stock_which_number"]
    assert await chat.say("reçu") == ["utter_stock_which_number_receipt"]
    assert await chat.say("5 cartons") == ["utter_stock_read_back"]
    assert "reçu" in chat.texts["utter_stock_read_back"]
    await chat.say("oui")
    await chat.say("stock")
    assert await chat.say("9") == ["utter_stock_which"], "the next page"
    assert first not in chat.choices()
    await chat.say("stock")
    await chat.say("1")
    assert await chat.say("où faire le test du covid") == [], "something else is not taken for a number"


async def test_a_report_that_lacks_a_number_keeps_what_was_understood_and_asks_for_the_rest(stocked, chat):
    assert await chat.say("para 120, gants environ 30, savon") == ["utter_stock_still_missing"]
    said = chat.texts["utter_stock_still_missing"]
    assert "Paracétamol 500 mg, comprimé : il reste 120" in said
    assert "Gants d'examen : combien ?" in said
    assert "Savon : combien ?" in said
    assert await chat.say("32") == ["utter_stock_still_missing"]
    assert await chat.say("8 cartons") == ["utter_stock_read_back"]
    assert on_hand(stocked) == {}
    await chat.say("oui")
    assert on_hand(stocked) == {"PARA-500": 120, "GANT-EXAM": 32, "SAVON": 384}
    await chat.say("para 120, gants")
    assert await chat.say("para 130 gants 31") == ["utter_stock_read_back"], "all of it anew"


async def test_what_was_not_said_this_week_is_named_after_a_report(stocked, chat):
    with stocked.transaction() as session:
        for number, product in enumerate(("GANT-EXAM", "SAVON")):
            at = datetime.now(UTC) - timedelta(days=8)
            service.record_count(session, PhysicalCount(CENTRE, product, 5, at, f"old{number}"))
    await chat.say("para 120")
    await chat.say("oui")
    assert "Pas encore dit cette semaine : Gants d'examen." in chat.texts["utter_stock_stored"]
    await chat.say("gants 4")
    await chat.say("oui")
    assert "Pas encore dit" not in chat.texts["utter_stock_stored"]


async def test_lots_losses_and_days_are_read_back_and_kept(stocked, chat):
    await chat.say("reçu 50 tests lot A12 exp 03/2027, casse 3 savons")
    said = chat.texts["utter_stock_read_back"]
    assert "lot A12, expire le 31" in said
    assert "raison : abîmé ou cassé" in said
    await chat.say("oui")
    with stocked.transaction() as session:
        (lot,) = queries.lots_left(session, [CENTRE])
        assert (lot.lot, str(lot.expiry), lot.quantity) == ("A12", "2027-03-31", 50)
    assert await chat.say("reçu 50 tests exp 13/2027") == ["utter_stock_problems"]
    assert "13/2027" in chat.texts["utter_stock_problems"]
    assert await chat.say("hier para 90") == ["utter_stock_read_back"]
    assert "C'était le" in chat.texts["utter_stock_read_back"]
    await chat.say("oui")
    await chat.say("para 80")
    await chat.say("oui")
    with stocked.transaction() as session:
        days = [line.occurred_at.date() for line in queries.card(session, CENTRE, "PARA-500")]
    assert days == [TODAY, TODAY - timedelta(days=1)]
    assert await chat.say("stock du 31/02 para 120") == ["utter_stock_problems"]


async def test_a_transfer_is_confirmed_where_it_arrives_and_a_difference_is_told_to_both(stocked, chat, async_database):
    there = Chat(stocked, async_database, TODAY)
    there.enrol(Role.AGENT, None, "CSCOM-SIKORO")
    await chat.say("para 500")
    await chat.say("oui")
    assert await chat.say("envoyé 100 para au cscom de sikoro") == ["utter_stock_read_back"]
    assert "pour : CSCom de Sikoro" in chat.texts["utter_stock_read_back"]
    await chat.say("oui")
    assert on_hand(stocked) == {"PARA-500": 400}
    with stocked.transaction() as session:
        told = session.scalars(select(Notification.arguments).where(Notification.response == "utter_stock_coming")).one()
    await there.notice("utter_stock_coming", **told)
    assert there.choices() == ["Tout reçu", "Un autre nombre", "Rien reçu"]
    assert await there.say("2") == ["utter_stock_got_how_many"]
    assert await there.say("90") == ["utter_stock_read_back"]
    assert "envoi de CSCom de Banconi" in there.texts["utter_stock_read_back"]
    assert on_hand(stocked, "CSCOM-SIKORO") == {}
    await there.say("oui")
    assert on_hand(stocked, "CSCOM-SIKORO") == {"PARA-500": 90}
    with stocked.transaction() as session:
        differences = session.scalars(select(Notification.person_id).where(Notification.response == "utter_stock_difference")).all()
        assert set(differences) == {chat.person_in(session), there.person_in(session)}
    await there.notice("utter_stock_coming", **told)
    assert await there.say("1") == ["utter_stock_got_before"]
    assert on_hand(stocked, "CSCOM-SIKORO") == {"PARA-500": 90}


async def test_a_receipt_that_is_typed_is_that_of_what_was_on_its_way(stocked, chat, async_database):
    there = Chat(stocked, async_database, TODAY)
    there.enrol(Role.AGENT, None, "CSCOM-SIKORO")
    assert await there.say("envois") == ["utter_stock_nothing_coming"]
    await chat.say("envoyé 100 para et 20 gants au cscom de sikoro")
    await chat.say("oui")
    assert await there.say("reçu 100 para de banconi") == ["utter_stock_read_back"]
    assert "C'est l'envoi de CSCom de Banconi" in there.texts["utter_stock_read_back"]
    await there.say("oui")
    assert await there.say("envois") == ["utter_stock_coming_list"]
    assert there.choices() == ["20 Gants d'examen"]
    assert await there.say("1") == ["utter_stock_coming"]
    assert await there.say("tout reçu") == ["utter_stock_got"]
    assert on_hand(stocked, "CSCOM-SIKORO") == {"PARA-500": 100, "GANT-EXAM": 20}
    with stocked.transaction() as session:
        assert session.scalar(select(Notification.id).where(Notification.response == "utter_stock_difference")) is None


async def test_where_something_goes_is_asked_when_it_is_not_clear(stocked, chat):
    assert await chat.say("envoyé 20 gants") == ["utter_stock_problems"]
    assert await chat.say("envoyé 20 gants au cscom de nulle part") == ["utter_stock_problems"]
    assert await chat.say("donné 20 gants au csref") == ["utter_stock_read_back"], "their own"
    assert "pour : CSRef de la commune I" in chat.texts["utter_stock_read_back"]
    assert await chat.say("reçu 20 gants du dépôt") == ["utter_stock_read_back"]
    assert "de : Pharmacie populaire du Mali" in chat.texts["utter_stock_read_back"]


async def test_the_codes_are_listed(stocked, chat):
    assert await chat.say("codes") == ["utter_stock_codes"]
    assert "pa = Paracétamol 500 mg, comprimé" in chat.texts["utter_stock_codes"]


async def test_who_works_at_no_centre_says_which(stocked, async_database):
    chat = Chat(stocked, async_database, TODAY)
    chat.enrol(Role.REGIONAL, "ML-BKO")
    assert await chat.say("para 120") == ["utter_stock_which_centre"]
    assert await chat.say("cscom de tombouctou") == ["utter_stock_unknown_centre"]
    assert await chat.say("cscom de banconi") == ["utter_stock_read_back"]
    await chat.say("oui")
    assert on_hand(stocked) == {"PARA-500": 120}


async def test_questions_are_answered_with_the_day_of_the_last_report(stocked, chat, async_database):
    await chat.say("para 120 gants 0")
    await chat.say("oui")
    assert await chat.say("combien de paracétamol ?") == ["utter_stock_levels"]
    assert f"Paracétamol 500 mg, comprimé : 120 comprimés, dit le {TODAY:%d/%m/%Y}" in chat.texts["utter_stock_levels"]
    assert await chat.say("stock de paracétamol au CSCom de Banconi") == ["utter_stock_levels"]
    assert await chat.say("où trouver du paracétamol à Bamako ?") == ["utter_stock_levels"]
    assert "CSCom de Banconi, Paracétamol" in chat.texts["utter_stock_levels"]
    assert await chat.say("ruptures à Bamako") == ["utter_stock_levels"]
    assert "Gants" in chat.texts["utter_stock_levels"]
    assert await chat.say("ruptures dans le district de Mopti") == ["utter_stock_no_stock_outs"]
    assert await chat.say("où trouver des tests à Mopti ?") == ["utter_stock_nobody_has"]
    citizen = Chat(stocked, async_database, TODAY)
    for text in ("combien de paracétamol ?", "para 120", "ruptures à Bamako", "stock"):
        assert await citizen.say(text) == [], text


async def test_how_long_it_lasts_what_to_order_and_who_has_too_much(stocked, chat):
    """100 given out in each of the last three complete months; 400 on hand: 4 months, 120 days, nothing to order, above the maximum."""
    now = datetime.now(UTC)
    months, first = [], now.replace(day=1, hour=8, minute=0, second=0, microsecond=0)
    for _ in range(3):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    with stocked.transaction() as session:
        service.record_count(session, service.PhysicalCount(CENTRE, "PARA-500", 700, months[-1], "begin"))
        for number, month in enumerate(months):
            moved = service.Movement(CENTRE, "PARA-500", Kind.ISSUE, 100, month + timedelta(days=9), f"issue{number}")
            service.record_movement(session, moved)
        service.record_count(session, service.PhysicalCount(CENTRE, "PARA-500", 400, now, "end"))
        service.record_count(session, service.PhysicalCount(CENTRE, "GANT-EXAM", 5, now, "gloves"))
    assert await chat.say("quand le paracétamol sera-t-il fini ?") == ["utter_stock_forecast"]
    assert (
        "400 comprimés, encore environ 120 jours (120-120), d'après les sorties ; à commander : 0 comprimé ; dit le"
        in chat.texts["utter_stock_forecast"]
    )
    assert "Calcul : stock" in chat.texts["utter_stock_forecast"]
    assert await chat.say("combien de gants faut-il commander ?") == ["utter_stock_forecast"]
    assert "pas assez de sorties" in chat.texts["utter_stock_forecast"]
    assert await chat.say("qui a trop de paracétamol à Bamako ?") == ["utter_stock_levels"]
    assert "400 comprimés" in chat.texts["utter_stock_levels"]
    assert await chat.say("qui a trop de gants ?") == ["utter_stock_no_excess"]
    assert await chat.say("quand le savon sera-t-il fini ?") == ["utter_stock_nothing_known_of"]
    assert "CSCom de Banconi" in chat.texts["utter_stock_nothing_known_of"]


async def test_a_question_about_health_is_not_taken_for_one_about_stock(chat):
    for text in (
        "faut-il porter un masque ?",
        "le paracetamol soigne ?",
        "comment faire un test ?",
        "un masque peut-il me protéger du COVID-19 ?",
        "qui doit faire le test covid19 ?",
        "combien de temps faudra-t-il pour avoir un vaccin contre le covid-19 ?",
        "c'est quoi le covid",
        "bonjour",
        "combien de cas au Mali ?",
        "combien de temps dure un vaccin ?",
    ):
        assert await chat.say(text) == [], text


async def test_in_bambara(stocked, async_database):
    chat = Chat(stocked, async_database, TODAY, "bm")
    chat.enrol(Role.AGENT, None, CENTRE)
    assert await chat.say("gants banna") == ["utter_stock_read_back"]
    assert "J'ai compris" not in chat.texts["utter_stock_read_back"]
    assert await chat.say("awɔ") == ["utter_stock_stored"]
    assert on_hand(stocked) == {"GANT-EXAM": 0}


async def test_an_alert_is_taken_up_by_a_button_and_what_is_open_is_listed(stocked, chat, async_database):
    district = Chat(stocked, async_database, TODAY)
    district.enrol(Role.DISTRICT, "ML-BKO-1")
    assert await chat.say("alertes") == ["utter_stock_alerts_none"]
    await chat.say("para 120 gants 0 savon 0")
    await chat.say("oui")
    with stocked.transaction() as session:
        assert tell(session, look(session, datetime.now(UTC)), datetime.now(UTC)) == 2
        arguments = session.scalars(select(Notification.arguments).where(Notification.person_id == district.person_in(session))).one()
    await district.notice("utter_stock_alerts", **arguments)
    assert district.choices() == ["Je m'en occupe", "Toutes les alertes"]
    assert await district.say("1") == ["utter_stock_alerts_taken"]
    assert "(2)" in district.texts["utter_stock_alerts_taken"]
    await chat.notice("utter_stock_alerts", **arguments)
    assert await chat.say("je m'en occupe") == ["utter_stock_alerts_taken_before"]
    assert await chat.say("alertes") == ["utter_stock_alerts"]
    assert "RUPTURE : Savon, CSCom de Banconi" in chat.texts["utter_stock_alerts"]
    with stocked.transaction() as session:
        taken = {each.taken_by for each in queries.alerts(session, [CENTRE])}
    assert len(taken) == 1
    assert f"– {taken.pop()} s'en occupe" in chat.texts["utter_stock_alerts"]
    assert await chat.say("2") == ["utter_stock_alerts"]


async def test_what_expires_is_listed_the_first_first_and_what_expired_is_marked(stocked, chat):
    assert await chat.say("qu'est-ce qui expire ce trimestre ?") == ["utter_stock_nothing_expires"]
    day = TODAY + timedelta(days=20)
    await chat.say(f"reçu 50 tests lot A12 exp {day:%d/%m/%Y}, reçu 10 zinc lot B1 exp 01/2020, reçu 5 sro lot C1 exp 01/2090")
    await chat.say("oui")
    assert await chat.say("quels médicaments périment bientôt ?") == ["utter_stock_expiring"]
    said = chat.texts["utter_stock_expiring"].splitlines()
    assert "Zinc" in said[1]
    assert "périmé depuis" in said[1]
    assert "lot A12" in said[2]
    assert len(said) == 3
    assert await chat.say("zinc expire quand ?") == ["utter_stock_expiring"]
    assert "A12" not in chat.texts["utter_stock_expiring"]


async def test_who_has_too_much_near_a_place_is_answered_the_nearest_first(stocked, async_database):
    chat = Chat(stocked, async_database, TODAY)
    chat.enrol(Role.NATIONAL, None)
    with stocked.transaction() as session:
        for centre in ("CSREF-NIONO", "HOP-SEGOU", "CSREF-BLA", "CSREF-KAYES"):
            issued(session, "GANT-EXAM", 10, centre)
            service.record_count(session, PhysicalCount(centre, "GANT-EXAM", 900, datetime.now(UTC), f"now{centre}"))
    assert await chat.say("qui a trop de gants près de Ségou ?") == ["utter_stock_levels"]
    lines = chat.texts["utter_stock_levels"].splitlines()[1:]
    assert "Ségou" in lines[0]
    assert len(lines) == 3, "another region is not near"


async def test_a_name_of_several_centres_is_offered_as_choices(stocked, async_database):
    chat = Chat(stocked, async_database, TODAY)
    chat.enrol(Role.NATIONAL, None)
    with stocked.transaction() as session:
        service.record_count(session, PhysicalCount("HOP-GAO", "PARA-500", 70, datetime.now(UTC), "gao"))
    assert await chat.say("stock de para à l'hôpital Touré") == ["utter_stock_which_of"]
    assert chat.choices() == ["CHU Gabriel Touré", "Hôpital Hangadoumbo Moulaye Touré de Gao"]
    assert await chat.say("2") == ["utter_stock_levels"]
    assert "70 comprimés" in chat.texts["utter_stock_levels"]


async def test_a_centre_sets_the_hour_of_its_reminder(stocked, chat):
    assert await chat.say("rappel mardi 9h") == ["utter_stock_reminder_set"]
    assert "chaque mardi à 9 h" in chat.texts["utter_stock_reminder_set"]
    assert await chat.say("rappel mardi 25h") == ["utter_stock_reminder_bad"]


async def test_what_was_denied_is_not_stored_before_it_was_read_again(stocked, chat):
    await chat.say("reçu 50 tests, perdu 3")
    assert await chat.say("non, 60") == ["utter_stock_which_line"]
    assert await chat.say("oui") == ["utter_stock_read_back"], "50 was denied"
    assert on_hand(stocked) == {}
    assert await chat.say("oui") == ["utter_stock_stored"]
    assert on_hand(stocked) == {"TDR-COVID": 47}


async def test_the_centre_that_was_understood_is_said(chat):
    await chat.say("savon 12")
    assert "12 morceaux" in chat.texts["utter_stock_read_back"]
    await chat.say("oui")
    await chat.say("stock de savon au cscom de banconni")
    assert "CSCom de Banconi, Savon : 12 morceaux" in chat.texts["utter_stock_levels"]
    await chat.say("mon stock de savon")
    assert "CSCom de Banconi" not in chat.texts["utter_stock_levels"]


async def test_centres_of_a_commune_are_offered_and_one_of_which_nothing_is_known_is_named(chat):
    assert await chat.say("stock de para au cscom commune 1") == ["utter_stock_which_of"]
    assert len(chat.choices()) > 1
    assert await chat.say("1") == ["utter_stock_nothing_known_of"]
    assert chat.texts["utter_stock_nothing_known_of"].startswith("CSCom")


async def test_another_kind_of_centre_is_not_taken_for_the_own(chat):
    await chat.say("savon 12")
    await chat.say("oui")
    assert await chat.say("stock de savon au csref") == ["utter_stock_nothing_known_of"]
    assert "CSRef de la commune I" in chat.texts["utter_stock_nothing_known_of"]
    assert await chat.say("stock de savon au cscom") == ["utter_stock_levels"]
