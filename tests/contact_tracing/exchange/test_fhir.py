"""FHIR R4: bundles that the models of the standard accept, and what they say."""

import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from sqlalchemy import select

from contact_tracing import service
from contact_tracing.exports import service as exports
from contact_tracing.exports.fhir import bundle
from contact_tracing.models import Case
from core.database import Database
from core.errors import InvalidInput
from tests.contact_tracing.contacts.test_register import AGENT, OUMAR, TODAY, a_case, name

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def export(database: Database, kind: str, wish: exports.Wish | None = None) -> dict[str, list[dict[str, Any]]]:
    """The resources by their type; the whole is valid."""
    out = io.BytesIO()
    with database.transaction() as session:
        done = exports.export(session, kind, "fhir", wish or exports.Wish(), out, ("operator", "test"))
    whole = json.loads(out.getvalue())
    read = Bundle.model_validate(whole)
    assert (read.type, len(read.entry or [])) == ("transaction", done.rows)
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in whole["entry"]:
        resource = entry["resource"]
        assert entry["request"] == {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"}
        found.setdefault(resource["resourceType"], []).append(resource)
    urls = [entry["fullUrl"] for entry in whole["entry"]]
    assert len(urls) == len(set(urls))
    return found


@pytest.fixture
def ids(database: Database) -> tuple[str, str]:
    case_id = a_case(database, "1")
    contact_id = name(database, case_id, OUMAR).contact_id
    day = OUMAR.last_contact + timedelta(days=1)
    entries = [
        service.DayEntry(day, "SEEN_NOT_OK", Decimal("38.4"), ("fever", "taste_smell")),
        service.DayEntry(day + timedelta(days=1), "MISSED"),
    ]  # fmt: skip
    details = {"severity": "SEVERE", "onset_date": TODAY, "hospitalisation_start": TODAY, "symptoms": ("fever", "confusion")}
    with database.transaction() as session:
        service.amend(session, case_id, details, AGENT, TODAY, NOW)
        service.classify(session, case_id, "CONFIRMED", definition="OMS 2022", definition_on=TODAY, actor=AGENT, now=NOW)
        service.set_outcome(session, case_id, "RECOVERED", TODAY, AGENT, NOW)
        for number, result in (("L-1", "POSITIVE"), ("L-2", "PENDING")):
            sample = service.Sample(number, "BLOOD", "PCR", "INSP", TODAY, result=result, result_on=TODAY if result == "POSITIVE" else None)
            service.record_sample(session, case_id, sample, AGENT, TODAY, NOW)
        for entry in entries:
            service.enter_day(session, contact_id, entry, AGENT, TODAY, NOW)
        session.scalars(select(Case).where(Case.case_id == case_id)).one().age_years = 34
    return case_id, contact_id


def test_a_case_with_what_was_observed(database: Database, ids: tuple[str, str]) -> None:
    found = export(database, "cases")
    (patient,), (condition,), (stay,) = found["Patient"], found["Condition"], found["Encounter"]
    assert patient["identifier"] == [{"system": "urn:assa:case-id", "value": ids[0]}]
    assert (patient["gender"], patient["address"]) == ("female", [{"state": "ML-SIKASSO", "country": "ML"}])
    assert "name" not in patient
    assert condition["subject"] == {"reference": f"Patient/{patient['id']}"}
    assert condition["verificationStatus"]["coding"][0]["code"] == "confirmed"
    assert condition["clinicalStatus"]["coding"][0]["code"] == "resolved"
    assert (condition["code"]["coding"][0]["code"], condition["onsetDateTime"], condition["abatementDateTime"]) == (
        "840539006", "2026-11-23", "2026-11-23",
    )  # fmt: skip
    assert (stay["class"]["code"], stay["status"], stay["period"]) == ("IMP", "in-progress", {"start": "2026-11-23"})
    by_code: dict[str, list[Any]] = {}
    for each in found["Observation"]:
        by_code.setdefault(each["code"]["coding"][0]["code"], []).append(each)
    assert by_code["30525-0"][0]["valueQuantity"]["value"] == 34
    assert {each["valueCodeableConcept"]["text"] for each in by_code["75325-1"]} == {"fever", "confusion"}
    results = {each["identifier"][0]["value"]: (each["status"], each.get("valueCodeableConcept")) for each in by_code["94500-6"]}
    assert results["L-2"] == ("registered", None)
    assert results["L-1"][1]["coding"][0]["code"] == "10828004"
    named = export(database, "cases", exports.Wish(names=True))["Patient"][0]
    assert named["name"] == [{"text": "Awa Traoré"}]
    assert named["id"] == patient["id"]


def test_follow_up_and_a_contact_who_becomes_a_case_is_one_patient(database: Database, ids: tuple[str, str]) -> None:
    found = export(database, "follow-up")
    (patient,) = found["Patient"]
    assert patient["identifier"] == [{"system": "urn:assa:contact-id", "value": ids[1]}]
    assert [(each["status"], each["class"]["code"]) for each in found["Encounter"]] == [("finished", "FLD"), ("cancelled", "FLD")]
    temperature = next(each for each in found["Observation"] if "valueQuantity" in each)
    assert (temperature["valueQuantity"]["value"], temperature["effectiveDateTime"]) == (38.4, "2026-11-11")
    with database.transaction() as session:
        service.become_case(session, ids[1], ("fever",), AGENT, NOW)
    (after,) = export(database, "follow-up")["Patient"]
    became = next(each for each in export(database, "cases")["Patient"] if each["id"] == patient["id"])
    assert after["id"] == patient["id"]
    assert after["identifier"] == became["identifier"]
    assert {each["system"] for each in after["identifier"]} == {"urn:assa:case-id", "urn:assa:contact-id"}


@pytest.mark.parametrize(
    ("classification", "verification", "clinical"),
    [("PROBABLE", "differential", "active"), ("SUSPECT", "provisional", "active"), ("NOT_A_CASE_DISCARDED", "refuted", "inactive")],
)
def test_how_sure_it_is(database: Database, classification: str, verification: str, clinical: str) -> None:
    case_id = a_case(database, "1")
    assert export(database, "cases")["Condition"][0]["verificationStatus"]["coding"][0]["code"] == "unconfirmed"
    with database.transaction() as session:
        service.classify(session, case_id, classification, definition="d", definition_on=TODAY, actor=AGENT, now=NOW)
        service.set_outcome(session, case_id, "DECEASED", None, AGENT, NOW)
    found = export(database, "cases")
    (condition,) = found["Condition"]
    assert (condition["verificationStatus"]["coding"][0]["code"], condition["clinicalStatus"]["coding"][0]["code"]) == (
        verification,
        clinical,
    )
    assert found["Patient"][0]["deceasedBoolean"] is True


def test_what_is_no_fhir_is_not_written() -> None:
    with pytest.raises(bundle.InvalidResource) as refused:
        bundle.entry({"resourceType": "Observation", "id": "1", "status": "final", "subject": {"display": "Awa"}})
    assert refused.value.fields == {"resource": "Observation", "id": "1", "problem": "code: missing"}


def test_an_empty_bundle_and_other_kinds(database: Database) -> None:
    assert export(database, "cases") == {}
    with pytest.raises(InvalidInput, match="unknown_format"):
        export(database, "lab")
