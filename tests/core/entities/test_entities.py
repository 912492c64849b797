"""What texts name, in French, SMS French and Bambara in its spellings: values, and where they stand."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.entities.ages import find_ages, read_age
from core.entities.dates import Day, find_day, read_day
from core.entities.facilities import find_facilities
from core.entities.gazetteer import Gazetteer
from core.entities.numbers import find_numbers
from core.entities.persons import find_persons
from core.entities.phones import find_phones
from core.entities.places import find_places
from core.entities.quantities import Quantity, find_quantities, unit_of
from core.errors import InvalidInput
from core.facilities.search import Directory, Facility

TODAY = date(2026, 11, 23)

NUMBERS = {
    "12": [12], "1 000": [1000], "12 500 masques": [12500], "1O": [10], "l0": [10], "1l0": [110], "2OO cp": [200], "5l": [5],
    "aucun": [], "lol": [], "76 12 34 56": [76, 12, 34, 56], "76123456": [],
    "vingt-cinq": [25], "vingt et un": [21], "soixante et onze": [71], "soixante-dix-huit": [78], "quatre-vingts": [80],
    "quatre-vingt-dix-neuf": [99], "quatre vingt un": [81], "cent": [100], "deux cents": [200], "deux cent cinquante": [250],
    "mille": [1000], "trois mille deux cents": [3200], "mille neuf cent quatre vingt dix": [1990], "deux trois": [2, 3], "dix-sept": [17],
    "trois boîtes et deux flacons": [3, 2], "une boîte": [1], "zéro": [0],
    "kelen": [1], "fila": [2], "fla": [2], "saba": [3], "naani": [4], "nani": [4], "duuru": [5], "dourou": [5], "wɔɔrɔ": [6], "woro": [6],
    "wolonwula": [7], "wolonfla": [7], "seegin": [8], "ségui": [8], "kɔnɔntɔn": [9], "kononto": [9], "tan": [10], "tan ni kelen": [11],
    "mugan": [20], "mougan": [20], "mugan ni duuru": [25], "bi saba": [30], "bi saba ni duuru": [35], "bi kɔnɔntɔn ni kɔnɔntɔn": [99],
    "kɛmɛ": [100], "keme": [100], "kèmè fila": [200], "kɛmɛ naani ni bi duuru": [450], "kɛmɛ ni mugan ni saba": [123], "waa kelen": [1000],
    "waa fila ni kɛmɛ duuru": [2500], "fila saba": [2, 3], "bi": [], "ba": [],
    "quinze cents": [1500], "kɛmɛ tan": [1000], "waa": [1000], "furakisɛ kɛmɛ, masiki bi saba": [100, 30],
}  # fmt: skip


def test_numbers():
    assert {text: [each.value for each in find_numbers(text)] for text in NUMBERS} == NUMBERS


QUANTITIES = {
    "3 boîtes": [(3, "boîte")], "reçu 200 cp de para": [(200, "comprimé")], "200cp": [(200, "comprimé")], "2 btes gants": [(2, "boîte")],
    "dix flacons": [(10, "flacon")], "1O cartons": [(10, "carton")], "buwati saba": [(3, "boîte")], "buwati 3": [(3, "boîte")],
    "5 l": [(5, "litre")], "10l de javel": [(10, "litre")], "masques 40": [(40, None)], "furakisɛ kɛmɛ fila": [(200, "comprimé")],
    "pa 12 ma 30": [(12, None), (30, None)], "le 12/03": [], "il y a 3 jours": [], "34 ans": [], "san 34": [], "tile saba": [],
    "le 12/11 reçu 5 plq": [(5, "plaquette")], "rien": [],
}  # fmt: skip


def test_quantities():
    got = {text: [(each.value.number, each.value.unit) for each in find_quantities(text)] for text in QUANTITIES}
    assert got == QUANTITIES
    assert [each.text for each in find_quantities("reçu 200 cp, buwati saba")] == ["200 cp", "buwati saba"]
    assert find_quantities("5")[0].score < find_quantities("5 boîtes")[0].score
    assert (unit_of("Btes"), unit_of("chat")) == ("boîte", None)
    assert Quantity(5, "boîte") == find_quantities("5 boîtes")[0].value


DAYS = {
    "hier": ("2026-11-22", False, "hier"),
    "il tousse depuis avant-hier": ("2026-11-21", False, "avant-hier"),
    "lundi dernier": ("2026-11-16", False, "lundi"),
    "il a commencé il y a 3 jours": ("2026-11-20", False, "3 jours"),
    "kunun": ("2026-11-22", False, "kunun"),
    "a daminɛna kunu": ("2026-11-22", False, "kunu"),
    "kunasini": ("2026-11-21", False, "kunasini"),
    "le 12/03": ("2026-03-12", False, "12/03"),
    "le 12 mars": ("2026-03-12", False, "12 mars"),
    "il y a environ 3 jours": ("2026-11-20", True, "environ 3 jours"),
    "quelques jours": ("2026-11-20", True, "quelques jours"),
    "il y a 2 semaines": ("2026-11-09", True, "2 semaines"),
    "début mars": ("2026-03-05", True, "début mars"),
    "fin octobre": ("2026-10-25", True, "fin octobre"),
}


def test_days():
    found = {text: find_day(text, TODAY, "bm" if text in ("kunun", "a daminɛna kunu", "kunasini") else "fr") for text in DAYS}
    assert {text: each and (each.value.on.isoformat(), each.value.approximate, each.text) for text, each in found.items()} == DAYS


@pytest.mark.parametrize(("text", "code"), [("demain", "date_in_future"), ("12/03/2027", "date_in_future"), ("longtemps", "date_unknown")])
def test_a_day_to_come_or_none_is_refused(text, code):
    with pytest.raises(InvalidInput) as error:
        read_day(text, TODAY)
    assert error.value.code == code
    assert find_day(text, TODAY) is None
    assert read_day("hier", TODAY) == Day(date(2026, 11, 22), False)


AGES = {
    "34 ans": 34, "34": 34, "trente-quatre ans": 34, "34ans": 34, "il a 8 mois": 0, "18 mois": 1, "bébé de 3 semaines": 0, "san 34": 34,
    "san mugan ni duuru": 25, "kalo 8": 0, "san 2 ni kalo 3": 2, "2 ans et 3 mois": 2, "a si bɛ san bi saba na": 30, "san tan": 10,
    "mougan": 20,
}  # fmt: skip


def test_ages():
    assert {text: read_age(text) for text in AGES} == AGES
    assert [(each.text, each.value) for each in find_ages("Awa 34 ans et son fils san 8")] == [("34 ans", 34), ("san 8", 8)]
    assert read_age("un an") == 1
    for text in ("", "vieux", "je suis un homme", "500 ans", "121"):
        with pytest.raises(InvalidInput):
            read_age(text)


def test_phones():
    text = "appelle Awa au 76 12 34 56 ou +223 66 12 34 56, elle a 34 ans"
    assert [(each.text, each.value) for each in find_phones(text)] == [
        ("76 12 34 56", "+22376123456"),
        ("+223 66 12 34 56", "+22366123456"),
    ]
    assert find_phones("12 34, le 12/11/2026") == []


def test_places():
    def codes(text):
        return {each.text: each.value for each in find_places(text, TODAY)}

    assert codes("je suis à Sikaso depuis hier") == {"Sikaso": ("ML-SIKASSO", "ML-C-SIKASSO")}
    assert codes("n bɛ Tumutu la") == {"Tumutu": ("ML-TOMBOUCTOU", "ML-C-TOMBOUCTOU")}
    assert codes("de Bamako commune III à Kolondyeba") == {
        "Bamako commune III": ("ML-BKO-3",), "Kolondyeba": ("ML-C-KOLONDIEBA",),
    }  # fmt: skip
    assert codes("bonjour, je tousse beaucoup") == {}
    assert [each.score for each in find_places("a si ye san 34 ye", TODAY)] == [0.7]


def test_a_gazetteer_finds_what_it_is_given_and_all_namesakes():
    products = Gazetteer(
        [("PARA-500", ["Paracétamol", "para", "pa"]), ("GANT-EXAM", ["gants d'examen", "gants"]), ("GANT-STER", ["gants"])]
    )
    found = {each.text: each.value for each in products.find("recu 20 parasetamol, gants dexamen 3 et gants")}
    assert found == {"parasetamol": ("PARA-500",), "gants dexamen": ("GANT-EXAM",), "gants": ("GANT-EXAM", "GANT-STER")}
    assert products.find("bonjour") == []
    assert products.find("") == []


PERSONS = {
    "mon voisin Moussa Traoré tousse": [("Moussa Traoré", 1.0)],
    "moussa traore et awa diarra": [("moussa traore", 1.0), ("awa diarra", 1.0)],
    "Traoré tousse": [],
    "je bois un fanta": [],
    "Appelez Zan Coulibaly": [("Zan Coulibaly", 0.7)],
    "c'est Fatoumata Bintou N'Diaye": [("Fatoumata Bintou N'Diaye", 1.0)],
    "n tɔgɔ ye Amadu Jara ye": [("Amadu Jara", 1.0)],
    "bonjour": [],
    "": [],
}


def test_persons():
    assert {text: [(each.text, each.score) for each in find_persons(text)] for text in PERSONS} == PERSONS


def test_facilities_in_a_sentence():
    banconi = Facility("CSCOM-BANCONI", "CSCom de Banconi", ("asacoba",), "CSCom", "ML-BKO-1")
    first = Facility("CSREF-C1", "CSRef de la commune I de Bamako", (), "CSRef", "ML-BKO-1")
    depot, hospital = (
        Facility(f"{kind}-GAO", name, ("gao",), kind, "ML-C-GAO") for kind, name in (("A", "Dépôt"), ("B", "Hôpital de Gao"))
    )
    directory = Directory([banconi, first, depot, hospital])
    found = find_facilities("je suis au cscom de Banconi, envoyé par le csref c1 vers Gao", directory, TODAY)
    assert [(each.text, [match.facility.code for match in each.value]) for each in found] == [
        ("cscom de Banconi", ["CSCOM-BANCONI"]),
        ("csref c1", ["CSREF-C1"]),
        ("Gao", ["A-GAO", "B-GAO"]),
    ]
    assert find_facilities("je tousse depuis hier", directory, TODAY) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_spans_stand_where_they_say(text):
    for each in (
        *find_numbers(text),
        *find_quantities(text),
        *find_ages(text),
        *find_phones(text),
        *find_places(text, TODAY),
        *find_persons(text),
    ):
        assert text[each.start : each.end] == each.text
        assert 0 < each.score <= 1
