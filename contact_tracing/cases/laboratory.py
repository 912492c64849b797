"""Samples of a case, several, and their results."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.cases import codes
from contact_tracing.cases.history import Actor, locked, note, only_people
from contact_tracing.cases.models import LabSample
from contact_tracing.errors import BadReport
from core import audit


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample as agents enter it: codes as in `codes`; sample_id: the laboratory's own. sample_type: None only from elsewhere."""

    sample_id: str
    sample_type: str | None
    test_type: str | None = None
    laboratory: str | None = None
    taken_on: date | None = None
    delivered_on: date | None = None
    tested_on: date | None = None
    result_on: date | None = None
    result: str = "PENDING"


_DAYS = ("taken_on", "delivered_on", "tested_on", "result_on")


def _problems(sample: Sample, today: date) -> dict[str, str]:
    problems = {
        name: "unknown_code"
        for name, value, allowed in (
            ("sample_type", sample.sample_type, codes.SAMPLE_TYPES),
            ("test_type", sample.test_type, (None, *codes.TEST_TYPES)),
            ("result", sample.result, codes.RESULTS),
        )
        if value not in allowed
    }
    if not sample.sample_id.strip():
        problems["sample_id"] = "missing"
    known: list[tuple[str, date]] = [(name, day) for name in _DAYS if (day := getattr(sample, name)) is not None]
    problems |= {name: "date_in_future" for name, day in known if day > today}
    problems |= {later: "before_" + earlier for (earlier, first), (later, second) in pairwise(known) if first > second}
    if sample.result == "PENDING" and sample.result_on is not None:
        problems["result"] = "missing"
    return problems


def record_sample(session: Session, case_id: str, sample: Sample, actor: Actor, today: date, now: datetime) -> bool:
    """Store a sample, or the new state of the one with this sample_id; the history keeps both. False when nothing changed.

    Raises BadReport naming each bad field; NotFound; NotAllowed; Conflict `case_closed`.
    """
    only_people(actor)
    problems = _problems(sample, today)
    if problems:
        raise BadReport(**problems)
    case = locked(session, case_id)
    kept = session.scalar(select(LabSample).where(LabSample.case_uuid == case.id, LabSample.sample_id == sample.sample_id))
    before = None if kept is None else _as_json(sample_of(kept))
    after = _as_json(sample)
    if before == after:
        return False
    if kept is None:
        session.add(LabSample(case_uuid=case.id, **asdict(sample)))
    else:
        for name, value in asdict(sample).items():
            setattr(kept, name, value)
    note(session, case, "laboratory", before, after, actor, None, now)
    session.flush()
    audit.record(session, "case.sample", actor=actor, subject=("case", case.id), after={"result": sample.result})
    return True


def sample_of(kept: LabSample) -> Sample:
    """A stored sample as it was entered."""
    return Sample(**{name: getattr(kept, name) for name in Sample.__dataclass_fields__})


def _as_json(sample: Sample) -> dict[str, str | None]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(sample).items()}
