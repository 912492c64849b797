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
    """Some run low, since they give out more than comes in; two centres have nothing left of something, two have what expires soon."""
    import_products(session)
    import_seed(session)
    done = 0
    start = datetime.combine(until - timedelta(weeks=WEEKS), time(9), UTC)
    for number, facility in enumerate(
        session.scalars(select(Facility.code).order_by(Facility.place != "ML-C-SIKASSO", Facility.code).limit(40)).all()
    ):
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
            done += _ends(session, facility, product, hand, until, key, number)
    return {"stock_reports": done}


def _ends(session: Session, facility: str, product: str, hand: int, until: date, key: str, number: int) -> int:
    """Of the first product: two centres gave out all yesterday, the next two got a lot that expires in three weeks."""
    at = datetime.combine(until - timedelta(days=1), time(10), UTC)
    if product != PRODUCTS[0] or number > 3:
        return 0
    if number < 2:
        return 0 if hand == 0 else record_movement(session, Movement(facility, product, Kind.ISSUE, hand, at, f"{key}:out"))
    lot, expiry = f"DEMO{number}", until + timedelta(days=21)
    return record_movement(session, Movement(facility, product, Kind.RECEIPT, 60, at, f"{key}:lot", lot=lot, expiry=expiry))
