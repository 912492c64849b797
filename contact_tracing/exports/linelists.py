"""Our own line lists: the fields as we name them, each defined; straight from the tables, so that many rows are quick."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Integer,
    Numeric,
    Select,
    String,
    Text,
    TypeDecorator,
    case,
    cast,
    func,
    literal_column,
    select,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from contact_tracing import rules
from contact_tracing.cases import codes
from contact_tracing.cases.models import LabSample
from contact_tracing.contacts import rules as contact_rules
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.exports.filters import at_place, between, on_days
from contact_tracing.exports.formats import plain
from contact_tracing.exports.sheet import Heading, Sheet, Wish, pseudonym
from contact_tracing.exports.stream import stream
from contact_tracing.follow_up import codes as follow_up_codes
from contact_tracing.follow_up.clock import window
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.models import Case

Source = InstrumentedAttribute[Any] | ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of a list: where its value comes from, what is made of it; personal: only with names."""

    heading: Heading
    source: Source
    make: Callable[[Any], Any] | None = None
    personal: bool = False


@dataclass(frozen=True, slots=True)
class LineList:
    """columns; joined: adds the joins to a statement; conditions: of a wish; order: of the rows."""

    columns: Sequence[Shown]
    conditions: Callable[[Wish], Sequence[Any]]
    order: Source
    joined: Callable[[Select[Any]], Select[Any]] = field(default=lambda statement: statement)


def sheet(session: Session, kind: str, wish: Wish) -> Sheet:
    """One of `LISTS`."""
    return make(session, kind, LISTS[kind], wish)


def make(session: Session, name: str, listing: LineList, wish: Wish) -> Sheet:
    shown = [column for column in listing.columns if wish.names or not column.personal]
    sources = [column.source.label(f"c{place}") for place, column in enumerate(shown)]
    statement = listing.joined(select(*sources)).where(*listing.conditions(wish)).order_by(listing.order)
    makers = [(place, column.make) for place, column in enumerate(shown) if column.make is not None]
    told = [_as_text(column).label(f"c{place}") for place, column in enumerate(shown)]
    texts = listing.joined(select(*told)).where(*listing.conditions(wish)).order_by(listing.order)
    last = [(place, column.make or plain) for place, column in enumerate(shown) if _is_made_here(column)]
    headings = [column.heading for column in shown]
    return Sheet(name, headings, _rows(session, statement, makers), texts=partial(_texts, session, texts, last))


_MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'


def _as_text(column: Shown) -> Any:
    """A source as PostgreSQL writes it in a file, the same as `formats.plain`: a value that Python need not look at. What is enciphered, or
    made by a function, stays as it is."""
    source = column.source
    if _is_made_here(column) or isinstance(source.type, String | TypeDecorator):
        return source
    if isinstance(source.type, Boolean):
        return case((source.is_(True), "TRUE"), (source.is_(False), "FALSE"))
    if isinstance(source.type, DateTime):
        return func.to_char(func.timezone("UTC", source), _MOMENT)
    if isinstance(source.type, Date):
        return func.to_char(source, "YYYY-MM-DD")
    if isinstance(source.type, JSONB):
        values = func.jsonb_array_elements_text(source).column_valued()
        return func.array_to_string(func.array(select(values).scalar_subquery()), "|")
    return cast(source, Text)


def _is_made_here(column: Shown) -> bool:
    known = (String, TypeDecorator, Boolean, DateTime, Date, JSONB, Integer, Numeric)
    return column.make is not None or not isinstance(column.source.type, known)


def _texts(session: Session, statement: Select[Any], last: Sequence[tuple[int, Callable[[Any], Any]]]) -> Iterator[list[str | None]]:
    for row in stream(session, statement):
        cells = list(row)
        for place, maker in last:
            cells[place] = plain(maker(cells[place]))
        yield cells


def _rows(session: Session, statement: Select[Any], makers: Sequence[tuple[int, Callable[[Any], Any]]]) -> Iterator[Sequence[Any]]:
    for row in stream(session, statement):
        cells = list(row)
        for place, maker in makers:
            cells[place] = maker(cells[place])
        yield cells


