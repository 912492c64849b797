"""Line lists read back: new and known cases and contacts, from CSV and XLSX."""

import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import delete, func, select

from contact_tracing import queries, service
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.exports import service as exports
from contact_tracing.imports.cases import import_cases
from contact_tracing.imports.cells import BadTable
from contact_tracing.imports.contacts import import_contacts
from contact_tracing.imports.linelists import Done
from contact_tracing.imports.records import import_exposures, import_follow_up, import_lab
from contact_tracing.models import Case
from contact_tracing.rules import make_case_id
from core.database import Database
from tests.contact_tracing.contacts.test_register import AGENT, OUMAR, TODAY, a_case, name

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = datetime(2099, 1, 1, tzinfo=UTC)
"""After whatever the clock says now, by which reports are dated."""
BY = ("operator", "test")
HEADER = "name,phone,sex,age_years,region,cercle,symptoms,onset_date,classification,conditions,reported_at\n"
CASES = HEADER + (
    "Awa Traoré,76 12 34 56,F,34,Sikasso,Kadiolo,fever|cough,20/11/2026,SUSPECT,DIABETES,2026-11-21\n"
    "Moussa,,MALE,,ML-KAYES,,,2026-11-19,,,\n"
    "'=Sira,,FEMALE,4,,,fever;cough,,,,\n"
)


def bring(database: Database, path: Path, take: Any = import_cases, now: datetime = NOW) -> Done:
    with database.transaction() as session:
        return take(session, path, BY, now)


def file(folder: Path, content: str, called: str = "list.csv") -> Path:
    (folder / called).write_text(content, encoding="utf-8-sig")
    return folder / called


def how_many(database: Database, model: Any = Case) -> int:
    with database.transaction() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def exported(database: Database, kind: str, form: str, folder: Path) -> Path:
    out = io.BytesIO()
    with database.transaction() as session:
        exports.export(session, kind, form, exports.Wish(names=True), out, BY)
    (folder / f"out.{form}").write_bytes(out.getvalue())
    return folder / f"out.{form}"


def test_new_cases_once(database: Database, tmp_path: Path) -> None:
    path = file(tmp_path, CASES)
    assert bring(database, path) == Done(3, 3)
    assert bring(database, path) == Done(3, 0, 0, 3)
    with database.transaction() as session:
        found = {case.name: case for case in session.scalars(select(Case))}
    awa = found["Awa Traoré"]
    assert (awa.phone, awa.sex, awa.age_band, awa.region, awa.cercle) == ("+22376123456", "FEMALE", "25-34", "ML-SIKASSO", "ML-C-KADIOLO")
    assert (awa.symptoms, str(awa.onset_date), awa.classification, awa.conditions) == (
        ["fever", "cough"],
        "2026-11-20",
        "SUSPECT",
        ["DIABETES"],
    )
    assert (found["Moussa"].region, found["Moussa"].classification, found["Moussa"].reported_at) == ("ML-KAYES", "NOT_CLASSIFIED", NOW)
    assert found["=Sira"].age_band == "0-4"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_our_own_list_comes_back_without_a_change_and_goes_into_another_deployment(database: Database, tmp_path: Path, form: str) -> None:
    bring(database, file(tmp_path, CASES))
    path = exported(database, "cases", form, tmp_path)
    done = bring(database, path)
    assert (done.read, done.added, done.changed, done.unchanged) == (3, 0, 0, 3)
    assert "pseudonym" in done.ignored
    with database.transaction() as session:
        for case in session.scalars(select(Case)):
            session.delete(case)
    assert bring(database, path).added == 3
    with database.transaction() as session:
        numbers = dict(session.execute(select(Case.name, Case.external_id)).all())
    assert set(numbers) == {"Awa Traoré", "Moussa", "=Sira"}
    assert all(number.startswith("CA-2026-") for number in numbers.values())
    assert bring(database, path) == Done(3, 0, 0, 3, done.ignored)


