"""Stock of every facility: a count at the beginning, a delivery each month, what is given out each week, by the ledger's own rules."""

import random
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.facilities.models import Facility
from core.facilities.service import import_seed
from stock.catalogue import import_products
from stock.ledger import Kind
from stock.service import Movement, PhysicalCount, record_count, record_movement

PRODUCTS = ("TDR-COVID", "MASQ-CHIR", "GANT-EXAM")
WEEKS = 8


def supplies(session: Session, dice: random.Random, until: date) -> dict[str, int]:
    """Some run low: they give out more than comes in."""
    import_products(session)
    import_seed(session)
    done = 0
    start = datetime.combine(until - timedelta(weeks=WEEKS), time(9), UTC)
    for facility in session.scalars(select(Facility.code).order_by(Facility.code).limit(40)).all():
        for product in PRODUCTS:
            hand, use = dice.randint(100, 600), dice.randint(10, 80)
            key = f"demo:{facility}:{product}"
            done += record_count(session, PhysicalCount(facility, product, hand, start, f"{key}:0"))
            for week in range(1, WEEKS):
                at = start + timedelta(weeks=week)
                if week % 4 == 0:
                    got = dice.randint(50, 250)
                    done += record_movement(session, Movement(facility, product, Kind.RECEIPT, got, at, f"{key}:r{week}"))
                    hand += got
                out = min(hand, max(1, int(use * dice.uniform(0.6, 1.4))))
                if out:
                    moved = Movement(facility, product, Kind.ISSUE, out, at + timedelta(hours=2), f"{key}:i{week}")
                    done += record_movement(session, moved)
                    hand -= out
    return {"stock_reports": done}