def text(source: Source, name: str, definition: str, of: Sequence[str | None] = (), *, personal: bool = False) -> Shown:
    """of: the codes."""
    listed = ", ".join(code for code in of if code)
    return Shown(Heading(name, "text", f"{definition}: {listed}" if listed else definition), source, personal=personal)


def day(source: Source, name: str, definition: str) -> Shown:
    return Shown(Heading(name, "day", definition), source)


def moment(source: Source, name: str, definition: str) -> Shown:
    return Shown(Heading(name, "moment", definition + " (UTC)"), source)


def number(source: Source, name: str, definition: str) -> Shown:
    return Shown(Heading(name, "number", definition), source)


def truth(source: Source, name: str, definition: str) -> Shown:
    return Shown(Heading(name, "truth", definition), source)


def _pseudonym(source: Source) -> Shown:
    return Shown(Heading("pseudonym", "text", "The same for the same person in every export; says nothing about them"), source, pseudonym)


_CASES = LineList(
    (
        text(Case.case_id, "case_id", "Readable number with a check character; unchanged for ever"),
        _pseudonym(Case.id),
        text(Case.name, "name", "Name", personal=True),
        text(Case.phone, "phone", "Telephone, E.164", personal=True),
        moment(Case.reported_at, "reported_at", "When the case was reported"),
        text(Case.channel, "channel", "Through which channel it was reported"),
        text(Case.subject, "subject", "Whom the report was about", rules.SUBJECTS),
        text(Case.classification, "classification", "By the case definition", tuple(codes.CLASSIFICATIONS)),
        text(Case.definition, "definition", "Version of the case definition"),
        day(Case.definition_on, "definition_on", "Day of that definition"),
        text(Case.investigation, "investigation", "State of the investigation", tuple(codes.INVESTIGATIONS)),
        moment(Case.verified_at, "verified_at", "When an agent had looked into it"),
        text(Case.sex, "sex", "Sex", rules.SEXES),
        number(Case.age_years, "age_years", "Age in full years, where known"),
        text(Case.age_band, "age_band", "Age group", rules.AGE_BANDS),
        text(Case.region, "region", "Code of the region of residence"),
        text(Case.cercle, "cercle", "Code of the cercle or commune of residence"),
        text(Case.locality, "locality", "Town, village, quarter", personal=True),
        text(Case.occupation, "occupation", "Occupation", codes.OCCUPATIONS),
        text(Case.pregnancy, "pregnancy", "Pregnancy", codes.PREGNANCIES),
        text(Case.symptoms, "symptoms", "Signs, separated by |", tuple(rules.SYMPTOMS)),
        day(Case.onset_date, "onset_date", "First day of signs; empty: unknown or none"),
        truth(Case.onset_approximate, "onset_approximate", "The onset is about that day"),
        text(Case.severity, "severity", "Severity (WHO)", codes.SEVERITIES),
        text(Case.conditions, "conditions", "Conditions that were there before, separated by |", codes.CONDITIONS),
        text(Case.exposure, "exposure", "Was near a case", rules.EXPOSURES),
        truth(Case.was_contact, "was_contact", "Was a known contact before"),
        text(Case.risk_level, "risk_level", "Risk level", contact_rules.RISK_LEVELS),
        text(Case.travel, "travel", "Travelled before the onset", codes.YES_NO_UNKNOWN),
        text(Case.travel_places, "travel_places", "Where to", personal=True),
        day(Case.infection_on, "infection_on", "Day of infection, estimated"),
        text(Case.isolation_type, "isolation_type", "Isolation", codes.ISOLATIONS),
        text(Case.isolation_place, "isolation_place", "Where", personal=True),
        day(Case.isolation_start, "isolation_start", "First day of isolation"),
        day(Case.isolation_end, "isolation_end", "Last day of isolation"),
        day(Case.hospitalisation_start, "hospitalisation_start", "First day in hospital"),
        day(Case.hospitalisation_end, "hospitalisation_end", "Last day in hospital"),
        text(Case.outcome, "outcome", "Outcome", tuple(codes.OUTCOMES)),
        day(Case.outcome_on, "outcome_on", "Day of the outcome"),
        moment(Case.closed_at, "closed_at", "When the case was closed"),
        text(Case.origin, "origin", "System that it was brought in from; empty: ours"),
        text(Case.external_id, "external_id", "Its number there"),
    ),
    lambda wish: [*between(Case.reported_at, wish), *at_place(Case, wish)],
    Case.id,
)