def test_a_known_case_is_amended_with_its_history_but_not_judged(database: Database, tmp_path: Path) -> None:
    case_id = a_case(database, "1")
    path = file(tmp_path, f"case_id,sex,severity,locality\n{case_id},FEMALE,MILD,Wayerma\n")
    assert bring(database, path) == Done(1, 0, 1)
    with database.transaction() as session:
        lines = [(line.field, line.after, line.actor_kind) for line in queries.history(session, case_id)]
    assert lines == [("severity", "MILD", "operator"), ("locality", "Wayerma", "operator")]
    judged = file(tmp_path, f"case_id,sex,classification,severity\n{case_id},FEMALE,CONFIRMED,SEVERE\n")
    with pytest.raises(BadTable) as refused:
        bring(database, judged)
    assert [str(cell) for cell in refused.value.cells] == ["list.csv, row 2, column classification: not_by_import"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            HEADER + "A,12,X,200,Nowhere,,itch,2099-01-01,MAYBE,GOUT,2099-01-01\nB,,MALE,ten,ML-KAYES,Kati,,2026-11-31,,,\n",
            [
                "row 2, column phone: too_short", "row 2, column age_years: age_out_of_range", "row 3, column age_years: not_a_number",
                "row 3, column onset_date: not_a_date",
            ],
        ),
        (
            HEADER + "A,,X,,,,itch,2099-01-01,MAYBE,GOUT,2099-01-01\nB,,,,,,,,,,\nC,,MALE,140,,,,,,,\n",
            ["row 2, column sex: unknown_code", "row 2, column symptoms: unknown_code", "row 2, column onset_date: date_in_future",
             "row 2, column conditions: unknown_code", "row 2, column classification: unknown_code",
             "row 2, column reported_at: date_in_future",
             "row 3, column sex: missing", "row 4, column age_years: age_out_of_range"],
        ),
        (
            "sex,region,cercle\nMALE,Nowhere,\nMALE,Kayes,Kadiolo\n",
            ["row 2, column region: unknown_place", "row 3, column cercle: unknown_place"]),
        (
            "sex,region,cercle\nMALE,Koulikoro,Benkadi\nMALE,Koulikoro,Benkadi Kangaba\nMALE,Koulikoro,Badia\n",
            ["row 2, column cercle: several_places", "row 4, column cercle: unknown_place"]),
        ("sex,region,cercle\nMALE,ML-KAYES,ML-C-KADIOLO\n", ["row 2, column cercle: not_in_region"]),
        ("sex,age_years,age_band\nMALE,3,5-14\n", ["row 2, column age_band: not_the_age"]),
        ("sex,nmae\nMALE,A\n", ["row 1, column nmae: unknown_column"]),
        ("name\nA\n", ["row 1, column sex: missing"]),
        ("sex,name\nMALE,A\nMALE,A\n", ["row 3, column case_id: twice"]),
        ("sex,pregnancy\nMALE,YES_FIRST_TRIMESTER\n", ["row 2, column pregnancy: not_for_a_man"]),
    ],
)  # fmt: skip
def test_each_bad_cell_is_named_and_nothing_is_kept(database: Database, tmp_path: Path, content: str, says: list[str]) -> None:
    with pytest.raises(BadTable) as refused:
        bring(database, file(tmp_path, content))
    assert sorted(str(cell).removeprefix("list.csv, ") for cell in refused.value.cells) == sorted(says)
    assert how_many(database) == 0


def test_a_workbook_is_read_with_its_types(database: Database, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["name", "sex", "age_years", "onset_date", "was_contact"])
    book.active.append(["Awa", "F", 34.0, datetime(2026, 11, 20), True])  # noqa: DTZ001 (a sheet's day)
    book.save(tmp_path / "list.xlsx")
    assert bring(database, tmp_path / "list.xlsx").added == 1
    with database.transaction() as session:
        case = session.scalars(select(Case)).one()
    assert (case.age_years, str(case.onset_date), case.was_contact) == (34, "2026-11-20", True)
    (tmp_path / "list.xlsx").write_bytes(b"no workbook")
    with pytest.raises(BadTable) as refused:
        bring(database, tmp_path / "list.xlsx")
    assert refused.value.cells[0].problem == "not_a_workbook"


