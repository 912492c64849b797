"""Places hold on their days, and are found as people spell them."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from assa.cli import main
from core import geography
from core.errors import InvalidInput
from core.geography import below, find, meant, place, places, region_of, regions, table, title, within

BEFORE = date(2023, 3, 12)
SINCE = date(2023, 3, 13)


def test_ten_regions_and_bamako_until_the_laws_of_2023_nineteen_since() -> None:
    assert len(regions(date(2020, 11, 1))) == len(regions(BEFORE)) == 11
    assert len(regions(SINCE)) == 20
    assert regions(SINCE)[0].name == "Bamako"


def test_the_49_historical_cercles_stand_in_the_eight_regions_of_their_time() -> None:
    assert sum(len(below(region.code, date(2012, 1, 1))) for region in regions(date(2012, 1, 1)) if region.kind == "region") == 49


def test_a_cercle_keeps_its_code_when_its_region_changes() -> None:
    assert [each.name for each in (region_of("ML-C-KITA", BEFORE), region_of("ML-C-KITA", SINCE)) if each] == ["Kayes", "Kita"]
    assert "ML-C-KITA" in [each.code for each in below("ML-KAYES", BEFORE)]
    assert "ML-C-KITA" not in [each.code for each in below("ML-KAYES", SINCE)]


def test_bamako_has_six_communes() -> None:
    assert [each.name for each in below("ML-BKO", SINCE)] == [f"Commune {number}" for number in ("I", "II", "III", "IV", "V", "VI")]


def test_a_region_that_did_not_exist_yet_is_not_found() -> None:
    assert place("ML-KITA", BEFORE) is None
    assert place("ML-KITA", SINCE) is not None
    assert place("XX", SINCE) is None
    assert region_of("XX", SINCE) is None


@pytest.mark.parametrize("on", [date(2010, 1, 1), date(2020, 11, 1), BEFORE, SINCE, date(2026, 11, 23)])
def test_every_place_of_a_day_lies_in_a_region_of_that_day_and_no_code_stands_twice(on: date) -> None:
    today = [each for each in places() if each.holds(on)]
    assert len({each.code for each in today}) == len(today)
    codes = {each.code for each in regions(on)}
    assert {region_of(each.code, on).code for each in today} <= codes  # type: ignore[union-attr]


def test_codes_fit_where_they_are_stored() -> None:
    assert all(each.code.isascii() and len(each.code) <= 20 for each in places())


SPELLINGS = [
    ("Commune I", "ML-BKO-1"),
    ("commune II", "ML-BKO-2"),
    ("Commune III", "ML-BKO-3"),
    ("com iii", "ML-BKO-3"),
    ("C IV", "ML-BKO-4"),
    ("commune 3", "ML-BKO-3"),
    ("Sikaso", "ML-SIKASSO"),
    ("sikasso la", "ML-SIKASSO"),
    ("Segu", "ML-SEGOU"),
    ("Ségou", "ML-SEGOU"),
    ("SEGOU", "ML-SEGOU"),
    ("Tumutu", "ML-TOMBOUCTOU"),
    ("Tombouctou", "ML-TOMBOUCTOU"),
    ("Timbuktu", "ML-TOMBOUCTOU"),
    ("bko", "ML-BKO"),
    ("Bamakoo", "ML-BKO"),
    ("je suis à Bamako", "ML-BKO"),
    ("n bɛ bamakɔ", "ML-BKO"),
    ("région de Kayes", "ML-KAYES"),
    ("Kulikɔrɔ", "ML-KOULIKORO"),
    ("Moti", "ML-MOPTI"),
    ("Gawo", "ML-GAO"),
    ("Buguni", "ML-BOUGOUNI"),
    ("Kucala", "ML-KOUTIALA"),
    ("Banjagara", "ML-BANDIAGARA"),
    ("Bandiagra", "ML-BANDIAGARA"),
    ("Kati", "ML-C-KATI"),
    ("Jenne", "ML-C-DJENNE"),
    ("Niono", "ML-C-NIONO"),
    ("commune 4", "ML-BKO-4"),
    ("Commune IV", "ML-BKO-4"),
    ("com 4", "ML-BKO-4"),
    ("Kita", "ML-KITA"),
]


@pytest.mark.parametrize(("typed", "code"), SPELLINGS)
def test_a_place_is_found_as_people_spell_it(typed: str, code: str) -> None:
    assert find(typed, SINCE)[0].place.code == code


@pytest.mark.parametrize(
    "typed", ["", " ", "1", "oui", "non", "Paris", "Dakar", "Abidjan", "fièvre", "😀", "je ne sais pas", "sans", "مرحبا", "x" * 5_000]
)
def test_what_is_like_no_place_finds_none(typed: str) -> None:
    assert find(typed, SINCE) == []


def test_a_search_stays_within_the_region_asked() -> None:
    assert [match.place.code for match in find("Kita", SINCE, within="ML-KITA")] == ["ML-C-KITA"]
    assert find("Kita", SINCE, within="ML-GAO") == []
    assert [match.place.code for match in find("4", SINCE, within="ML-BKO")] == []


def test_no_more_matches_than_asked_for() -> None:
    assert len(find("kayes", SINCE)) == 2
    assert len(find("kayes", SINCE, limit=1)) == 1


HEADER = ",".join(table.COLUMNS)


def csv(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows)).encode()


def test_a_deployments_file_adds_and_corrects(tmp_path: Path) -> None:
    own = tmp_path / "places.csv"
    own.write_bytes(
        csv(
            "ML-D-KALABANCORO,health_district,Kalaban Coro,ML-KOULIKORO,,,kalabancoro,carte",
            "ML-C-FANA,cercle,Fana la Neuve,ML-DIOILA,,,,loi",
        )
    )
    there = {each.code: each for each in table.read_all(own)}
    assert there["ML-C-FANA"].name == "Fana la Neuve"
    assert there["ML-C-FANA"].sure
    assert there["ML-D-KALABANCORO"].parent == "ML-KOULIKORO"
    assert len(there) == len({each.code for each in places()}) + 1
    assert CliRunner().invoke(main, ["places", "check", str(own)]).output == "2 rows; 1 of our places are replaced\n"
    own.write_bytes(csv("ML-X,city,X,,,,,s"))
    assert "row 2, kind: unknown_kind" in CliRunner().invoke(main, ["places", "check", str(own)]).output


@pytest.mark.parametrize(
    ("content", "cell"),
    [
        (csv("ML-X,city,X,,,,,s"), (2, "kind", "unknown_kind")),
        (csv("ML-X,cercle,X,ML-Y,,,,s"), (2, "parent", "unknown_place")),
        (csv("ML-X,cercle,X,,,,,s"), (2, "parent", "empty")),
        (csv("ML-X,region,,,,,,s"), (2, "name", "empty")),
        (csv("ML-X,region,X,,13/03/2023,,,s"), (2, "valid_from", "bad_date")),
        (csv("ML-X,region,X,,2023-01-02,2023-01-01,,s"), (2, "valid_to", "before_valid_from")),
        (csv("ML-X,region,X,,,2023-01-02,,s", "ML-X,region,X,,2023-01-01,,,s"), (3, "valid_from", "same_days_twice")),
        (csv(f"ML-{'X' * 20},region,X,,,,,s"), (2, "code", "too_long")),
        (csv(), (2, "code", "no_rows")),
        (b"code,name", (1, "kind", "missing_column")),
        (b"\xff", (1, "", "not_csv")),
    ],
)
def test_every_bad_cell_is_named(content: bytes, cell: tuple[int, str, str]) -> None:
    with pytest.raises(InvalidInput) as error:
        table.read(content, places())
    assert cell in error.value.fields["cells"]  # type: ignore[operator]


def test_what_is_not_confirmed_is_found_and_not_sure() -> None:
    assert [match.place.code for match in find("Oussoubidiagna", SINCE)] == ["ML-C-OUSSOUBIDIAGNA"]
    assert find("Oussoubidiagna", BEFORE) == []
    unsure = [each for each in places() if not each.sure]
    assert len(unsure) >= 50
    assert all(each.valid_from == SINCE and each.kind == "cercle" for each in unsure)
    assert all(each.source for each in places())


@pytest.mark.parametrize("quarter", ["Banconi", "Sikoro", "Korofina", "Lafiabougou", "Sogoniko", "Kalaban Coura", "Faladié", "Niaréla"])
def test_a_quarter_of_bamako_is_no_cercle(quarter: str) -> None:
    assert find(quarter, SINCE) == []


def test_there_are_703_communes_under_their_cercles_and_regions() -> None:
    communes = [each for each in places() if each.kind == "commune" and each.holds(SINCE)]
    assert len({each.code for each in communes}) == 703
    assert {place(each.parent, SINCE).kind for each in communes} == {"cercle", "district"}  # type: ignore[union-attr]
    by_region = {code: len([each for each in communes if region_of(each.code, BEFORE).code == code]) for code in OF_OLD}  # type: ignore[union-attr]
    assert by_region == OF_OLD
    assert (region_of("ML-M-BADIA", BEFORE).name, region_of("ML-M-BADIA", SINCE).name) == ("Kayes", "Kita")  # type: ignore[union-attr]
    assert [geography.path("ML-M-INEKAR", on)[1] for on in (date(2015, 1, 1), SINCE)] == ["ML-C-MENAKA", "ML-C-INEKAR"]


OF_OLD = {
    "ML-BKO": 6, "ML-KAYES": 129, "ML-KOULIKORO": 108, "ML-SIKASSO": 147, "ML-SEGOU": 118, "ML-MOPTI": 108, "ML-TOMBOUCTOU": 52,
    "ML-GAO": 19, "ML-MENAKA": 5, "ML-KIDAL": 11, "ML-TAOUDENIT": 0,
}  # fmt: skip
"""As the regions were known before 2023: Gao's 24 with those of Ménaka."""


