"""Go.Data's files, in and out again, column by column."""

import csv
import io
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from contact_tracing import queries, service
from contact_tracing.cases.models import LabSample
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.exports import service as exports
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.godata.bring import import_folder
from contact_tracing.godata.columns import Column
from contact_tracing.godata.files import FILES, File
from contact_tracing.godata.report import Report
from contact_tracing.imports import cells
from contact_tracing.imports.cells import BadTable, identifier
from contact_tracing.imports.models import ExternalRow
from contact_tracing.models import Case
from core.audit import AuditEntry
from core.database import Database
from tests.contact_tracing.contacts.test_register import AGENT, OUMAR, TODAY, a_case, name

EVAL = Path(__file__).parents[4] / "shared" / "eval" / "godata"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BY = ("operator", "test")
OF = {"cases": "cases", "contacts": "contacts", "relationships": "exposures", "followups": "follow-up", "lab_results": "lab"}
needs_files = pytest.mark.skipif(not EVAL.is_dir(), reason=f"Go.Data's files are not at {EVAL}")


def bring(database: Database, folder: Path) -> Report:
    with database.transaction() as session:
        return import_folder(session, folder, BY, NOW)


def given(database: Database, kind: str, wish: exports.Wish, form: str = "godata") -> list[dict[str, str]]:
    out = io.BytesIO()
    with database.transaction() as session:
        count = exports.export(session, kind, form, wish, out, BY).rows
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    assert len(rows) == count
    return rows


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def differences(database: Database, file: File, rows: list[dict[str, str]]) -> dict[str, Any]:
    """By column, the rows in which what is given back is not what was read."""
    back = {row[file.key]: row for row in given(database, OF[file.kind], exports.Wish(names=True))}
    assert set(back) == {row[file.key] for row in rows}
    found: dict[str, Any] = {}
    for row in rows:
        for column, cell in row.items():
            if back[row[file.key]].get(column) != cell:
                found.setdefault(column, []).append((cell, back[row[file.key]].get(column)))
    return found


@pytest.fixture
def brought(database: Database) -> Report:
    return bring(database, EVAL)


def counts(database: Database) -> list[int]:
    with database.transaction() as session:
        return [
            session.scalar(select(func.count()).select_from(each)) or 0
            for each in (Case, Contact, Exposure, FollowUpEntry, LabSample, ExternalRow)
        ]


@needs_files
def test_all_columns_of_all_rows_come_back_as_they_were(database: Database, brought: Report) -> None:
    assert counts(database) == [56, 66, 86, 437, 40, 14]
    not_held = {file.kind: differences(database, file, read(EVAL / f"{file.kind}_clean.csv")) for file in FILES}
    print("columns that do not come back as they were:", not_held)  # noqa: T201
    assert not_held == {kind: {} for kind in OF}
    for file in FILES:
        assert list(given(database, OF[file.kind], exports.Wish(names=True))[0]) == list(read(EVAL / f"{file.kind}_clean.csv")[0])


CROOKED = {
    "day": ["", "NA", "2020-07-01T13:45:00.000Z", "01/07/2020", "2020-07-01 00:00:00"],
    "truth": ["true", "1", "", "NA", "Yes"],
    "age": ["", "NA", "0.5", "12.0", "101"],
    "text": ["", " x ", "NA", 'Ünïcode "q", \n x', "  ", "+223 76 12 34 56", "LNG_REFERENCE_DATA_OTHER"],
}


def crooked(column: Column | None, cell: str, chance: random.Random, key: str) -> str:
    """Now and then something else that a real file may hold in this column."""
    if column is None or column.name == key or column.read is identifier or chance.random() > 0.08:
        return cell
    kinds = {cells.day: "day", cells.moment: "day", cells.truth: "truth", cells.age: "age"}
    return chance.choice(CROOKED[kinds.get(column.read, "text")])


