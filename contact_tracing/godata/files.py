"""The five files, column by column, in Go.Data's order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from contact_tracing.godata import codes
from contact_tracing.godata.columns import (
    Column,
    Record,
    age,
    as_midnight,
    as_text,
    as_truth,
    code,
    day,
    identifier,
    kept,
    midnight,
    moment,
    only_true,
    text,
    truth,
    written,
)
from contact_tracing.godata.derived import (
    LOCATION_COLUMNS,
    age_class,
    first_name,
    last_name,
    performed,
    place_of,
    seen,
)

_LNG = codes.PREFIX


@dataclass(frozen=True, slots=True)
class File:
    """kind: also the name of the file; begins: how names of such files begin. columns: by name, in order.

    also: other headers, in small letters and digits alone, to the column.
    """

    kind: str
    begins: Sequence[str]
    columns: Mapping[str, Column]
    key: str = "uuid"
    also: Mapping[str, str] = field(default_factory=dict)


def _file(kind: str, begins: Sequence[str], columns: Sequence[Column], key: str = "uuid", **also: str) -> File:
    return File(kind, begins, {column.name: column for column in columns}, key, also)


def _kept(*names: str, personal: bool = False) -> list[Column]:
    return [kept(name, personal=personal) for name in names]


def _where() -> list[Column]:
    return [
        text("location_id", "location_id"),
        *_kept("lat", "long", personal=True),
        *_kept("geo_location_accurate"),
        text("address", "locality", 500, personal=True),
        *_kept("postal_code", "city", personal=True),
    ]


def _hierarchy() -> list[Column]:
    return [written(name, place_of(name)) for name in LOCATION_COLUMNS]


_GENDER = code("gender", "sex", codes.read_sex, codes.write_sex, "UNKNOWN")
_OCCUPATION = code("occupation", "occupation", codes.read_occupation, codes.write_code)
_PREGNANCY = code("pregnancy_status", "pregnancy", codes.read_pregnancy, codes.write_code)
_RISK = code("risk_level", "risk_level", codes.read_risk, codes.write_code)
_AGE_CLASS = written("age_class", age_class)
_TELEPHONE = text("telephone", "phone", 60, personal=True)
_EMAIL = kept("email", personal=True)
_FIRST, _LAST = written("firstName", first_name, personal=True), written("lastName", last_name, personal=True)
_MIDDLE = kept("middleName", personal=True)

CASES = _file("cases", ("case",), [
    identifier("uuid"),
    text("case_id", "external_id"),
    *_where(),
    _FIRST, _MIDDLE, _LAST,
    _GENDER,
    age("age"),
    _AGE_CLASS,
    _OCCUPATION,
    code("classification", "classification", codes.read_classification, codes.write_code, "NOT_CLASSIFIED"),
    _TELEPHONE,
    _EMAIL,
    code("outcome_id", "outcome", codes.read_outcome, codes.write_code),
    _PREGNANCY,
    moment("date_of_reporting", "reported_at"),
    *_kept("date_of_data_entry"),
    day("date_of_infection", "infection_on"),
    day("date_of_onset", "onset_date"),
    day("date_of_outcome", "outcome_on"),
    *_kept("date_of_last_contact", "date_become_case", "date_of_followup_start", "date_of_followup_end"),
    truth("date_of_onset_approximate", "onset_approximate", only_true),
    *_kept("transfer_refused"),
    _RISK,
    kept("risk_reason", personal=True),
    *_kept("has_relationships"),
    truth("was_contact", "was_contact"),
    code("isolation_typeid", "isolation_type", codes.read_isolation, codes.write_code),
    text("isolation_centername", "isolation_place", 500, personal=True),
    *_kept("isolation_locationid"),
    kept("isolation_comments", personal=True),
    day("isolation_startdate", "isolation_start"),
    day("isolation_enddate", "isolation_end"),
    *_kept("isolation_status", "hospitalization_typeid"),
    *_kept("hospitalization_centername", "hospitalization_locationid"),
    kept("hospitalization_comments", personal=True),
    day("hospitalization_startdate", "hospitalisation_start"),
    day("hospitalization_enddate", "hospitalisation_end"),
    *_kept("hospitalization_status"),
    *_hierarchy(),
    *_kept("createdBy", "source_visualid", "contacts_per_case"),
], id="uuid", visualid="case_id", ageyears="age", isdateofonsetapproximate="date_of_onset_approximate")  # fmt: skip

CONTACTS = _file("contacts", ("contact",), [
    identifier("uuid"),
    text("contact_id", "external_id"),
    *_kept("active"),
    code("contact_status", "status", codes.read_contact_status, codes.write_code, "UNDER_FOLLOW_UP"),
    *_where(),
    _TELEPHONE,
    _EMAIL,
    _FIRST, _LAST,
    _GENDER,
    age("age"),
    _AGE_CLASS,
    _OCCUPATION,
    _PREGNANCY,
    moment("date_of_reporting", "registered_at"),
    *_kept("date_of_data_entry", "date_of_last_contact", "date_of_followup_start", "date_of_followup_end"),
    _RISK,
    text("risk_reason", "risk_reason", 2000, personal=True),
    *_kept("was_case"),
    *_hierarchy(),
    *_kept("createdBy"),
], id="uuid", visualid="contact_id", ageyears="age")  # fmt: skip

FOLLOWUPS = _file("followups", ("follow",), [
    identifier("uuid", "external_uuid"),
    written("contact_id", lambda record: as_text(record.get("contact_id"))),
    identifier("contact_uuid", "contact_uuid"),
    code("followup_status", "state", codes.read_state, codes.write_code, "NOT_ATTEMPTED", required=True),
    *_kept("followup_number"),
    moment("date_of_data_entry", "entered_at"),
    day("date_of_followup", "day", required=True),
    text("team_id", "team_id"),
    *_kept("location_id"),
    *_kept("lat", "long", personal=True),
    *_kept("geo_location_accurate"),
    *_kept("address", "postal_code", "city", "telephone", "email", personal=True),
    *_hierarchy(),
    text("createdBy", "actor_id"),
    written("performed", performed),
    written("seen", seen),
], id="uuid", personid="contact_uuid", date="date_of_followup", statusid="followup_status", index="followup_number")  # fmt: skip

RELATIONSHIPS = _file("relationships", ("relation",), [
    identifier("uuid"),
    identifier("source_uuid", "case_uuid"),
    *_kept("source_visualid", "source_gender"),
    day("date_of_last_contact", "last_contact", required=True),
    moment("date_of_data_entry", "recorded_at"),
    *_kept("source_age"),
    identifier("target_uuid", "target_uuid"),
    *_kept("target_visualid", "target_gender", "target_age"),
    code("exposure_type", "type", codes.read_exposure_type, codes.write_exposure_type),
    code("context_of_exposure", "context", codes.read_context, codes.write_context),
    code("exposure_frequency", "frequency", codes.read_frequency, codes.write_frequency),
    code("certainty_level", "certainty", codes.read_certainty, codes.write_certainty),
    code("exposure_duration", "duration", codes.read_duration, codes.write_duration),
    kept("relation_detail", personal=True),
    text("cluster", "cluster"),
    truth("is_contact_date_estimated", "estimated"),
    text("comment", "comment", 5000, personal=True),
    *_kept("createdBy"),
], id="uuid", contactdate="date_of_last_contact", sourceid="source_uuid", targetid="target_uuid")  # fmt: skip


def _person_type(record: Record) -> str:
    return _LNG + "PERSON_TYPE_CASE"


LAB_RESULTS = _file("lab_results", ("lab",), [
    identifier("personId", "case_uuid"),
    written("personType", _person_type),
    midnight("dateSampleTaken", "taken_on"),
    text("sampleIdentifier", "sample_id", 60),
    code("result", "result", codes.read_result, codes.write_result, "PENDING"),
    *_kept("outbreakId", "createdAt", "createdBy", "updatedAt", "updatedBy", "createdOn", "deleted"),
    identifier("id"),
    midnight("dateSampleDelivered", "delivered_on"),
    midnight("dateTesting", "tested_on"),
    midnight("dateOfResult", "result_on"),
    text("labName", "laboratory", 200),
    code("sampleType", "sample_type", codes.read_sample_type, codes.write_sample_type),
    code("testType", "test_type", codes.read_test_type, codes.write_test_type),
    *_kept("status"),
    written("person.type", _person_type),
    written("person.firstName", lambda record: first_name(record["person"]), personal=True),
    written("person.gender", lambda record: _lng("GENDER_", codes.write_sex(record["person"]["sex"]))),
    written("person.wasContact", lambda record: as_truth(record["person"]["was_contact"])),
    written("person.outcomeId", lambda record: _lng("OUTCOME_", record["person"]["outcome"])),
    *_kept("person.safeBurial"),
    written("person.classification", lambda record: _lng("CASE_CLASSIFICATION_", record["person"]["classification"])),
    *_kept("person.transferRefused"),
    written("person.pregnancyStatus", lambda record: _lng("PREGNANCY_STATUS_", record["person"]["pregnancy"])),
    *_kept("person.outbreakId"),
    written("person.visualId", lambda record: as_text(record["person"]["external_id"])),
    written("person.occupation", lambda record: _lng("OCCUPATION_", record["person"]["occupation"])),
    written("person.dateOfReporting", lambda record: as_midnight(record["person"]["reported_at"].date())),
    *_kept("person.isDateOfReportingApproximate"),
    written("person.dateOfOnset", lambda record: as_midnight(record["person"]["onset_date"])),
    written("person.dateOfOutcome", lambda record: as_midnight(record["person"]["outcome_on"])),
    *_kept("person.hasRelationships", "person.createdAt", "person.createdBy", "person.updatedAt", "person.updatedBy", "person.deleted"),
    *_kept("person.dateOfLastContact"),
    written("person.usualPlaceOfResidenceLocationId", lambda record: as_text(record["person"]["location_id"])),
    *_kept("person.createdOn"),
    written("person.id", lambda record: as_text(record["case_uuid"])),
    written("person.lastName", lambda record: last_name(record["person"]), personal=True),
    *_kept("person.isDateOfOnsetApproximate", "person.riskLevel", "person.dateBecomeCase", "person.wasCase", "person.active"),
    *_kept("person.dateBecomeContact"),
    written("person.age.years", lambda record: as_text(record["person"]["age_years"])),
    *_kept("person.age.months", "person.age.id"),
], key="id")  # fmt: skip


def _lng(category: str, value: str | None) -> str:
    return _LNG + category + value if value else ""


FILES = (CASES, CONTACTS, RELATIONSHIPS, FOLLOWUPS, LAB_RESULTS)
"""In the order in which they are read: people before what is said of them."""
