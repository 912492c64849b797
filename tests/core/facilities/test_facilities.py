"""Facilities: a table that a ministry can correct, bad cells named, nothing half done; found as people name them."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from assa.cli import main
from core.errors import InvalidInput, NotFound
from core.facilities import queries, service, table
from core.facilities.models import Facility
from core.facilities.search import Directory, the_one

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
HEADER = ",".join(table.COLUMNS)
ROW = "CSCOM-X,CSCom de Xala,,CSCom,ML-BKO-1,,,,,,,essai"


def csv(*rows, header=HEADER):
    return "\n".join((header, *rows)).encode()


@pytest.fixture(scope="module")
def directory():
    names = (
        "code",
        "name",
        "other_names",
        "kind",
        "place",
        "supplied_by",
        "phone",
        "latitude",
        "longitude",
        "valid_from",
        "valid_to",
        "source",
    )
    rows = [row for _, row in table.read(table.SEED.read_bytes(), TODAY)]
    return Directory(queries.Facility(*(row[name] for name in names)) for row in rows)


def test_the_seed_comes_once_and_is_read_by_place_and_by_who_supplies_whom(database):
    with database.transaction() as session:
        first = service.import_seed(session)
        assert first is not None
        assert first.added >= 100
        assert service.import_seed(session) is None
        assert service.import_facilities(session) == service.Imported(0, 0, first.added)
        banconi = queries.get(session, "CSCOM-BANCONI")
        assert (banconi.kind, banconi.place) == ("CSCom", "ML-BKO-1")
        assert [each.code for each in queries.suppliers(session, "CSCOM-BANCONI")] == ["CSREF-C1", "PPM-CENTRAL"]
        assert "CSCOM-BANCONI" in [each.code for each in queries.supplied_by(session, "CSREF-C1", TODAY)]
        assert "CSCOM-BANCONI" in [each.code for each in queries.under(session, "ML-BKO", TODAY)]
        assert "CSCOM-BANCONI" not in [each.code for each in queries.under(session, "ML-BKO-2", TODAY)]
        assert {each.kind for each in queries.every(session)} == set(table.KINDS) - {"other"}
        with pytest.raises(NotFound):
            queries.get(session, "X")


def test_a_new_facility_is_found_at_once_and_a_closed_one_no_more(database):
    with database.transaction() as session:
        assert queries.directory(session).find("xala", TODAY) == []
        service.import_facilities(session, csv(ROW), NOW)
        assert [match.facility.code for match in queries.directory(session).find("cscom de xala", TODAY)] == ["CSCOM-X"]
        closed = ROW.replace(",,,essai", ",,2026-11-01,essai")
        assert service.import_facilities(session, csv(closed, header=HEADER), NOW.replace(hour=9)) == service.Imported(0, 1, 0)
        assert queries.directory(session).find("cscom de xala", TODAY) == []
        assert queries.get(session, "CSCOM-X").valid_to == date(2026, 11, 1)


BAD = [
    ((ROW.replace("CSCOM-X", ""),), (2, "code", "empty")),
    ((ROW.replace("ML-BKO-1", "ML-NULLE"),), (2, "place", "unknown_place")),
    ((ROW.replace(",CSCom,", ",Clinique,"),), (2, "kind", "unknown_kind")),
    ((ROW.replace("ML-BKO-1,,", "ML-BKO-1,CSREF-Z,"),), (2, "supplied_by", "unknown_facility")),
    ((ROW.replace("ML-BKO-1,,", "ML-BKO-1,CSCOM-X,"),), (2, "supplied_by", "itself")),
    (("", ROW, ROW), (4, "code", "row_twice")),
    ((ROW.replace("ML-BKO-1,,,", "ML-BKO-1,,12,"),), (2, "phone", "too_short")),
    ((ROW.replace("ML-BKO-1,,,,", "ML-BKO-1,,,95,"),), (2, "latitude", "out_of_range")),
    ((ROW.replace("ML-BKO-1,,,,", "ML-BKO-1,,,nan,"),), (2, "latitude", "out_of_range")),
    ((ROW.replace(",,,essai", ",24/11/2026,,essai"),), (2, "valid_from", "bad_date")),
    ((ROW.replace(",,,essai", ",2026-02-01,2026-01-01,essai"),), (2, "valid_to", "before_valid_from")),
    (
        (ROW.replace("ML-BKO-1,,", "ML-BKO-1,CSREF-Y,"), ROW.replace("CSCOM-X", "CSREF-Y").replace("ML-BKO-1,,", "ML-BKO-1,CSCOM-X,")),
        (3, "supplied_by", "goes_in_a_circle"),
    ),
    ((), (2, "code", "no_rows")),
]


def test_every_bad_cell_is_named_and_nothing_is_imported(database):
    with database.transaction() as session:
        for rows, cell in BAD:
            with pytest.raises(InvalidInput) as error:
                service.import_facilities(session, csv(*rows), NOW)
            assert cell in error.value.fields["cells"], rows
        assert session.query(Facility).count() == 0
        for content, cell in [
            (b"code,name\nA,B", (1, "kind", "missing_column")),
            (csv(ROW + ",x", header=HEADER + ",colour"), (1, "colour", "unknown_column")),
            (b"\xff\xfe", (1, "", "not_csv")),
        ]:
            with pytest.raises(InvalidInput) as error:
                service.import_facilities(session, content, NOW)
            assert cell in error.value.fields["cells"]


def test_the_commands(settings, database, tmp_path, monkeypatch):
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ASSA_SECRET_KEY", "a key for tests")
    file = tmp_path / "facilities.csv"
    file.write_bytes(csv(ROW).replace(b",", b";"))

    def run(*arguments):
        return CliRunner().invoke(main, ["facilities", *arguments])

    assert run("import", str(file), "--dry-run").output == "would be 1 added, 0 changed, 0 unchanged\n"
    assert run("list").output == ""
    assert run("import", str(file)).output == "1 added, 0 changed, 0 unchanged\n"
    assert run("list", "--under", "ML-BKO", "--kind", "CSCom").output == "CSCOM-X\tCSCom\tML-BKO-1\t-\tCSCom de Xala\n"
    assert run("list", "--kind", "CSRef").output == ""
    file.write_bytes(csv(ROW.replace("ML-BKO-1", "ML-NULLE")))
    refused = run("import", str(file))
    assert refused.exit_code == 1
    assert "row 2, place: unknown_place" in refused.output


FOUND = [
    ("cscom de banconi", "CSCOM-BANCONI"),
    ("CSCom Banconi", "CSCOM-BANCONI"),
    ("CSCOM-BANCONI", "CSCOM-BANCONI"),
    ("cs com bankoni", "CSCOM-BANCONI"),
    ("asacoba", "CSCOM-BANCONI"),
    ("centre de santé de Djelibougou", "CSCOM-DJELIBOUGOU"),
    ("jelibugu", "CSCOM-DJELIBOUGOU"),
    ("csref commune 1", "CSREF-C1"),
    ("csref c1", "CSREF-C1"),
    ("c1", "CSREF-C1"),
    ("Csref CIV", "CSREF-C4"),
    ("centre de santé de référence de la commune 6", "CSREF-C6"),
    ("point g", "CHU-POINT-G"),
    ("hopital du point G", "CHU-POINT-G"),
    ("gabriel toure", "CHU-GABRIEL-TOURE"),
    ("gabriel touré", "CHU-GABRIEL-TOURE"),
    ("hôpital du mali", "HOP-MALI"),
    ("l'hopital de Sevare", "HOP-MOPTI"),
    ("hopital segu", "HOP-SEGOU"),
    ("csref segou", "CSREF-SEGOU"),
    ("csref de sikaso", "CSREF-SIKASSO"),
    ("depot de gao", "PPM-GAO"),
    ("ppm kayes", "PPM-KAYES"),
    ("inrsp", "LAB-INSP"),
    ("labo mérieux", "LAB-CICM"),
    ("niarela", "CSCOM-NIARELA"),
    ("nyarela la", "CSCOM-NIARELA"),
    ("yirimajo", "CSCOM-YIRIMADIO"),
    ("kalabancoura", "CSCOM-KALABAN-COURA"),
    ("kalaban coura", "CSCOM-KALABAN-COURA"),
    ("Lafiabougu", "CSCOM-LAFIABOUGOU"),
    ("korofina", "CSCOM-KOROFINA-NORD"),
    ("bolibana", "CSCOM-BOLIBANA"),
    ("sogoninko", "CSCOM-SOGONIKO"),
    ("csref kalaban coro", "CSREF-KALABAN-CORO"),
    ("iota", "CHU-IOTA"),
]


def test_a_facility_is_found_as_it_is_named(directory):
    got = {
        text: getattr(the_one(directory.find(text, TODAY)), "code", [m.facility.code for m in directory.find(text, TODAY)])
        for text, _ in FOUND
    }
    assert got == dict(FOUND)


def test_namesakes_are_candidates_and_a_kind_decides(directory):
    several = directory.find("ségou", TODAY)
    assert the_one(several) is None
    assert {match.facility.code for match in several} == {"CSREF-SEGOU", "HOP-SEGOU", "PPM-SEGOU"}
    assert {match.score for match in several} == {100.0}
    assert the_one(directory.find("ségou", TODAY, kind="CSRef")).code == "CSREF-SEGOU"


@pytest.mark.parametrize(
    "text", ["", "bonjour", "paracetamol", "mali", "c", "12", "boîtes de gants", "csref commune 9", "👍", "gal", "csref"]
)
def test_what_names_none_finds_none(directory, text):
    assert directory.find(text, TODAY) == []