@needs_files
@pytest.mark.parametrize("seed", [1, 2])
def test_crooked_files_come_back_as_they_were_too(database: Database, tmp_path: Path, seed: int) -> None:
    """Other values, other orders, missing and unknown columns: every cell of every row."""
    chance = random.Random(seed)
    read_in = {}
    for file in FILES:
        rows = read(EVAL / f"{file.kind}_clean.csv")
        names = [name for name in rows[0] if file.columns[name].required or chance.random() > 0.15]
        chance.shuffle(names)
        unknown = {"of theirs": "é", "Other, too": "5"}
        read_in[file.kind] = [
            {name: crooked(file.columns.get(name), row[name], chance, file.key) for name in names} | unknown for row in rows
        ]  # fmt: skip
        with (tmp_path / f"{file.kind}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, [*names, *unknown])
            writer.writeheader()
            writer.writerows(read_in[file.kind])
    report = bring(database, tmp_path)
    assert report.unknown
    assert len(report.not_known) == 10
    assert {file.kind: differences(database, file, read_in[file.kind]) for file in FILES} == {kind: {} for kind in OF}
    again = bring(database, tmp_path)
    assert sum(each.added + each.changed for each in again.counts.values()) == 0


@needs_files
def test_a_second_time_changes_nothing_and_a_dry_run_neither(database: Database) -> None:
    with database.transaction() as session:
        dry = import_folder(session, EVAL, BY, NOW)
        session.rollback()
    assert counts(database) == [0] * 6
    first = bring(database, EVAL)
    assert {kind: (each.read, each.added, each.aside) for kind, each in first.counts.items()} == {
        "cases": (56, 56, 0), "contacts": (66, 66, 0), "relationships": (100, 86, 14), "followups": (437, 437, 0),
        "lab_results": (40, 40, 0),
    }  # fmt: skip
    assert dry.counts == first.counts
    again = bring(database, EVAL)
    assert {kind: (each.unchanged, each.added, each.changed, each.aside) for kind, each in again.counts.items()} == {
        "cases": (56, 0, 0, 0), "contacts": (66, 0, 0, 0), "relationships": (86, 0, 0, 14), "followups": (437, 0, 0, 0),
        "lab_results": (40, 0, 0, 0),
    }  # fmt: skip
    assert counts(database) == [56, 66, 86, 437, 40, 14]


@needs_files
def test_what_is_read_is_in_our_own_fields(database: Database, brought: Report) -> None:
    """Independently of how it is given back: as the files say it, and our rules work on it."""
    cases, contacts = read(EVAL / "cases_clean.csv"), read(EVAL / "contacts_clean.csv")
    with database.transaction() as session:
        ours = {str(each.id): each for each in session.scalars(select(Case))}
        theirs = {str(each.id): each for each in session.scalars(select(Contact))}
        results = sorted(session.scalars(select(LabSample.result)))
        types = sorted(each or "" for each in session.scalars(select(Exposure.type)))
    for row in cases:
        case = ours[row["uuid"]]
        day = case.onset_date.isoformat() if case.onset_date else ""
        assert (case.classification, case.outcome or "", day) == (row["classification"], row["outcome_id"], row["date_of_onset"])
        assert case.reported_at.date().isoformat() == row["date_of_reporting"]
        assert (case.name or "").split() == [*row["firstName"].split(), *row["lastName"].split()]
        assert (case.occupation or "", case.sex.replace("UNKNOWN", "")) == (row["occupation"], row["gender"])
        assert case.age_years == (int(float(row["age"])) if row["age"] else None)
    for row in contacts:
        contact = theirs[row["uuid"]]
        assert (contact.status, contact.risk_level or "") == (row["contact_status"], row["risk_level"])
        assert (contact.case_uuid is not None) == (row["contact_status"] == "BECAME_CASE") == (contact.became_case_at is not None)
    assert results == ["INCONCLUSIVE"] + ["NEGATIVE"] * 2 + ["PENDING"] * 10 + ["POSITIVE"] * 27
    assert types.count("DIRECT_PHYSICAL") + types.count("DIRECT_WITHIN_1_METRE") + types.count("INDIRECT_OBJECTS") > 50


CASE_A, CASE_B, CONTACT, NOBODY = (f"00000000-0000-4000-8000-00000000000{digit}" for digit in "1234")
OTHER_COUNTRY = {
    "Cases export.csv": (
        "National ID;date_of_onset;UUID;classification;date_of_reporting;firstName;lastName;telephone;occupation;admin_1_name;location_id;"
        "admin_level;admin_1_location_id;admin_1_admin_level;comment on case\n"
        f"N-1;03/10/2026;{CASE_A};LNG_REFERENCE_DATA_CATEGORY_CASE_CLASSIFICATION_CONFIRMED;2026-10-05;Awa;Traoré;76 12 34 56;ASTRONAUT;"
        "Sikasso;L1;1;L1;1;=HYPERLINK(1)\n"
        f"N-2;NA;{CASE_B};MAYBE;;Adama;;12;;;;;;;\n"
    ),
    "contacts.csv": f"uuid,contact_status,gender,age\n{CONTACT},BECAME_CASE,MALE,0.5\n",
    "relations.csv": (
        "uuid,source_uuid,target_uuid,date_of_last_contact,certainty_level,source_visualid\n"
        f"00000000-0000-4000-8000-000000000011,{CASE_A},{CONTACT},2026-10-01,3 - High,X\n"
        f"00000000-0000-4000-8000-000000000012,{NOBODY},{CASE_B},2026-10-01,,\n"
        f"00000000-0000-4000-8000-000000000013,{CASE_A},{CASE_B},,,\n"
        f"00000000-0000-4000-8000-000000000014,{CASE_A},{CASE_B},2026-10-02,,\n"
    ),
    "followups.csv": (
        "uuid,contact_uuid,followup_status,date_of_followup\n"
        f"00000000-0000-4000-8000-000000000021,{CONTACT},SEEN_BY_PHONE,2026-10-02\n"
        f"00000000-0000-4000-8000-000000000022,{NOBODY},SEEN_OK,2026-10-02\n"
    ),
    "contacts_of_contacts.csv": "uuid\n",
}  # fmt: skip


def write(folder: Path, files: dict[str, str]) -> Path:
    for file, content in files.items():
        (folder / file).write_text(content, encoding="utf-8")
    return folder


def test_files_of_another_country(database: Database, tmp_path: Path) -> None:
    report = bring(database, write(tmp_path, OTHER_COUNTRY))
    assert counts(database) == [2, 1, 2, 1, 0, 3]
    assert report.aside == [
        ("relations.csv", 3, "no_such_source"), ("relations.csv", 4, "no_last_contact"), ("followups.csv", 3, "no_such_contact"),
    ]  # fmt: skip
    assert dict(report.unknown) == {
        ("Cases export.csv", "classification", "MAYBE"): 1, ("Cases export.csv", "occupation", "ASTRONAUT"): 1,
        ("followups.csv", "followup_status", "SEEN_BY_PHONE"): 1,
    }  # fmt: skip
    assert report.not_known == [("Cases export.csv", "National ID"), ("Cases export.csv", "comment on case")]
    assert dict(report.assumed) == {("Cases export.csv", "date_of_reporting"): 1, ("contacts.csv", "date_of_reporting"): 1}
    assert (report.missing_files, report.other_files) == (["lab_results"], ["contacts_of_contacts.csv"])
    with database.transaction() as session:
        case = session.scalars(select(Case).where(Case.id == CASE_A)).one()
    assert (case.classification, case.phone, case.region, case.occupation) == ("CONFIRMED", "+22376123456", "ML-SIKASSO", None)
    assert str(case.onset_date) == "2026-10-03"
    back = {row["uuid"]: row for row in given(database, "cases", exports.Wish(names=True))}
    assert (back[CASE_A]["date_of_onset"], back[CASE_A]["telephone"], back[CASE_A]["occupation"]) == (
        "03/10/2026",
        "76 12 34 56",
        "ASTRONAUT",
    )
    assert (back[CASE_A]["National ID"], back[CASE_A]["comment on case"]) == ("N-1", "'=HYPERLINK(1)")
    assert (back[CASE_B]["classification"], back[CASE_B]["date_of_onset"], back[CASE_B]["telephone"]) == ("MAYBE", "NA", "12")
    assert given(database, "exposures", exports.Wish())[-1]["source_uuid"] in (CASE_A, NOBODY)


def test_ids_of_any_kind_api_headers_and_rows_that_repeat(database: Database, tmp_path: Path) -> None:
    files = {
        "cases.csv": "id,visualId,dateOfOnset,isDateOfOnsetApproximate\n" + "C1,V-1,2026-10-01T00:00:00.000Z,TRUE\n" * 2,
        "contacts.csv": "uuid\nK1\n",
        "relations.csv": "id,sourceId,targetId,contactDate\nR1,C1,K1,2026-10-01\nR2,C9,K1,2026-10-01\n",
        "followups.csv": "id,personId,date,statusId\nF1,K1,2026-10-02,LNG_REFERENCE_DATA_CONTACT_DAILY_FOLLOW_UP_STATUS_TYPE_SEEN_OK\n",
    }
    report = bring(database, write(tmp_path, files))
    assert (report.repeated, report.aside) == ([("cases.csv", 3)], [("relations.csv", 3, "no_such_source")])
    assert counts(database) == [1, 1, 1, 1, 0, 1]
    (case,) = given(database, "cases", exports.Wish())
    assert (case["uuid"], case["case_id"], case["date_of_onset"], case["date_of_onset_approximate"]) == (
        "C1",
        "V-1",
        "2026-10-01T00:00:00.000Z",
        "TRUE",
    )
    (entry,) = given(database, "follow-up", exports.Wish())
    assert (entry["uuid"], entry["contact_uuid"], entry["seen"]) == ("F1", "K1", "TRUE")
    late = {"cases late.csv": "uuid\nC9\n"}
    assert bring(database, write(tmp_path, late)).counts["relationships"].added == 1
    assert counts(database) == [2, 1, 2, 1, 0, 0]


def test_what_could_not_be_linked_is_linked_when_the_other_end_comes(database: Database, tmp_path: Path) -> None:
    bring(database, write(tmp_path, OTHER_COUNTRY))
    late = f"uuid,classification,date_of_reporting\n{NOBODY},SUSPECT,2026-10-05\n"
    report = bring(database, write(tmp_path, {"cases late.csv": late}))
    assert (report.counts["relationships"].added, report.counts["relationships"].unchanged) == (1, 2)
    assert counts(database) == [3, 1, 3, 1, 0, 2]


def test_a_changed_row_changes_the_case_with_its_history_and_what_we_changed_is_given_out(database: Database, tmp_path: Path) -> None:
    bring(database, write(tmp_path, OTHER_COUNTRY))
    changed = OTHER_COUNTRY["Cases export.csv"].replace("CLASSIFICATION_CONFIRMED", "CLASSIFICATION_PROBABLE")
    report = bring(database, write(tmp_path, {"Cases export.csv": changed}))
    assert (report.counts["cases"].changed, report.counts["cases"].unchanged) == (1, 1)
    with database.transaction() as session:
        case_id = session.scalars(select(Case.case_id).where(Case.id == CASE_A)).one()
        (line,) = queries.history(session, case_id)
        assert (line.field, line.before, line.after, line.actor_kind) == ("classification", "CONFIRMED", "PROBABLE", "operator")
        service.amend(session, case_id, {"phone": None, "occupation": "TEACHER"}, ("agent", "a-1"), NOW.date(), NOW)
    back = {row["uuid"]: row for row in given(database, "cases", exports.Wish(names=True))}
    assert (back[CASE_A]["telephone"], back[CASE_A]["occupation"]) == ("", "TEACHER")


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (
            {"cases.csv": f"uuid,date_of_onset,age,was_contact\n{'x' * 65},2026-02-30,-1,perhaps\n{CASE_A},,,\n{CASE_A},,old,\n"},
            ["cases.csv, row 2, column uuid: too_long", "cases.csv, row 2, column age: age_out_of_range",
             "cases.csv, row 2, column date_of_onset: not_a_date", "cases.csv, row 2, column was_contact: not_yes_or_no",
             "cases.csv, row 4, column age: not_a_number"],
        ),
        ({"cases.csv": f"uuid,age\n{CASE_A},1\n{CASE_A},2\n,3\n"}, [
            "cases.csv, row 3, column uuid: twice", "cases.csv, row 4, column uuid: missing",
        ]),
        ({"cases.csv": f"uuid\n{CASE_A}\n", "contacts.csv": "contact_id\nC-1\n"}, ["contacts.csv, row 1, column uuid: missing"]),
        ({"cases.csv": "uuid,age,age\n"}, ["cases.csv, row 1, column age: twice"]),
        ({"cases.csv": f"uuid\n{CASE_A},1\n"}, ["cases.csv, row 2: too_many_cells"]),
        ({"cases.csv": ""}, ["cases.csv, row 1: no_header"]),
        ({"cases.csv": f"uuid,case_id\n{CASE_A},{'x' * 65}\n"}, ["cases.csv, row 2, column case_id: too_long"]),
        ({"cases.csv": f"uuid,case_id\n{CASE_A},a\0b\n"}, ["cases.csv, row 2, column case_id: bad_character"]),
        ({"readme.txt": ""}, ["FOLDER, row 1: no_files"]),
    ],
)  # fmt: skip
def test_bad_cells_are_each_named_and_nothing_is_kept(database: Database, tmp_path: Path, files: dict[str, str], says: list[str]) -> None:
    with pytest.raises(BadTable) as refused, database.transaction() as session:
        import_folder(session, write(tmp_path, files), BY, NOW)
    assert [str(cell).replace(tmp_path.name, "FOLDER") for cell in refused.value.cells] == says
    assert counts(database) == [0] * 6