def test_what_lies_in_a_place_at_any_level() -> None:
    assert {"ML-KITA", "ML-C-KITA", "ML-M-BADIA"} <= within("ML-KITA", SINCE)
    assert "ML-M-BADIA" not in within("ML-KAYES", SINCE)
    assert "ML-M-BADIA" in within("ML-KAYES", BEFORE)
    assert within("XX", SINCE) == {"XX"}


@pytest.mark.parametrize("chief", ["Kayes", "Sikasso", "Ségou", "Mopti", "Gao", "Kidal", "Koulikoro", "Tombouctou", "Bougouni", "Kita"])
def test_a_region_comes_before_its_chief_town_of_the_same_name(chief: str) -> None:
    matches = find(chief, SINCE, communes=True)
    assert [match.place.kind for match in matches][:2] == ["region", "cercle"]
    assert [match.place.kind for match in meant(chief, SINCE)] == ["region"]
    assert [match.place.kind for match in meant(f"commune de {chief}", SINCE)] == ["commune"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Badia", "ML-M-BADIA"), ("Ouelessebougou", "ML-M-OUELESSEBOUGOU"), ("Kalabancoro", "ML-M-KALABANKORO"),
        ("Niéna", "ML-M-NIENA"), ("Fana", "ML-C-FANA"), ("Yangasso", "ML-C-YANGASSO"),
        ("Hawa Dembaya", "ML-M-HAWA-DEMBAYA"), ("hawa denbaya", "ML-M-HAWA-DEMBAYA"), ("j'habite à N'Gabacoro", "ML-M-NGABACORO"),
        ("Benkadi Kangaba", "ML-M-BENKADI-KANGABA"), ("Benkadi, cercle de Kangaba", "ML-M-BENKADI-KANGABA"),
        ("Dugabugu", "ML-M-DOUGABOUGOU"), ("Sebekoro 1", "ML-M-SEBEKORO-1"),
        ("district sanitaire de Kita", "ML-KITA"), ("Kenieba", "ML-C-KENIEBA"), ("commune 3", "ML-BKO-3"), ("Sikaso", "ML-SIKASSO"),
    ],
)  # fmt: skip
def test_a_commune_is_found_where_a_place_is_asked_for(typed: str, code: str) -> None:
    assert [match.place.code for match in meant(typed, SINCE)] == [code]


