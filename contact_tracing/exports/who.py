"""WHO's line list of cases, by the column names of its data dictionary for COVID-19."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import FromClause, Select, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from contact_tracing.cases.models import LabSample
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.exports.filters import at_place, between
from contact_tracing.exports.linelists import LineList, Shown, Source, make, number, text
from contact_tracing.exports.sheet import Heading, Sheet, Wish
from contact_tracing.models import Case

MOST_SOURCES = 4
_STATUS = {"ALIVE": "ALIVE", "RECOVERED": "RECOVERED", "DECEASED": "DEAD", "UNKNOWN": "UNK"}
_CLASSIFICATION = {"NOT_CLASSIFIED": None, "NOT_A_CASE_DISCARDED": "DISCARDED"}
_TRUTH = {"yes": "YES", "no": "NO", "unknown": "UNK"}

_source = aliased(Case)
_LAST_SAMPLE: FromClause = (
    select(LabSample).ext(distinct_on(LabSample.case_uuid))
    .order_by(LabSample.case_uuid, LabSample.taken_on.desc().nulls_last(), LabSample.id).subquery()
)  # fmt: skip
_SOURCES: FromClause = (
    select(
        func.coalesce(Contact.case_uuid, Exposure.target_case_uuid).label("target"),
        func.array_agg(_source.case_id.distinct()).label("ids"),
    )
    .select_from(Exposure)
    .join(_source, _source.id == Exposure.case_uuid)
    .outerjoin(Contact, Contact.id == Exposure.contact_uuid)
    .where(func.coalesce(Contact.case_uuid, Exposure.target_case_uuid).is_not(None))
    .group_by(func.coalesce(Contact.case_uuid, Exposure.target_case_uuid))
    .subquery()
)


def sheet(session: Session, kind: str, wish: Wish) -> Sheet:
    """The list of cases; WHO has no other."""
    return make(session, kind, _CASES, wish)


def _made(source: Source, name: str, definition: str, maker: Callable[[Any], Any], kind: str = "text") -> Shown:
    return Shown(Heading(name, kind, definition), source, maker)


def _has(*wanted: str) -> Callable[[Sequence[str]], str | None]:
    """Of who was asked for signs: YES when one of these was named; empty where nobody was asked."""
    return lambda symptoms: None if not symptoms else "YES" if set(symptoms) & set(wanted) else "NO"


def _other(symptoms: Sequence[str]) -> str | None:
    return "; ".join(each for each in symptoms if each not in ("fever", "cough", "sore_throat", "breathing")) or None


def _nth(place: int) -> Callable[[Sequence[str] | None], str | None]:
    return lambda ids: ids[place] if ids and len(ids) > place else None


def _sign(name: str, *wanted: str) -> Shown:
    return _made(Case.symptoms, f"patsympt_{name}", "YES, NO; empty: not asked", _has(*wanted))


_CASES = LineList(
    (
        text(Case.case_id, "patinfo_ID", "Number of the case"),
        Shown(Heading("report_date", "day", "Day of report"), func.date(func.timezone("UTC", Case.reported_at))),
        text(Case.channel, "report_orginst", "Through which channel it was reported"),
        number(Case.age_years, "patinfo_ageonset", "Age; where only the group is known, empty"),
        _made(Case.age_years, "patinfo_ageonsetunit", "Unit of the age", lambda years: None if years is None else "YEAR"),
        _made(Case.sex, "patinfo_sex", "MALE, FEMALE, UNK", lambda sex: "UNK" if sex == "UNKNOWN" else sex),
        text(Case.region, "patinfo_resadmin1", "Code of the region of residence"),
        text(Case.cercle, "patinfo_resadmin2", "Code of the cercle or commune of residence"),
        text(Case.locality, "patinfo_resadmin3", "Town, village, quarter", personal=True),
        text(Case.occupation, "patinfo_occus", "Occupation (Go.Data's codes)"),
        Shown(Heading("patcourse_dateonset", "day", "First day of signs"), Case.onset_date),
        _made(Case.symptoms, "pat_symptomatic", "YES: signs were named; empty: not asked", lambda signs: "YES" if signs else None),
        _sign("fever", "fever"),
        _sign("cough", "cough"),
        _sign("sorethroat", "sore_throat"),
        _sign("short", "breathing"),
        _made(Case.symptoms, "patsympt_other", "Other signs that were named", _other),
        _made(Case.conditions, "Comcond_any", "YES; empty: none named", lambda conditions: "YES" if conditions else None),
        _made(Case.conditions, "Comcond_preexist", "Conditions, separated by ;", lambda conditions: "; ".join(conditions) or None),
        Shown(Heading("Lab_datetaken", "day", "Last sample: day"), _LAST_SAMPLE.c.taken_on),
        text(_LAST_SAMPLE.c.sample_type, "Lab_type", "Last sample: what was taken"),
        _made(_LAST_SAMPLE.c.id, "Lab_performed", "YES, NO", lambda sample: "NO" if sample is None else "YES"),
        _made(_LAST_SAMPLE.c.result, "Lab_result", "POSITIVE, NEGATIVE, INCONCLUSIVE, AWAITING",
              lambda result: "AWAITING" if result == "PENDING" else result),
        Shown(Heading("Lab_resdate", "day", "Last sample: day of its result"), _LAST_SAMPLE.c.result_on),
        _made(Case.classification, "report_classif", "SUSPECT, PROBABLE, CONFIRMED, DISCARDED; empty: not classified yet",
              lambda code: _CLASSIFICATION.get(code, code)),
        _made(Case.outcome, "patcourse_status", "ALIVE, DEAD, RECOVERED, UNK", lambda code: None if code is None else _STATUS[code]),
        Shown(Heading("patcourse_datedeath", "day", "Day of death"), case((Case.outcome == "DECEASED", Case.outcome_on))),
        Shown(Heading("patcourse_datedischarge", "day", "Last day in hospital"), Case.hospitalisation_end),
        text(Case.severity, "patcourse_severity", "ASYMPTOMATIC, MILD, MODERATE, SEVERE, CRITICAL"),
        _made(Case.travel, "expo_travel", "YES, NO, UNK", lambda told: _TRUTH.get(told or "")),
        text(Case.travel_places, "expo_travel_country", "Where to, as told", personal=True),
        _made(Case.exposure, "expo_contact_case", "YES, NO, UNK", lambda told: _TRUTH.get(told or "")),
        *(_made(_SOURCES.c.ids, f"expo_ID{place + 1}", "A case that this one was near", _nth(place)) for place in range(MOST_SOURCES)),
    ),
    lambda wish: [*between(Case.reported_at, wish), *at_place(Case, wish)],
    Case.id,
    lambda statement: _joined(statement),
)  # fmt: skip


def _joined(statement: Select[Any]) -> Select[Any]:
    statement = statement.select_from(Case).outerjoin(_LAST_SAMPLE, _LAST_SAMPLE.c.case_uuid == Case.id)
    return statement.outerjoin(_SOURCES, _SOURCES.c.target == Case.id)