def test_what_french_excel_saves_by_itself_is_read_and_said(database: Database, tmp_path: Path) -> None:
    (tmp_path / "excel.csv").write_bytes("name;sex;age_years\nAïssata;F;34,0\n".encode("cp1252"))
    assert bring(database, tmp_path / "excel.csv") == Done(1, 1, windows_1252=True)
    with database.transaction() as session:
        assert queries.cases(session)[0].name == "Aïssata"
    (tmp_path / "no.csv").write_bytes(b"name;sex\n\x81\x8d\xff;F\n")
    with pytest.raises(BadTable) as refused:
        bring(database, tmp_path / "no.csv")
    assert refused.value.cells[0].problem == "not_text"


def test_contacts_of_a_case_and_details_of_one(database: Database, tmp_path: Path) -> None:
    case_id = a_case(database, "1")
    day = (TODAY - timedelta(days=2)).isoformat()
    path = file(
        tmp_path,
        "source_case_id,name,phone,sex,age_years,region,last_contact,context,risk_level\n"
        f"{case_id},Oumar Keïta,76 12 34 57,H,40,Kayes,{day},household,3_HIGH\n{case_id},Sira,,F,,,{day},,\n",
    )
    assert bring(database, path, import_contacts) == Done(2, 2)
    assert bring(database, path, import_contacts) == Done(2, 0, 0, 2)
    assert (how_many(database, Contact), how_many(database, Exposure)) == (2, 2)
    for form in ("csv", "xlsx"):
        own = bring(database, exported(database, "contacts", form, tmp_path), import_contacts)
        assert (own.added, own.changed, own.unchanged) == (0, 0, 2)
    with database.transaction() as session:
        oumar = session.scalars(select(Contact).where(Contact.phone_index.is_not(None))).one()
    changed = file(tmp_path, f"contact_id,occupation,name\n{oumar.contact_id},TEACHER,\n")
    assert bring(database, changed, import_contacts) == Done(1, 0, 1)


def test_the_same_person_named_for_several_cases_is_one_contact_with_several_exposures(database: Database, tmp_path: Path) -> None:
    """With setting, duration and risk, in whatever spelling and order of the name; the higher risk and the later window count."""
    one, two = a_case(database, "1"), a_case(database, "2")
    path = file(
        tmp_path,
        "source_case_id,name,phone,last_contact,context,duration,risk_level\n"
        f"{one},Oumar Keïta,76 12 34 57,2026-11-10,household,days,1_LOW\n"
        f"{two},KEITA Oumar,+22376123457,2026-11-18,market,hours,3_HIGH\n"
        f"{two},Oumou Keïta,76 12 34 57,2026-11-18,market,minutes,2_MEDIUM\n",
    )
    assert bring(database, path, import_contacts) == Done(3, 2, 1)
    with database.transaction() as session:
        oumar = session.scalars(select(Contact).where(Contact.risk_level == "3_HIGH")).one()
        told = select(Exposure.context, Exposure.duration).where(Exposure.contact_uuid == oumar.id).order_by(Exposure.last_contact)
        assert session.execute(told).all() == [("HOUSEHOLD", "DAYS"), ("MARKET", "HOURS")]
        assert oumar.name == "Oumar Keïta"
    assert bring(database, path, import_contacts) == Done(3, 0, 0, 3)