@pytest.mark.parametrize("name", ["Benkadi", "Diédougou", "Bougoula", "Farako", "Niamana", "commune de Koula"])
def test_of_communes_of_one_name_none_is_picked(name: str) -> None:
    matches = [match for match in meant(name, SINCE) if match.place.kind == "commune"]
    assert len(matches) > 1
    assert not geography.is_clear(matches)
    assert len({title(match.place, SINCE) for match in matches}) == len(matches)
    assert len(meant(name, SINCE, "ML-C-DIOILA")) <= 1


def test_a_commune_is_told_with_its_cercle() -> None:
    titles = {title(match.place, SINCE) for match in meant("Benkadi", SINCE)}
    assert titles == {f"Benkadi (cercle de {name})" for name in ("Banamba", "Dioïla", "Kangaba", "Sikasso")}
    assert [title(place(code, SINCE), SINCE) for code in ("ML-M-BARA", "ML-BKO-1", "ML-C-KATI")] == [  # type: ignore[arg-type]
        "Bara (cercle d'Ansongo)", "Commune I", "Kati",
    ]  # fmt: skip


def test_no_commune_is_offered_more_often_than_is_shown() -> None:
    communes = [each for each in places() if geography.is_small(each) and each.holds(SINCE)]
    assert max(len(meant(each.name, SINCE)) for each in communes) < 9
    # whatever is typed of a name in the list, its commune is among what is meant, or a larger place is
    for each in communes:
        found = meant(f"{each.name} {place(each.parent, SINCE).name}", SINCE)  # type: ignore[union-attr]
        assert each.code in [match.place.code for match in found] or not geography.is_small(found[0].place), each


