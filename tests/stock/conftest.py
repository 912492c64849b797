"""A centre's stock on a real database."""

from datetime import UTC, datetime, timedelta

import pytest

from stock import service
from stock.ledger import Kind
from stock.service import Movement, PhysicalCount

CENTRE = "CSCOM-BANCONI"
DAY = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def stocked(database):
    """The database with the seed's products."""
    with database.transaction() as session:
        service.import_products(session)
    return database


def moved(kind, quantity, day, key, product="PARA-500", facility=CENTRE, **more):
    return Movement(facility, product, Kind(kind), quantity, DAY + timedelta(days=day), key, **more)


def counted(number, day, key, product="PARA-500", facility=CENTRE):
    return PhysicalCount(facility, product, number, DAY + timedelta(days=day), key)
