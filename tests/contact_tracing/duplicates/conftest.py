"""Reports and contacts of people who may be one."""

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contact_tracing import service
from core.database import Database

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AGENT = ("agent", "a-1")
_KEYS = itertools.count()


@dataclass(frozen=True)
class Desk:
    """Makes cases and contacts; gives their readable ids."""

    database: Database

    def report(self, name: str = "Fatoumata Traoré", **fields: Any) -> str:
        values: dict[str, Any] = {
            "submission_key": f"key-{next(_KEYS)}", "reporter_id": None, "channel": "telegram", "subject": "other", "age_band": "25-34",
            "sex": "FEMALE", "region": "ML-SIKASSO", "cercle": "ML-C-SIKASSO", "symptoms": ("fever",), "exposure": "unknown",
            "onset_date": date(2026, 11, 20),
        }  # fmt: skip
        with self.database.transaction() as session:
            return service.report_case(session, service.CaseReport(name=name, **values | fields), lambda: TODAY).case_id

    def contact(self, case_id: str, name: str, last_contact: date = date(2026, 11, 18), **fields: Any) -> str:
        with self.database.transaction() as session:
            named = service.NamedContact(name, last_contact, **fields)
            return service.name_contact(session, case_id, named, AGENT, TODAY).contact_id

    def do(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with self.database.transaction() as session:
            return function(session, *args, **kwargs)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def a_person(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)
