"""Who works in the made-up country: coordinators of several areas, agents of centres. `assa staff code ID` enrols one of them."""

import random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assa.demo.people import FIRST, LAST
from core.facilities.models import Facility
from core.staff import service
from core.staff.models import Staff
from core.staff.roles import Role

AREAS = ("ML-SIKASSO", "ML-SEGOU", "ML-BKO")
"""Regions with a coordination; the outbreak that is going on is in the first."""
CENTRES = 3


def teams(session: Session, dice: random.Random) -> dict[str, int]:
    """The country's coordination; by area a region's, its districts', and at some centres somebody in charge and an agent."""
    before = session.scalar(select(func.count()).select_from(Staff)) or 0
    for role in (Role.NATIONAL, Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR):
        service.invite(session, _name(dice), role)
    for area in AREAS:
        service.invite(session, _name(dice), Role.REGIONAL, area=area)
        for facility, place in _centres(session, area):
            service.invite(session, _name(dice), Role.DISTRICT, area=place)
            for role in (Role.IN_CHARGE, Role.AGENT):
                service.invite(session, _name(dice), role, facility=facility)
    return {"staff": (session.scalar(select(func.count()).select_from(Staff)) or 0) - before}


def _centres(session: Session, area: str) -> list[tuple[str, str]]:
    """A reference centre of each of the first cercles (or communes) of an area."""
    below = f"{area}-%" if area == "ML-BKO" else f"{area.replace('ML-', 'ML-C-')}%"
    found = select(Facility.code, Facility.place).where(Facility.kind == "CSRef", Facility.place.like(below)).order_by(Facility.code)
    return [(code, place) for code, place in session.execute(found.limit(CENTRES))]


def _name(dice: random.Random) -> str:
    return f"{dice.choice(FIRST)} {dice.choice(LAST)}"