_EXPOSED: FromClause = (
    select(Exposure.contact_uuid, func.max(Exposure.last_contact).label("last_contact"), func.count().label("exposures"))
    .group_by(Exposure.contact_uuid)
    .subquery()
)
_SEEN: FromClause = (
    select(FollowUpEntry.contact_uuid, func.max(FollowUpEntry.day).label("last_seen"))
    .where(FollowUpEntry.state.in_(("SEEN_OK", "SEEN_NOT_OK")))
    .group_by(FollowUpEntry.contact_uuid)
    .subquery()
)


def _first(last_contact: Any) -> Any:
    return None if last_contact is None or (days := window([last_contact])) is None else days.first


def _last(last_contact: Any) -> Any:
    return None if last_contact is None or (days := window([last_contact])) is None else days.last


_CONTACTS = LineList(
    (
        text(Contact.contact_id, "contact_id", "Readable number with a check character; kept when the contact becomes a case"),
        _pseudonym(Contact.id),
        text(Contact.name, "name", "Name", personal=True),
        text(Contact.phone, "phone", "Telephone, E.164", personal=True),
        moment(Contact.registered_at, "registered_at", "When the contact was named"),
        text(Contact.status, "status", "Status", tuple(follow_up_codes.STATUSES)),
        text(Contact.status_reason, "status_reason", "Why", follow_up_codes.REASONS["CANCELLED"]),
        text(Contact.sex, "sex", "Sex", rules.SEXES),
        number(Contact.age_years, "age_years", "Age in full years, where known"),
        text(Contact.region, "region", "Code of the region of residence"),
        text(Contact.cercle, "cercle", "Code of the cercle or commune of residence"),
        text(Contact.locality, "locality", "Town, village, quarter", personal=True),
        text(Contact.occupation, "occupation", "Occupation", codes.OCCUPATIONS),
        text(Contact.risk_level, "risk_level", "Risk level", contact_rules.RISK_LEVELS),
        text(Contact.risk_reason, "risk_reason", "Why", personal=True),
        number(_EXPOSED.c.exposures, "exposures", "How many exposures to cases are known"),
        day(_EXPOSED.c.last_contact, "last_contact", "Day of the last contact with any case"),
        Shown(Heading("follow_up_first", "day", "First day of follow-up: last contact + 1"), _EXPOSED.c.last_contact, _first),
        Shown(Heading("follow_up_last", "day", "Last day of follow-up: first day + period - 1"), _EXPOSED.c.last_contact, _last),
        day(_SEEN.c.last_seen, "last_seen", "Day on which the contact was last seen"),
        moment(Contact.became_case_at, "became_case_at", "When the contact became a case"),
        text(Case.case_id, "became_case_id", "Number of that case"),
        text(Contact.origin, "origin", "System that it was brought in from; empty: ours"),
        text(Contact.external_id, "external_id", "Its number there"),
    ),
    lambda wish: [*between(Contact.registered_at, wish), *at_place(Contact, wish)],
    Contact.id,
    lambda statement: (
        statement.select_from(Contact)
        .outerjoin(_EXPOSED, _EXPOSED.c.contact_uuid == Contact.id)
        .outerjoin(_SEEN, _SEEN.c.contact_uuid == Contact.id)
        .outerjoin(Case, Case.id == Contact.case_uuid)
    ),
)

_TARGET = aliased(Case)