@pytest.mark.parametrize("word", ["salam", "logo", "fani", "sy", "bara", "madina", "sony", "Benkadi", "liberté", "mandé", "téné"])
def test_a_word_of_a_message_is_no_commune(word: str) -> None:
    assert find(word, SINCE) == []


@pytest.mark.parametrize("quarter", ["Banconi", "Sikoro", "Korofina", "Lafiabougou", "Sogoniko", "Kalaban Coura", "Faladié", "Niamakoro"])
def test_a_quarter_of_bamako_is_no_commune_either(quarter: str) -> None:
    assert meant(quarter, SINCE) == []


def test_a_commune_of_a_deployments_file_is_found_like_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "places.csv"
    own.write_bytes(
        csv("ML-M-NOUVELLE,commune,Nouvelle Bougou,ML-C-KATI,,,,arrêté", "ML-M-BADIA,commune,Badia,ML-C-SAGABARI,2023-03-13,,,loi")
    )
    monkeypatch.setenv("ASSA_PLACES_FILE", str(own))
    geography.places.cache_clear()
    try:
        assert [match.place.code for match in meant("nouvele bugu", SINCE)] == ["ML-M-NOUVELLE"]
        assert geography.path("ML-M-NOUVELLE", SINCE) == ("ML-M-NOUVELLE", "ML-C-KATI", "ML-KOULIKORO")
        assert geography.path("ML-M-BADIA", SINCE)[1] == "ML-C-SAGABARI"
    finally:
        monkeypatch.undo()
        geography.places.cache_clear()


def test_a_place_is_told_by_its_title_and_nowhere_as_the_country() -> None:
    assert [geography.named(code, SINCE) for code in ("ML-M-BARA", "ML-C-KATI", None, "ML-X-NOWHERE")] == [
        title(place("ML-M-BARA", SINCE), SINCE),  # type: ignore[arg-type]
        "Kati",
        "Mali",
        "Mali",
    ]
