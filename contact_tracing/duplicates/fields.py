"""Which record's value stands after a merge: that of the more complete one, field by field; what belongs together stays together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contact_tracing import rules
from contact_tracing.cases import codes
from contact_tracing.contacts.models import Contact
from contact_tracing.models import Case

_OF_BOTH = (
    ("name", "name_index"),
    ("phone", "phone_index"),
    ("sex",),
    ("region", "cercle", "locality", "location_id"),
    ("occupation",),
    ("pregnancy",),
)
OF_A_CASE: Sequence[tuple[str, ...]] = (
    *_OF_BOTH,
    ("age_years", "age_band"),
    ("onset_date", "onset_approximate"),
    ("exposure",),
    ("severity",),
    ("travel", "travel_places"),
    ("infection_on",),
    ("isolation_type", "isolation_place", "isolation_start", "isolation_end"),
    ("hospitalisation_start", "hospitalisation_end"),
    ("outcome", "outcome_on"),
    ("risk_level",),
    ("origin", "external_id", "extra"),
)
OF_A_CONTACT: Sequence[tuple[str, ...]] = (*_OF_BOTH, ("age_years",), ("case_uuid", "became_case_at"), ("origin", "external_id", "extra"))
_NOTHING: tuple[Any, ...] = (None, "", "UNKNOWN", "unknown", False, [], {})
_STATUSES = ("DIED", "BECAME_CASE", "UNDER_FOLLOW_UP", "FOLLOW_UP_COMPLETED", "CANCELLED", "LOST_TO_FOLLOW_UP")
"""Of two the first stands: the clock puts right the window of who is followed by one record and not by the other."""


@dataclass(frozen=True, slots=True)
class Choice:
    """fields: that were chosen together. taken: `kept`, `gone` or `both`. kept, gone: what each had."""

    fields: tuple[str, ...]
    taken: str
    kept: tuple[Any, ...]
    gone: tuple[Any, ...]
    values: Mapping[str, Any]


def choices(kept: Case | Contact, gone: Case | Contact) -> list[Choice]:
    """Every group of fields in which the two differ, with what stands. Of equally complete records, the kept one's."""
    groups = OF_A_CASE if isinstance(kept, Case) else OF_A_CONTACT
    fuller = _filled(gone, groups) > _filled(kept, groups)
    made = [_choice(group, kept, gone, take_gone=_take_gone(group, kept, gone, fuller=fuller)) for group in groups]
    special = _of_cases(kept, gone) if isinstance(kept, Case) and isinstance(gone, Case) else _of_contacts(kept, gone)
    return [each for each in (*made, *special) if each is not None]


def _filled(record: Case | Contact, groups: Sequence[tuple[str, ...]]) -> int:
    return sum(not _empty(record, group) for group in groups)


def _empty(record: Case | Contact, group: tuple[str, ...]) -> bool:
    return all(getattr(record, field) in _NOTHING for field in group)


def _take_gone(group: tuple[str, ...], kept: Any, gone: Any, *, fuller: bool) -> bool:
    if _empty(kept, group) or _empty(gone, group):
        return _empty(kept, group)
    return fuller


def _choice(group: tuple[str, ...], kept: Any, gone: Any, *, take_gone: bool) -> Choice | None:
    ours, theirs = (tuple(getattr(each, field) for field in group) for each in (kept, gone))
    if ours == theirs:
        return None
    return Choice(group, "gone" if take_gone else "kept", ours, theirs, dict(zip(group, theirs, strict=True)) if take_gone else {})


def _of_cases(kept: Case, gone: Case) -> Iterator[Choice | None]:
    """The first report, the first look of an agent, the last word of those who classified; signs and conditions of both."""
    yield _both("symptoms", kept, gone, rules.SYMPTOMS)
    yield _both("conditions", kept, gone, codes.CONDITIONS)
    yield _choice(("reported_at",), kept, gone, take_gone=gone.reported_at < kept.reported_at)
    yield _choice(("verified_at", "verified_by"), kept, gone, take_gone=_first(gone.verified_at, kept.verified_at))
    judged = ("classification", "definition", "definition_on", "classified_at")
    yield _choice(judged, kept, gone, take_gone=_judged(gone) > _judged(kept))
    yield _choice(("investigation",), kept, gone, take_gone=kept.investigation == "PENDING")
    yield _choice(("was_contact",), kept, gone, take_gone=gone.was_contact)
    yield _choice(("reporter_id",), kept, gone, take_gone=kept.reporter_id is None)


def _of_contacts(kept: Any, gone: Any) -> Iterator[Choice | None]:
    """The first registration, the higher risk with its reason, the status that says most."""
    yield _choice(("registered_at",), kept, gone, take_gone=gone.registered_at < kept.registered_at)
    yield _choice(("risk_level", "risk_reason"), kept, gone, take_gone=(gone.risk_level or "") > (kept.risk_level or ""))
    take = _STATUSES.index(gone.status) < _STATUSES.index(kept.status)
    yield _choice(("status", "status_reason"), kept, gone, take_gone=take)


def _both(field: str, kept: Case, gone: Case, order: Any) -> Choice | None:
    ours, theirs = getattr(kept, field), getattr(gone, field)
    if set(theirs) <= set(ours):
        return None if set(theirs) == set(ours) else Choice((field,), "kept", (ours,), (theirs,), {})
    known = list(order)
    together = sorted({*ours, *theirs}, key=lambda code: known.index(code) if code in known else len(known))
    return Choice((field,), "both", (ours,), (theirs,), {field: together})


def _first(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one < other)


def _judged(case: Case) -> tuple[bool, float]:
    """Who was classified at all, then whose classification is the latest."""
    at = case.classified_at
    return case.classification != "NOT_CLASSIFIED", 0.0 if at is None else at.timestamp()