_EXPOSURES = LineList(
    (
        text(Case.case_id, "source_case_id", "The case that somebody was near"),
        text(Contact.contact_id, "contact_id", "Who was near, as a contact"),
        text(func.coalesce(_TARGET.case_id, literal_column("NULL")), "target_case_id", "Who was near, as a case that was never a contact"),
        day(Exposure.last_contact, "last_contact", "Day of their last contact"),
        truth(Exposure.estimated, "estimated", "That day is estimated"),
        text(Exposure.type, "type", "Kind of contact", contact_rules.EXPOSURE_TYPES),
        text(Exposure.context, "context", "Where they met", contact_rules.CONTEXTS),
        text(Exposure.duration, "duration", "For how long", contact_rules.DURATIONS),
        text(Exposure.frequency, "frequency", "How often", contact_rules.FREQUENCIES),
        text(Exposure.certainty, "certainty", "How sure it is", contact_rules.CERTAINTIES),
        text(Exposure.relation, "relation", "What they are to each other", contact_rules.RELATIONS),
        text(Exposure.cluster, "cluster", "Cluster or event"),
        text(Exposure.comment, "comment", "Comment", personal=True),
        moment(Exposure.recorded_at, "recorded_at", "When it was recorded"),
    ),
    lambda wish: [*on_days(Exposure.last_contact, wish), *at_place(Case, wish)],
    Exposure.id,
    lambda statement: (
        statement.select_from(Exposure)
        .join(Case, Case.id == Exposure.case_uuid)
        .outerjoin(Contact, Contact.id == Exposure.contact_uuid)
        .outerjoin(_TARGET, _TARGET.id == Exposure.target_case_uuid)
    ),
)

_FOLLOW_UP = LineList(
    (
        text(Contact.contact_id, "contact_id", "The contact"),
        _pseudonym(Contact.id),
        day(FollowUpEntry.day, "day", "The day that was looked at"),
        text(FollowUpEntry.state, "state", "What was seen; the last entry of a day counts",
             ("SEEN_OK", "SEEN_NOT_OK", "MISSED", "NOT_PERFORMED", "NOT_ATTEMPTED")),
        number(FollowUpEntry.temperature, "temperature", "Degrees Celsius"),
        text(FollowUpEntry.symptoms, "symptoms", "Signs, separated by |", tuple(rules.SYMPTOMS)),
        text(FollowUpEntry.actor_kind, "by", "Who told: person is the contact", ("agent", "coordinator", "person", "import")),
        text(FollowUpEntry.team_id, "team_id", "The team, where another system names it"),
        moment(FollowUpEntry.entered_at, "entered_at", "When it was written down"),
    ),
    lambda wish: [*on_days(FollowUpEntry.day, wish), *at_place(Contact, wish)],
    FollowUpEntry.id,
    lambda statement: statement.select_from(FollowUpEntry).join(Contact, Contact.id == FollowUpEntry.contact_uuid),
)  # fmt: skip

_LAB = LineList(
    (
        text(Case.case_id, "case_id", "The case"),
        _pseudonym(Case.id),
        text(LabSample.sample_id, "sample_id", "The laboratory's number"),
        text(LabSample.sample_type, "sample_type", "What was taken", codes.SAMPLE_TYPES),
        text(LabSample.test_type, "test_type", "Kind of test", codes.TEST_TYPES),
        text(LabSample.laboratory, "laboratory", "Laboratory"),
        day(LabSample.taken_on, "taken_on", "Day on which it was taken"),
        day(LabSample.delivered_on, "delivered_on", "Day on which the laboratory had it"),
        day(LabSample.tested_on, "tested_on", "Day of the test"),
        day(LabSample.result_on, "result_on", "Day of the result"),
        text(LabSample.result, "result", "Result", codes.RESULTS),
    ),
    lambda wish: [*on_days(LabSample.taken_on, wish), *at_place(Case, wish)],
    LabSample.id,
    lambda statement: statement.select_from(LabSample).join(Case, Case.id == LabSample.case_uuid),
)

LISTS = {"cases": _CASES, "contacts": _CONTACTS, "exposures": _EXPOSURES, "follow-up": _FOLLOW_UP, "lab": _LAB}
