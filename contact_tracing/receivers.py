"""Who is told of a new report: the nearest level of its place that has somebody in the chat. No name, no phone, no symptom."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import geography, notifications
from core.staff import queries as staff
from core.staff.roles import Role

LASTS = timedelta(days=3)
"""A report older than this is on the lists, and no news."""


def tell(
    session: Session, case_id: str, region: str | None, cercle: str | None, reporter: uuid.UUID | None, at: datetime,
    only: Role | None = None,
) -> Sequence[Role]:  # fmt: skip
    """Ask that those who answer for the place be told; the role of each who is. region, cercle: codes, the smaller counts.

    Who reported is not told, nor who said STOP. Where a level has nobody, the next above is told: a report without a receiver is
    nobody's. only: this level and no other. Nobody is told twice of one report.
    """
    place = cercle or region
    near = [each for each in staff.receivers(session, place=place, on=at.date()) if each.person_id != reporter]
    level = only or (near[0].role if near else None)
    told = [each for each in near if each.role == level]
    for each in told:
        if each.person_id is not None:
            arguments = {"case_id": case_id, "place": geography.named(place, at.date())}
            notifications.request(
                session, each.person_id, "utter_new_report", arguments, key=f"report:{case_id}:{each.id}", expires_at=at + LASTS
            )
    return [each.role for each in told]
