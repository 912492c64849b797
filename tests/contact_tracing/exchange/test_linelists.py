"""Line lists: our columns and WHO's, in each format, with and without names."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select

from contact_tracing import service
from contact_tracing.exports import service as exports
from contact_tracing.exports.dhis2.mapping import Dhis2Mapping
from contact_tracing.exports.formats import defused, fused, write_csv
from core.audit import AuditEntry
from core.database import Database
from core.errors import InvalidInput, NotAllowed
from tests.contact_tracing.contacts.test_register import AGENT, OUMAR, TODAY, a_case, name

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OPERATOR = ("operator", "test")
DAY = timedelta(days=1)
NAMED = exports.Wish(names=True)


@pytest.fixture
def ids(database: Database) -> tuple[str, str]:
    """A case with a sample, whose contact was seen and became a case too."""
    case_id = a_case(database, "1")
    contact_id = name(database, case_id, OUMAR).contact_id
    name(database, case_id, service.NamedContact("Sira", TODAY - DAY, sex="FEMALE", age_years=8, region="ML-KAYES", comment="=1+1"))
    sample = service.Sample("-L 1", "BLOOD", "PCR", taken_on=TODAY - DAY, result="POSITIVE", result_on=TODAY)
    later = service.Sample("L 2", "SALIVA", "PCR", taken_on=TODAY)
    details = {"locality": "@quartier", "severity": "MILD", "conditions": ("DIABETES", "RENAL"), "travel": "yes", "onset_date": TODAY - DAY}
    entry = service.DayEntry(OUMAR.last_contact + DAY, "SEEN_NOT_OK", symptoms=("fever", "cough"))
    with database.transaction() as session:
        service.amend(session, case_id, details, AGENT, TODAY, NOW)
        service.classify(session, case_id, "PROBABLE", definition="OMS 2022", definition_on=TODAY, actor=AGENT, now=NOW)
        service.set_outcome(session, case_id, "DECEASED", TODAY, AGENT, NOW)
        service.record_sample(session, case_id, sample, AGENT, TODAY, NOW)
        service.record_sample(session, case_id, later, AGENT, TODAY, NOW)
        service.enter_day(session, contact_id, entry, AGENT, TODAY, NOW)
        service.become_case(session, contact_id, ("fever",), AGENT, NOW)
    return case_id, contact_id


def export(
    database: Database, kind: str, form: str = "csv", wish: exports.Wish = NAMED, columns: str = "assa", actor: Any = OPERATOR
) -> bytes:
    out = io.BytesIO()
    with database.transaction() as session:
        exports.export(session, kind, form, wish, out, actor, exports.Extra(columns))
    return out.getvalue()


def rows(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_cases_in_our_columns(database: Database, ids: tuple[str, str]) -> None:
    case_id, contact_id = ids
    found = {row["case_id"]: row for row in rows(export(database, "cases"))}
    assert set(found) == {case_id, contact_id}
    case = found[case_id]
    assert (case["name"], case["locality"], case["conditions"], case["onset_date"]) == (
        "Awa Traoré",
        "'@quartier",
        "DIABETES|RENAL",
        "2026-11-22",
    )
    assert (case["classification"], case["verified_at"], case["was_contact"]) == ("PROBABLE", "2026-11-23T09:00:00Z", "FALSE")
    assert (found[contact_id]["was_contact"], found[contact_id]["phone"]) == ("TRUE", "'+22376123456")


def test_contacts_exposures_follow_up_and_samples(database: Database, ids: tuple[str, str]) -> None:
    case_id, contact_id = ids
    contacts = {row["name"]: row for row in rows(export(database, "contacts"))}
    oumar, sira = contacts["Oumar Keïta"], contacts["Sira"]
    assert (oumar["status"], oumar["became_case_id"], oumar["exposures"], oumar["last_seen"]) == (
        "BECAME_CASE",
        contact_id,
        "1",
        "2026-11-11",
    )
    assert (oumar["last_contact"], oumar["follow_up_first"], oumar["follow_up_last"]) == ("2026-11-10", "2026-11-11", "2026-11-24")
    assert (sira["sex"], sira["age_years"], sira["region"], sira["became_case_id"], sira["last_seen"]) == (
        "FEMALE",
        "8",
        "ML-KAYES",
        "",
        "",
    )
    exposures = {row["contact_id"]: row for row in rows(export(database, "exposures"))}
    assert exposures[contact_id]["source_case_id"] == case_id
    assert (exposures[sira["contact_id"]]["comment"], exposures[contact_id]["context"]) == ("'=1+1", "HOUSEHOLD")
    (entry,) = rows(export(database, "follow-up"))
    assert (entry["contact_id"], entry["state"], entry["symptoms"], entry["by"]) == (contact_id, "SEEN_NOT_OK", "fever|cough", "agent")
    samples = {row["sample_id"]: row for row in rows(export(database, "lab"))}
    assert (samples["'-L 1"]["result"], samples["L 2"]["result"]) == ("POSITIVE", "PENDING")


def test_whos_columns(database: Database, ids: tuple[str, str]) -> None:
    case_id, contact_id = ids
    found = {row["patinfo_ID"]: row for row in rows(export(database, "cases", columns="who"))}
    case = found[case_id]
    expected = {
        "patinfo_sex": "FEMALE", "patinfo_resadmin1": "ML-SIKASSO", "patcourse_dateonset": "2026-11-22", "pat_symptomatic": "YES",
        "patsympt_fever": "YES", "patsympt_cough": "NO", "patsympt_short": "NO", "Comcond_any": "YES",
        "Comcond_preexist": "DIABETES; RENAL",
        "Lab_performed": "YES", "Lab_datetaken": "2026-11-23", "Lab_type": "SALIVA", "Lab_result": "AWAITING", "report_classif": "PROBABLE",
        "patcourse_status": "DEAD", "patcourse_datedeath": "2026-11-23", "patcourse_severity": "MILD", "expo_travel": "YES",
        "expo_contact_case": "UNK", "expo_ID1": "",
    }  # fmt: skip
    assert {column: case[column] for column in expected} == expected
    assert (found[contact_id]["expo_ID1"], found[contact_id]["expo_ID2"], found[contact_id]["expo_contact_case"]) == (case_id, "", "YES")
    assert (found[contact_id]["Lab_performed"], found[contact_id]["report_classif"]) == ("NO", "SUSPECT")


def test_xlsx_has_types_definitions_and_no_formulas(database: Database, ids: tuple[str, str]) -> None:
    case_id, _ = ids
    book = load_workbook(io.BytesIO(export(database, "cases", "xlsx")))
    assert book.sheetnames == ["cases", "definitions"]
    header, *lines = book["cases"].iter_rows(values_only=True)
    case = next(dict(zip(header, line, strict=True)) for line in lines if line[0] == case_id)
    assert (case["onset_date"], case["verified_at"]) == (datetime(2026, 11, 22), datetime(2026, 11, 23, 9))  # noqa: DTZ001 (a sheet's days)
    assert (case["was_contact"], case["locality"]) == (False, "@quartier")
    definitions = {line[0]: line[2] for line in book["definitions"].iter_rows(values_only=True)}
    assert set(header) == set(definitions) - {"column"}
    assert "CONFIRMED" in str(definitions["classification"])
    exposures = load_workbook(io.BytesIO(export(database, "exposures", "xlsx")))["exposures"]
    assert {cell.data_type for line in exposures.iter_rows() for cell in line if cell.value == "=1+1"} == {"s"}


def test_json_has_the_same_keys(database: Database, ids: tuple[str, str]) -> None:
    found = json.loads(export(database, "contacts", "json"))
    assert [set(each) for each in found] == [set(rows(export(database, "contacts"))[0])] * 2
    assert {each["name"]: each["age_years"] for each in found} == {"Oumar Keïta": None, "Sira": 8}
    assert json.loads(export(database, "cases", "json", exports.Wish(place="ML-KAYES"))) == []
    assert len(rows(export(database, "cases", "csv", exports.Wish(place="ML-KAYES")))) == 0
    assert load_workbook(io.BytesIO(export(database, "cases", "xlsx", exports.Wish(place="ML-KAYES"))))["cases"].max_row == 1


def test_without_names_nothing_tells_who_they_are_and_pseudonyms_agree(database: Database, ids: tuple[str, str]) -> None:
    for kind in exports.KINDS:
        for columns in exports.COLUMNS:
            if columns == "who" and kind != "cases":
                continue
            content = export(database, kind, "csv", exports.Wish(), columns).decode()
            for who in ("Awa", "Traoré", "Oumar", "Sira", "76123456", "@quartier", "1+1"):
                assert who not in content, (kind, columns, who)
    cases, contacts = (rows(export(database, kind, "csv", exports.Wish())) for kind in ("cases", "contacts"))
    assert "name" not in cases[0]
    became = {row["case_id"]: row["pseudonym"] for row in cases}
    assert {row["pseudonym"] for row in contacts if row["became_case_id"]} == {became[ids[1]]}
    assert became == {row["case_id"]: row["pseudonym"] for row in rows(export(database, "cases", "csv", exports.Wish()))}


@pytest.mark.parametrize(
    ("kind", "wish", "found"),
    [
        ("cases", exports.Wish(first=date(2099, 1, 1)), 0),
        ("cases", exports.Wish(last=date(2020, 1, 1)), 0),
        ("cases", exports.Wish(place="ML-SIKASSO"), 2),  # a contact who became a case has the place of the case they were near
        ("contacts", exports.Wish(place="ML-KAYES"), 1),
        ("exposures", exports.Wish(first=TODAY - DAY, last=TODAY - DAY), 1),
        ("follow-up", exports.Wish(first=date(2026, 11, 11), last=date(2026, 11, 11)), 1),
        ("follow-up", exports.Wish(last=date(2026, 11, 10)), 0),
        ("lab", exports.Wish(first=TODAY, place="ML-SIKASSO"), 1),
    ],
)
def test_days_and_places(database: Database, ids: tuple[str, str], kind: str, wish: exports.Wish, found: int) -> None:
    assert len(rows(export(database, kind, "csv", wish))) == found


def test_a_commune_is_written_with_its_region_and_found_by_its_cercle(database: Database) -> None:
    case_id = a_case(database, "1")
    with database.transaction() as session:
        service.amend(session, case_id, {"region": "ML-KITA", "cercle": "ML-M-BADIA"}, AGENT, TODAY, NOW)
    for place in (None, "ML-KITA", "ML-C-KITA", "ML-M-BADIA"):
        (row,) = rows(export(database, "cases", "csv", exports.Wish(place=place)))
        assert (row["region"], row["cercle"]) == ("ML-KITA", "ML-M-BADIA")
        if place is not None:
            assert len(rows(export(database, "lab", "csv", exports.Wish(place=place)))) == 0
    assert rows(export(database, "cases", "csv", exports.Wish(place="ML-C-NIORO"))) == []
    assert Dhis2Mapping({"ML-C-KITA": "kita", "ML-KITA": "region"}, None, None).org_unit("ML-KITA", "ML-M-BADIA") == "kita"
    assert Dhis2Mapping({"ML-KITA": "region"}, None, None).org_unit("ML-KITA", "ML-M-BADIA") == "region"


@pytest.mark.parametrize(
    ("asked", "error", "code"),
    [
        ({"kind": "beds"}, InvalidInput, "unknown_kind"),
        ({"form": "pdf"}, InvalidInput, "unknown_format"),
        ({"columns": "who", "kind": "lab"}, InvalidInput, "unknown_columns"),
        ({"wish": exports.Wish(first=TODAY, last=TODAY - DAY)}, InvalidInput, "days_reversed"),
        ({"wish": exports.Wish(place="ML-X")}, InvalidInput, "unknown_place"),
        ({"wish": NAMED, "actor": ("agent", "a-1")}, NotAllowed, "no_names"),
    ],
)
def test_what_is_refused_is_not_written(database: Database, asked: Any, error: Any, code: str) -> None:
    with pytest.raises(error, match=code):
        export(database, **{"kind": "cases"} | asked)


def test_who_asked_for_what_is_noted(database: Database, ids: tuple[str, str]) -> None:
    export(database, "cases", "json", exports.Wish(first=TODAY, names=True))
    with database.transaction() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).one()
    assert (noted.actor_kind, noted.actor_id, noted.subject_id) == ("operator", "test", "cases")
    assert noted.after == {"first": "2026-11-23", "last": None, "place": None, "names": True, "format": "json", "columns": "assa"}


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("=+-@\t\r\n\uff1d\uff0b\uff20'12.a "), max_size=6), st.booleans())
def test_no_cell_begins_a_formula_and_each_reads_back(text: str, exact: bool) -> None:
    safe = defused(text, exact=exact)
    assert not safe.startswith(("=", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff20"))
    assert not safe.startswith(("+", "-")) or not any(each.isalpha() or each in "=@" for each in safe)
    assert text.startswith("'") or fused(safe) == text


@pytest.mark.parametrize("columns", ["assa", "who"])
@pytest.mark.parametrize("names", [True, False])
def test_what_the_database_writes_as_text_is_to_the_letter_what_we_write_of_values(
    database: Database, ids: tuple[str, str], columns: str, names: bool
) -> None:
    """CSV takes the quick way; the other formats read values. All kinds of columns, filled and empty."""
    for kind in exports.KINDS if columns == "assa" else ("cases",):
        written = []
        for quick in (True, False):
            out = io.BytesIO()
            with database.transaction() as session:
                sheet = exports.COLUMNS[columns](session, kind, exports.Wish(names=names))
                assert sheet.texts is not None
                count = write_csv(sheet if quick else replace(sheet, texts=None), out)
            written.append(out.getvalue())
            assert count >= 1
        assert written[0] == written[1], kind
