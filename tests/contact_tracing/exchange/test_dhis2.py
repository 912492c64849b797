"""DHIS2: the example mapping, cases for the tracker, counts for data sets."""

import csv
import io
import itertools
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from contact_tracing import service
from contact_tracing.exports import service as exports
from contact_tracing.exports.dhis2 import aggregate
from contact_tracing.exports.dhis2.mapping import BadMapping, load
from contact_tracing.exports.dhis2.tracker import uid
from core.database import Database
from core.errors import InvalidInput
from core.settings import ROOT
from tests.contact_tracing.contacts.test_register import AGENT, TODAY, a_case

EXAMPLE = ROOT / "docs" / "examples" / "dhis2-mapping.yaml"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BY = ("operator", "test")
UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")


def filled(value: Any, numbers: Any) -> Any:
    """The example with a UID in every empty place."""
    if isinstance(value, dict):
        return {key: filled(each, numbers) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, numbers) for each in value]
    return f"U{next(numbers):010d}" if value == "" else value


@pytest.fixture
def content() -> dict[str, Any]:
    whole: dict[str, Any] = filled(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")), itertools.count(1))
    return whole


def saved(folder: Path, content: Any) -> Path:
    (folder / "mapping.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder / "mapping.yaml"


def export(
    database: Database, form: str, mapping: Path | None, below: int = 0, wish: exports.Wish | None = None
) -> tuple[str, exports.Written]:
    out = io.BytesIO()
    with database.transaction() as session:
        done = exports.export(session, "cases", form, wish or exports.Wish(), out, BY, exports.Extra(mapping=mapping, below=below))
    return out.getvalue().decode(), done


@pytest.fixture
def case_id(database: Database) -> str:
    case_id = a_case(database, "1")
    with database.transaction() as session:
        service.amend(session, case_id, {"onset_date": TODAY, "was_contact": True}, AGENT, TODAY, NOW)
        service.classify(session, case_id, "CONFIRMED", definition="OMS 2022", definition_on=TODAY, actor=AGENT, now=NOW)
        service.set_outcome(session, case_id, "DECEASED", TODAY, AGENT, NOW)
        for number, result in (("L-1", "POSITIVE"), ("L-2", "PENDING")):
            day = TODAY if result == "POSITIVE" else None
            sample = service.Sample(number, "BLOOD", "PCR", taken_on=TODAY, result=result, result_on=day)
            service.record_sample(session, case_id, sample, AGENT, TODAY, NOW)
    return case_id


def values(of: Any, mapping: dict[str, str], called: str) -> dict[str, str]:
    """Back to our columns."""
    columns = {uid: column for column, uid in mapping.items()}
    return {columns[each[called]]: each["value"] for each in of}


def test_a_case_for_the_tracker(database: Database, content: dict[str, Any], case_id: str, tmp_path: Path) -> None:
    content["options"]["sex"]["FEMALE"] = "F"
    path = saved(tmp_path, content)
    text, done = export(database, "dhis2-tracker", path)
    (entity,) = json.loads(text)["trackedEntities"]
    assert done.rows == 1
    tracker = content["tracker"]
    assert (entity["trackedEntityType"], entity["orgUnit"]) == (tracker["trackedEntityType"], content["orgUnits"]["ML-SIKASSO"])
    assert values(entity["attributes"], tracker["attributes"], "attribute") == {"case_id": case_id, "sex": "F", "region": "ML-SIKASSO"}
    (enrollment,) = entity["enrollments"]
    assert (enrollment["program"], enrollment["occurredAt"], enrollment["status"]) == (tracker["program"], "2026-11-23", "ACTIVE")
    first, *samples = enrollment["events"]
    clinical = values(first["dataValues"], tracker["stages"][0]["elements"], "dataElement")
    assert (clinical["classification"], clinical["symptoms"], clinical["was_contact"], clinical["outcome"]) == (
        "CONFIRMED", "fever", "true", "DECEASED",
    )  # fmt: skip
    found = [values(each["dataValues"], tracker["stages"][1]["elements"], "dataElement") for each in samples]
    assert sorted((each["sample_id"], each["result"], each.get("result_on")) for each in found) == [
        ("L-1", "POSITIVE", "2026-11-23"), ("L-2", "PENDING", None),
    ]  # fmt: skip
    made = [entity["trackedEntity"], enrollment["enrollment"], *(each["event"] for each in enrollment["events"])]
    assert len(set(made)) == 5
    assert all(UID.fullmatch(each) for each in made)
    assert export(database, "dhis2-tracker", path)[0] == text
    assert "Awa" in export(database, "dhis2-tracker", path, wish=exports.Wish(names=True))[0]
    assert "Awa" not in text


def test_counts_as_json_and_csv(database: Database, content: dict[str, Any], case_id: str, tmp_path: Path) -> None:
    a_case(database, "2")
    path = saved(tmp_path, content)
    text, done = export(database, "dhis2-values", path)
    sent = json.loads(text)
    names = {uid: name for name, uid in content["aggregate"]["dataElements"].items()}
    combo = content["aggregate"]["categoryOptionCombos"]["FEMALE 25-34"]
    assert sent["dataSet"] == content["aggregate"]["dataSet"]
    assert {names[each["dataElement"]]: each["value"] for each in sent["dataValues"]} == {
        "cases": "2", "confirmed": "1", "deaths": "1", "were_contacts": "1", "tested": "1", "positive": "1",
    }  # fmt: skip
    assert {(each["categoryOptionCombo"], each["orgUnit"]) for each in sent["dataValues"]} == {(combo, content["orgUnits"]["ML-SIKASSO"])}
    assert done == exports.Written(6)
    rows = list(csv.DictReader(io.StringIO(export(database, "dhis2-values-csv", path)[0])))
    assert list(rows[0]) == ["dataelement", "period", "orgunit", "catoptcombo", "attroptcombo", "value", "strby", "lastupd", "cmt"]
    assert [(row["dataelement"], row["value"]) for row in rows] == [(each["dataElement"], each["value"]) for each in sent["dataValues"]]
    fewer, done = export(database, "dhis2-values", path, below=2)
    assert [(names[each["dataElement"]], each["value"]) for each in json.loads(fewer)["dataValues"]] == [("cases", "2")]
    assert done == exports.Written(1, 5)


@pytest.mark.parametrize(
    ("day", "week", "month"),
    [
        (date(2026, 11, 23), "2026W48", "202611"),
        (date(2027, 1, 1), "2026W53", "202701"),
        (date(2027, 1, 4), "2027W1", "202701"),
        (date(2024, 12, 30), "2025W1", "202412"),
    ],
)
def test_periods_as_dhis2_names_them(day: date, week: str, month: str) -> None:
    assert (aggregate.period_of(day, "weekly"), aggregate.period_of(day, "monthly")) == (week, month)


def test_the_empty_example_names_all_that_it_lacks() -> None:
    with pytest.raises(BadMapping) as refused:
        load(EXAMPLE)
    empty = len(re.findall(r'""', EXAMPLE.read_text(encoding="utf-8"))) - 1  # attributeOptionCombo may be left empty
    assert len(refused.value.missing) == empty
    assert {"orgUnits.default", "tracker.program", "tracker.stages.2.elements.result", "aggregate.categoryOptionCombos.MALE 85+"} <= set(
        refused.value.missing
    )
    assert "missing: aggregate.dataSet" in str(refused.value)


def test_what_is_wrong_in_a_mapping_is_named(content: dict[str, Any], tmp_path: Path) -> None:
    content["tracker"]["program"] = "short"
    content["tracker"]["attributes"]["colour"] = "U0000000001"
    content["tracker"]["stages"][0] |= {"of": "beds", "date": "never"}
    content["aggregate"]["period"] = "daily"
    content["surprise"] = 1
    content["options"] = []
    with pytest.raises(BadMapping) as refused:
        load(saved(tmp_path, content))
    problems = "\n".join(refused.value.problems)
    for place in (
        "tracker.program",
        "tracker.attributes.colour",
        "stages.1.of",
        "stages.1.date",
        "aggregate.period",
        "surprise",
        "options",
    ):
        assert place in problems
    (tmp_path / "mapping.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(BadMapping, match="cannot be read"):
        load(tmp_path / "mapping.yaml")


def test_places_and_groups_that_the_data_need_are_named_before_anything_is_written(
    database: Database, content: dict[str, Any], case_id: str, tmp_path: Path
) -> None:
    content["orgUnits"] = {"ML-KAYES": "U0000000001"}
    del content["aggregate"]["categoryOptionCombos"]["FEMALE 25-34"]
    path = saved(tmp_path, content)
    with pytest.raises(BadMapping) as refused:
        export(database, "dhis2-tracker", path)
    assert refused.value.missing == ("orgUnits.ML-SIKASSO",)
    with pytest.raises(BadMapping) as refused:
        export(database, "dhis2-values", path)
    assert refused.value.missing == ("aggregate.categoryOptionCombos.FEMALE 25-34", "orgUnits.ML-SIKASSO")
    with pytest.raises(InvalidInput, match="no_mapping"):
        export(database, "dhis2-values", None)
    for part, form in (("tracker", "dhis2-tracker"), ("aggregate", "dhis2-values")):
        with pytest.raises(BadMapping) as refused:
            export(database, form, saved(tmp_path, {name: each for name, each in content.items() if name != part}))
        assert refused.value.missing == (part,)


def test_uids_are_uids_and_their_own() -> None:
    made = {uid("case", number) for number in range(2000)}
    assert len(made) == 2000
    assert all(UID.fullmatch(each) for each in made)