def test_who_answers_for_a_place_brings_contacts_of_its_cases_only(database: Database, tmp_path: Path) -> None:
    case_id = a_case(database, "1")
    name(database, case_id, OUMAR)
    with database.transaction() as session:
        contact = session.scalars(select(Contact.contact_id)).one()
        place = session.scalars(select(Case.region)).one()
    rows = f"{case_id},Awa,2026-11-20,\n,,,{contact}\n"
    path = file(tmp_path, "source_case_id,name,last_contact,contact_id\n" + rows)
    with database.transaction() as session, pytest.raises(BadTable) as refused:
        import_contacts(session, path, AGENT, NOW, {"ML-GAO"})
    assert [cell.problem for cell in refused.value.cells] == ["no_such_case", "no_such_contact"]
    with database.transaction() as session:
        assert import_contacts(session, path, AGENT, NOW, {place}).added == 1


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("CA-2026-999999-X,Awa,2026-11-20,,", "row 2, column source_case_id: mistyped"),
        (f"{make_case_id(2026, 999999)},Awa,2026-11-20,,", "row 2, column source_case_id: no_such_case"),
        ("CASE,,2026-11-20,,", "row 2, column name: missing"),
        ("CASE,Awa,2099-01-01,,", "row 2, column last_contact: date_in_future"),
        ("CASE,Awa,2026-11-20,MOON,", "row 2, column context: unknown_code"),
        (",Awa,,,CO-2026-999999-X", "row 2, column contact_id: mistyped"),
        ("closed,Awa,2026-11-20,,", "row 2, column source_case_id: case_closed"),
    ],
)
def test_contacts_that_cannot_be_are_named(database: Database, tmp_path: Path, row: str, says: str) -> None:
    case_id = a_case(database, "1")
    if row.startswith("closed"):
        with database.transaction() as session:
            service.classify(session, case_id, "NOT_A_CASE_DISCARDED", definition="d", definition_on=TODAY, actor=AGENT, now=NOW)
            service.investigate(session, case_id, "DONE", AGENT, NOW)
            service.close(session, case_id, AGENT, NOW)
    row = row.replace("CASE", case_id).replace("closed", case_id)
    with pytest.raises(BadTable) as refused:
        bring(database, file(tmp_path, f"source_case_id,name,last_contact,context,contact_id\n{row}\n"), import_contacts)
    assert [str(cell).removeprefix("list.csv, ") for cell in refused.value.cells] == [says]


def test_one_bad_row_keeps_all_contacts_out(database: Database, tmp_path: Path) -> None:
    case_id = a_case(database, "1")
    name(database, case_id, OUMAR)
    rows = f"{case_id},Awa,2026-11-20\n{case_id},Sira,2099-01-01\n"
    with pytest.raises(BadTable):
        bring(database, file(tmp_path, "source_case_id,name,last_contact\n" + rows), import_contacts)
    assert how_many(database, Contact) == 1


SOMEWHERE = {
    "cases": import_cases,
    "contacts": import_contacts,
    "exposures": import_exposures,
    "follow-up": import_follow_up,
    "lab": import_lab,
}
OWN = ("case_id", "contact_id", "source_case_id", "target_case_id", "became_case_id", "pseudonym", "external_id", "origin", "by", "channel",
       "verified_at", "registered_at", "recorded_at")  # fmt: skip


