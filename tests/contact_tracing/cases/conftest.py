"""A reported case, and an agent who looks into it."""

import uuid
from datetime import UTC, date, datetime

import pytest

from contact_tracing.service import CaseReport, report_case
from core.database import Database

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AGENT = ("agent", "a-1")
REPORTER = uuid.UUID(int=7)


@pytest.fixture
def case_id(database: Database) -> str:
    report = CaseReport(
        submission_key="form-1",
        reporter_id=REPORTER,
        channel="telegram",
        subject="other",
        name="Awa Traoré",
        age_band="25-34",
        sex="FEMALE",
        region="ML-SIKASSO",
        symptoms=("fever",),
        exposure="unknown",
        phone="+22376123456",
        cercle="ML-C-SIKASSO",
        locality="Wayerma",
        onset_date=date(2026, 11, 20),
    )
    with database.transaction() as session:
        return report_case(session, report, lambda: TODAY).case_id
