"""Clusters: cases that share an event or a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.models import Case
from core import geography


@dataclass(frozen=True, slots=True)
class Cluster:
    """name: of the event, as exposures name it, or code of the place. cases: how many. first, last: of their onsets."""

    kind: str
    name: str
    cases: int
    first: date | None
    last: date | None


def clusters(session: Session, at_least: int = 2) -> Sequence[Cluster]:
    """Events (`Exposure.cluster`) and settings (`Exposure.context`) with the cases that came of them, and places; the largest first."""
    infectee = func.coalesce(Contact.case_uuid, Exposure.target_case_uuid)
    found: list[Cluster] = []
    for kind, named in (("event", Exposure.cluster), ("setting", Exposure.context)):
        rows = session.execute(
            select(named, func.count(Case.id.distinct()), func.min(Case.onset_date), func.max(Case.onset_date))
            .select_from(Exposure)
            .outerjoin(Contact, Contact.id == Exposure.contact_uuid)
            .join(Case, Case.id == infectee)
            .where(named.is_not(None))
            .group_by(named)
        )
        found += [Cluster(kind, name or "", count, first, last) for name, count, first, last in rows if count >= at_least]
    place = func.coalesce(Case.cercle, Case.region)
    rows = session.execute(
        select(place, func.count(), func.min(Case.onset_date), func.max(Case.onset_date))
        .where(place.is_not(None), Case.classification.in_(("SUSPECT", "PROBABLE", "CONFIRMED")))
        .group_by(place)
    )
    places = [Cluster("place", code or "", count, first, last) for code, count, first, last in rows]
    found += [each for each in _with_cercles(places, datetime.now(UTC).date()) if each.cases >= at_least]
    return sorted(found, key=lambda each: (-each.cases, each.kind, each.name))


def _with_cercles(found: Sequence[Cluster], on: date) -> Sequence[Cluster]:
    """The cases of a commune are also cases of its cercle: the same people, seen from further off."""
    whole = {each.name: each for each in found}
    for each in found:
        cercle = geography.cercle_of(each.name, on)
        if cercle != each.name:
            larger = whole.get(cercle, Cluster("place", cercle, 0, None, None))
            days = sorted(day for day in (larger.first, larger.last, each.first, each.last) if day is not None)
            whole[cercle] = Cluster("place", cercle, larger.cases + each.cases, *((days[0], days[-1]) if days else (None, None)))
    return list(whole.values())