def told(database: Database) -> dict[str, list[list[tuple[str, Any]]]]:
    """What all five lists say, but for what is a deployment's own."""
    found = {}
    for kind in SOMEWHERE:
        out = io.BytesIO()
        with database.transaction() as session:
            exports.export(session, kind, "json", exports.Wish(names=True), out, BY)
        found[kind] = sorted([sorted((k, str(v)) for k, v in row.items() if k not in OWN) for row in json.loads(out.getvalue())])
    return found


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_whole_deployment_goes_into_another(database: Database, tmp_path: Path, form: str) -> None:
    one, two = a_case(database, "1"), a_case(database, "2")
    contact_id = name(database, one, OUMAR).contact_id
    name(database, two, service.NamedContact("Sira", TODAY - timedelta(days=1), sex="FEMALE", comment="=1+1"))
    ill = service.DayEntry(OUMAR.last_contact + timedelta(days=1), "SEEN_NOT_OK", Decimal("38.5"), ("fever",))
    sample = service.Sample("L-1", "BLOOD", "PCR", "INSP", TODAY, result="POSITIVE", result_on=TODAY)
    with database.transaction() as session:
        service.enter_day(session, contact_id, ill, AGENT, TODAY, NOW)
        service.record_sample(session, one, sample, AGENT, TODAY, NOW)
        service.become_case(session, contact_id, ("fever",), AGENT, NOW)
        exposure = {"last_contact": TODAY - timedelta(days=9), "context": "MARKET"}
        assert service.record_exposure(session, two, exposure, AGENT, TODAY, target_case_id=one)
        assert not service.record_exposure(session, two, exposure, AGENT, TODAY, target_case_id=one)
    before = told(database)
    folders = {kind: tmp_path / kind for kind in SOMEWHERE}
    for kind, folder in folders.items():
        folder.mkdir()
        exported(database, kind, form, folder)
    with database.transaction() as session:
        for model in (Contact, Case):
            session.execute(delete(model))
    done = {kind: bring(database, folder / f"out.{form}", SOMEWHERE[kind], LATER).added for kind, folder in folders.items()}
    assert done == {"cases": 3, "contacts": 2, "exposures": 3, "follow-up": 1, "lab": 1}
    after = told(database)
    assert after == before
    again = [bring(database, folder / f"out.{form}", SOMEWHERE[kind], LATER) for kind, folder in folders.items()]
    assert [(each.added, each.changed) for each in again] == [(0, 0)] * 5
    assert told(database) == after


@pytest.mark.parametrize(
    ("kind", "content", "says"),
    [
        ("exposures", "source_case_id,contact_id,last_contact,context\nONE,,2026-11-20,\nONE,CO,2099-01-01,MOON\nONE,CO,,\n",
         ["row 2, column target: one_of_two", "row 3, column context: unknown_code", "row 3, column last_contact: date_in_future",
          "row 4, column last_contact: missing"]),
        ("exposures", "source_case_id,target_case_id,last_contact\nONE,ONE,2026-11-20\n", ["row 2, column target: itself"]),
        ("follow-up", "contact_id,day,state,temperature\nCO,2026-11-20,FLEW,\nCO,2026-11-20,MISSED,38\nCO,2026-11-20,SEEN_OK,hot\n",
         ["row 2, column state: unknown_code", "row 3, column temperature: not_seen", "row 4, column temperature: not_a_number"]),
        ("lab", "case_id,sample_id,sample_type,result,result_on\nONE,L,ROCK,,\nONE,L,BLOOD,PENDING,2026-11-20\nONE,,BLOOD,,\n",
         ["row 2, column sample_type: unknown_code", "row 3, column result: missing", "row 4, column sample_id: missing"]),
    ],
)  # fmt: skip
def test_what_cannot_be_said_of_them_is_named(database: Database, tmp_path: Path, kind: str, content: str, says: list[str]) -> None:
    case_id = a_case(database, "1")
    contact_id = name(database, case_id, OUMAR).contact_id
    with pytest.raises(BadTable) as refused:
        bring(database, file(tmp_path, content.replace("ONE", case_id).replace("CO,", f"{contact_id},")), SOMEWHERE[kind])
    assert sorted(str(cell).removeprefix("list.csv, ") for cell in refused.value.cells) == sorted(says)
    assert how_many(database, Exposure) == 1


def test_days_that_were_only_planned_are_counted(database: Database, tmp_path: Path) -> None:
    contact_id = name(database, a_case(database, "1"), OUMAR).contact_id
    path = file(tmp_path, f"contact_id,day,state\n{contact_id},2026-11-20,NOT_PERFORMED\n{contact_id},2026-11-21,SEEN_OK\n")
    done = bring(database, path, import_follow_up)
    assert (done.added, done.planned) == (1, 1)
