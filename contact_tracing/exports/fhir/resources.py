"""Resources of FHIR R4 from rows of our line lists. Each is a plain object, checked by `fhir.resources` before it leaves: see `bundle`."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from contact_tracing.exports.fhir import codes

Resource = dict[str, Any]
Row = Mapping[str, Any]


def patient_id(identifier: UUID) -> str:
    """A contact who became a case is one patient: both have one id."""
    return str(identifier)


def derived(identifier: UUID, what: str) -> str:
    """The id of something about a patient: the same every time, so that sending again replaces."""
    return str(uuid5(NAMESPACE_URL, f"{identifier}/{what}"))


def day(value: date | datetime) -> str:
    return (value.astimezone(UTC).date() if isinstance(value, datetime) else value).isoformat()


def concept(system: str, coded: tuple[str, str] | None, text: str | None = None) -> Resource:
    coding = {} if coded is None else {"coding": [{"system": system, "code": coded[0], "display": coded[1]}]}
    return coding | ({} if text is None else {"text": text})


def _reference(identifier: UUID) -> Resource:
    return {"reference": f"Patient/{patient_id(identifier)}"}


def without_nothing(resource: Resource) -> Resource:
    return {name: value for name, value in resource.items() if value not in (None, [], {})}


def patient(row: Row) -> Resource:
    """Who, by all their numbers; name and telephone where they were asked for. Of the place, region and cercle by our codes."""
    numbers = ((codes.CASE_IDS, row["case_id"]), (codes.CONTACT_IDS, row["contact_id"]))
    address = without_nothing({"state": row["region"], "district": row["cercle"], "city": row.get("locality")})
    died = row.get("outcome") == "DECEASED"
    return without_nothing(
        {
            "resourceType": "Patient",
            "id": patient_id(row["id"]),
            "identifier": [{"system": system, "value": number} for system, number in numbers if number],
            "name": [{"text": row["name"]}] if row.get("name") else None,
            "telecom": [{"system": "phone", "value": row["phone"]}] if row.get("phone") else None,
            "gender": codes.GENDERS.get(row["sex"] or "UNKNOWN"),
            "address": [address | {"country": "ML"}] if address else None,
            "deceasedDateTime": day(row["outcome_on"]) if died and row["outcome_on"] else None,
            "deceasedBoolean": True if died and not row["outcome_on"] else None,
        }
    )


def condition(row: Row) -> Resource:
    """The disease, as sure as the classification is; resolved when the person recovered."""
    verification = codes.VERIFICATIONS[row["classification"]]
    clinical = "inactive" if row["classification"] == "NOT_A_CASE_DISCARDED" else "resolved" if row["outcome"] == "RECOVERED" else "active"
    disease = codes.COVID_19 if row["classification"] == "CONFIRMED" else codes.SUSPECTED_COVID_19
    system = "http://terminology.hl7.org/CodeSystem/condition-"
    abatement = day(row["outcome_on"]) if clinical == "resolved" and row["outcome_on"] else None
    return without_nothing(
        {
            "resourceType": "Condition",
            "id": derived(row["id"], "condition"),
            "clinicalStatus": concept(system + "clinical", (clinical, clinical.capitalize())),
            "verificationStatus": concept(system + "ver-status", (verification, verification.capitalize()), row["classification"]),
            "severity": concept(codes.SNOMED, codes.SEVERITIES[row["severity"]]) if row["severity"] in codes.SEVERITIES else None,
            "code": concept(codes.SNOMED, disease),
            "subject": _reference(row["id"]),
            "onsetDateTime": day(row["onset_date"]) if row["onset_date"] else None,
            "abatementDateTime": abatement,
            "recordedDate": day(row["reported_at"]),
        }
    )


def _observation(row: Row, what: str, code: tuple[str, str], when: str, **value: Any) -> Resource:
    return {
        "resourceType": "Observation",
        "id": derived(row["id"], what),
        "status": "final",
        "code": concept(codes.LOINC, code),
        "subject": _reference(row["id"]),
        "effectiveDateTime": when,
    } | value


def of_case(row: Row) -> Iterator[Resource]:
    """What was observed of a case at its report: age, signs; and its stay in hospital."""
    reported = day(row["reported_at"])
    if row["age_years"] is not None:
        years = {"value": row["age_years"], "unit": "years", "system": "http://unitsofmeasure.org", "code": "a"}
        yield _observation(row, "age", codes.AGE, reported, valueQuantity=years)
    for sign in row["symptoms"]:
        value = concept(codes.SNOMED, codes.SIGNS.get(sign), sign)
        yield _observation(row, f"sign {sign}", codes.SIGNS_REPORTED, reported, valueCodeableConcept=value)
    if row["hospitalisation_start"] is not None:
        period = {"start": day(row["hospitalisation_start"])}
        if row["hospitalisation_end"] is not None and row["hospitalisation_end"] >= row["hospitalisation_start"]:
            period["end"] = day(row["hospitalisation_end"])
        yield encounter(row, "hospital", ("IMP", "inpatient encounter"), "finished" if "end" in period else "in-progress", period)


def encounter(row: Row, what: str, kind: tuple[str, str], status: str, period: Resource, text: str | None = None) -> Resource:
    return without_nothing(
        {
            "resourceType": "Encounter",
            "id": derived(row["id"], what),
            "status": status,
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": kind[0], "display": kind[1]},
            "type": [{"text": text}] if text else None,
            "subject": _reference(row["id"]),
            "period": period,
        }
    )


def of_sample(row: Row, sample: Row) -> Resource:
    """A sample's result; registered while it is awaited."""
    when = sample["tested_on"] or sample["taken_on"] or sample["result_on"]
    result = codes.RESULTS.get(sample["result"])
    return without_nothing(
        {
            "resourceType": "Observation",
            "id": str(sample["sample_uuid"]),
            "identifier": [{"system": codes.SAMPLE_IDS, "value": sample["sample_id"]}] if sample["sample_id"] else None,
            "status": "registered" if result is None else "final",
            "category": [concept("http://terminology.hl7.org/CodeSystem/observation-category", ("laboratory", "Laboratory"))],
            "code": concept(codes.LOINC, codes.TESTS.get(sample["test_type"]), sample["test_type"] or "SARS-CoV-2"),
            "subject": _reference(row["id"]),
            "effectiveDateTime": day(when) if when else None,
            "issued": f"{day(sample['result_on'])}T00:00:00Z" if sample["result_on"] else None,
            "valueCodeableConcept": concept(codes.SNOMED, result) if result else None,
            "method": {"text": sample["sample_type"]} if sample["sample_type"] else None,
            "performer": [{"display": sample["laboratory"]}] if sample["laboratory"] else None,
        }
    )


def of_entry(row: Row) -> Iterator[Resource]:
    """A day of follow-up: an encounter where the contact was seen or looked for, with temperature and signs."""
    what, when = f"follow-up {row['entry']}", day(row["day"])
    kind = ("VR", "virtual") if row["actor_kind"] == "person" else ("FLD", "field")
    yield encounter(
        row, what, kind, "finished" if row["state"].startswith("SEEN") else "cancelled", {"start": when, "end": when}, row["state"]
    )
    if row["temperature"] is not None:
        degrees = {"value": row["temperature"], "unit": "°C", "system": "http://unitsofmeasure.org", "code": "Cel"}
        vital = concept("http://terminology.hl7.org/CodeSystem/observation-category", ("vital-signs", "Vital Signs"))
        yield _observation(row, what + " temperature", codes.TEMPERATURE, when, valueQuantity=degrees) | {"category": [vital]}
    for sign in row["symptoms"]:
        value = concept(codes.SNOMED, codes.SIGNS.get(sign), sign)
        yield _observation(row, f"{what} {sign}", codes.SIGNS_REPORTED, when, valueCodeableConcept=value)
