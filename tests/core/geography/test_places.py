"""Places hold on their days, and are found as people spell them."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from assa.cli import main
from core.errors import InvalidInput
from core.geography import below, find, place, places, region_of, regions, table

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
    assert all(each.parent in codes for each in today if each.parent)


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