def test_without_names_nobody_is_told_and_the_same_person_has_the_same_pseudonym(database: Database, tmp_path: Path) -> None:
    bring(database, write(tmp_path, OTHER_COUNTRY))
    first, again = (given(database, "cases", exports.Wish()) for _ in range(2))
    assert first == again
    text = str(first)
    assert "Awa" not in text
    assert "76 12" not in text
    assert "National ID" not in text
    assert {row["uuid"]: row["firstName"][:2] for row in first} == {CASE_A: "P-", CASE_B: "P-"}
    with database.transaction() as session:
        asked = [(each.actor_id, each.after["names"]) for each in session.scalars(select(AuditEntry).where(AuditEntry.action == "export"))]
    assert asked == [("test", False)] * 2


def test_our_own_come_out_as_go_data_has_them_and_are_not_changed_by_coming_back(database: Database, tmp_path: Path) -> None:
    case_id = a_case(database, "1")
    contact_id = name(database, case_id, OUMAR).contact_id
    sample = service.Sample("L-1", "BLOOD", "PCR", taken_on=TODAY, result="POSITIVE", result_on=TODAY)
    entry = service.DayEntry(OUMAR.last_contact + timedelta(days=1), "SEEN_OK")
    with database.transaction() as session:
        service.enter_day(session, contact_id, entry, AGENT, TODAY, NOW)
        service.record_sample(session, case_id, sample, AGENT, TODAY, NOW)
    rows = {kind: given(database, kind, exports.Wish(names=True)) for kind in exports.KINDS}
    assert {kind: len(each) for kind, each in rows.items()} == dict.fromkeys(exports.KINDS, 1)
    assert (rows["cases"][0]["case_id"], rows["cases"][0]["firstName"], rows["cases"][0]["lastName"]) == (case_id, "Awa", "Traoré")
    assert rows["exposures"][0]["target_visualid"] == rows["follow-up"][0]["contact_id"] == contact_id
    assert (rows["exposures"][0]["source_gender"], rows["exposures"][0]["context_of_exposure"]) == ("Female", "Home/household")
    assert (rows["follow-up"][0]["performed"], rows["follow-up"][0]["seen"]) == ("TRUE", "TRUE")
    assert rows["lab"][0]["result"].endswith("LAB_TEST_RESULT_POSITIVE")
    out = io.BytesIO()
    with database.transaction() as session:
        exports.export(session, "cases", "godata", exports.Wish(), out, BY)
    (tmp_path / "cases.csv").write_bytes(out.getvalue())
    assert bring(database, tmp_path).counts["cases"].unchanged == 1
    with database.transaction() as session:
        assert queries.cases(session)[0].name == "Awa Traoré"


