"""A made-up country to look at: people, an outbreak in chains, follow-up, isolation, stock, staff and what waits. By seed."""

import random
from collections.abc import Mapping
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from assa.demo.desk import desk
from assa.demo.isolations import isolations
from assa.demo.outbreak import outbreak
from assa.demo.people import people
from assa.demo.reports import reports
from assa.demo.supplies import supplies
from assa.demo.teams import teams
from contact_tracing.contacts.models import Contact
from contact_tracing.models import Case
from core.errors import Conflict
from core.identity.models import Person
from stock.models import StockLine
from usage.models import UsagePerson


class RealData(Conflict):
    """There is something in the database already: `tables` says where. Made-up cases among real ones would be looked for."""

    code = "real_data"


def make(session: Session, users: int, seed: int, until: date, *, force: bool = False) -> Mapping[str, int]:
    """Fill a database with half a year that ends on `until`. The same users, seed and day make the same country.

    Returns what was made. Raises RealData where somebody is there already, unless `force`.
    """
    # rows are not read: they may be under a key that we do not have
    models = (Person, Case, Contact, StockLine, UsagePerson)
    tables = [model.__tablename__ for model in models if session.scalar(select(exists().select_from(model)))]
    if tables and not force:
        raise RealData(tables=tables)
    dice = random.Random(seed)
    return {
        **people(session, dice, users, until),
        **outbreak(session, dice, users, until),
        **isolations(session, dice, until),
        **reports(session, dice, until),
        **supplies(session, dice, until),
        **teams(session, dice),
        **desk(session, dice, until),
    }