def test_who_was_erased_is_not_brought_back(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path, OTHER_COUNTRY)
    bring(database, folder)
    with database.transaction() as session:
        service.anonymise_reported_before(session, datetime(2099, 1, 1, tzinfo=UTC))
    assert counts(database) == [2, 1, 2, 1, 0, 0]
    changed = OTHER_COUNTRY["Cases export.csv"].replace("Adama", "Adama Ba")
    again = bring(database, write(tmp_path, {"Cases export.csv": changed}))
    assert (again.counts["cases"].unchanged, again.counts["cases"].changed) == (2, 0)
    with database.transaction() as session:
        assert set(session.scalars(select(Case.name))) == {None}
    text = str([given(database, kind, exports.Wish(names=True)) for kind in exports.KINDS if kind != "exposures"])
    for personal in ("Awa", "Adama", "76 12", "N-1", "HYPERLINK"):
        assert personal not in text


@needs_files
def test_a_link_that_was_taken_away_here_is_not_brought_back_by_the_same_files(database: Database) -> None:
    bring(database, EVAL)
    with database.transaction() as session:
        exposure = session.scalars(select(Exposure.id).order_by(Exposure.id).limit(1)).one()
        before = session.scalar(select(func.count()).select_from(Exposure))
        service.remove_exposure(session, exposure, "NOT_NEAR", AGENT, NOW)
    again = bring(database, EVAL).counts["relationships"]
    assert (again.added, again.changed) == (0, 0)
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Exposure)) == (before or 0) - 1
