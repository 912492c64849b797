"""Worked examples: a small outbreak of which every figure can be counted by hand; and small cells."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from assa.cli import main
from contact_tracing import queries, service
from contact_tracing.alerts.models import ReportAlert
from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.indicators.chains import chains
from contact_tracing.indicators.delays import delay
from contact_tracing.indicators.figures import HIDDEN, Share, offspring, spread
from contact_tracing.indicators.suppression import suppressed
from contact_tracing.models import Case
from contact_tracing.queries import Indicators
from core.database import Database

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AGENT = ("agent", "a-1")


class Outbreak:
    """Six cases, four contacts, told day by day."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def case(self, key: str, *, reported: datetime = NOW, onset: date | None = TODAY, **columns: Any) -> str:
        told = service.CaseReport(
            submission_key=key, reporter_id=None, channel="telegram", subject="other", name=f"Awa {key}", age_band="25-34", sex="FEMALE",
            region="ML-SIKASSO", symptoms=("fever",), exposure="unknown", onset_date=onset,
        )  # fmt: skip
        with self.database.transaction() as session:
            case_id = service.report_case(session, told, lambda: TODAY).case_id
            given = {"reported_at": reported, "classification": "SUSPECT", **columns}
            session.execute(update(Case).where(Case.case_id == case_id).values(**given))
            uuid = session.query(Case.id).filter_by(case_id=case_id).scalar()
            session.execute(update(ReportAlert).where(ReportAlert.case_uuid == uuid).values(reported_at=reported))
        return case_id

    def contact(self, case_id: str, name: str, days_ago: int, seen: tuple[int, ...] = (), **fields: Any) -> str:
        with self.database.transaction() as session:
            named = service.NamedContact(name, TODAY - timedelta(days=days_ago), **fields)
            contact = service.name_contact(session, case_id, named, AGENT, TODAY).contact_id
            for back in seen:
                day = TODAY - timedelta(days=back)
                at = datetime.combine(day, NOW.time(), UTC)
                service.enter_day(session, contact, service.DayEntry(day, "SEEN_OK", Decimal("36.9")), AGENT, TODAY, at)
        return contact

    def found(self, below: int = 0) -> Indicators:
        with self.database.transaction() as session:
            return queries.indicators(session, TODAY - timedelta(days=27), TODAY, None, below)


@pytest.fixture
def outbreak(database: Database) -> Outbreak:
    return Outbreak(database)


def test_reporting_acknowledged_within_two_hours_and_a_day(outbreak: Outbreak) -> None:
    for number, hours in enumerate((1, 2, 3, 23, 25, None)):
        case = outbreak.case(str(number), onset=None)
        if hours is not None:
            with outbreak.database.transaction() as session:
                uuid = session.query(Case.id).filter_by(case_id=case).scalar()
                taken = {"acknowledged_at": NOW + timedelta(hours=hours)}
                session.execute(update(ReportAlert).where(ReportAlert.case_uuid == uuid).values(**taken))
    found = outbreak.found()
    assert (found.acknowledged_2h, found.acknowledged_24h) == (Share(2, 6), Share(4, 6))


def test_seen_in_the_last_three_days_and_not_seen_for_two(outbreak: Outbreak) -> None:
    """Of five who are due: seen today; two days ago; three days ago; never, due since three days; never, due since today."""
    case = outbreak.case("1")
    for name, ago, seen in (
        ("Aa Sow", 5, (0,)), ("Bintou Ba", 6, (2,)), ("Cheick Keita", 6, (3,)), ("Djeneba Kone", 4, ()), ("Etienne Sidibe", 1, ()),
    ):  # fmt: skip
        outbreak.contact(case, name, ago, seen)
    found = outbreak.found().follow_up
    assert found.today == Share(1, 5)
    assert found.three_days == Share(2, 5)
    # due yesterday and today and seen on neither: who was seen two or three days ago, and who never was; not who is due since today
    assert found.not_seen_2_days == Share(3, 5)


def test_delays_with_their_quartiles_and_shares_of_a_day_and_two(outbreak: Outbreak) -> None:
    for number, (days, hours) in enumerate(((0, 2), (1, 24), (2, 30), (5, 72))):
        outbreak.case(
            str(number), onset=TODAY - timedelta(days=days), verified_at=NOW + timedelta(hours=hours),
            isolation_start=TODAY + timedelta(days=1),
        )  # fmt: skip
    found = outbreak.found().delays
    assert (found.onset_to_report.days.median, found.onset_to_report.within_24h, found.onset_to_report.within_48h) == (
        1.5, Share(2, 4), Share(3, 4),
    )  # fmt: skip
    assert (found.report_to_verification.within_24h, found.report_to_verification.within_48h) == (Share(2, 4), Share(3, 4))
    assert found.onset_to_isolation.days.median == 2.5
    assert delay([-1.0, 0.5]).days.n == 1


def test_from_being_listed_to_the_first_follow_up(outbreak: Outbreak) -> None:
    case = outbreak.case("1")
    contact = outbreak.contact(case, "Aa Sow", 5, (0,))
    outbreak.contact(case, "Bintou Ba", 5)
    with outbreak.database.transaction() as session:
        session.execute(update(Contact).where(Contact.contact_id == contact).values(registered_at=NOW))
        session.execute(update(Exposure).values(recorded_at=NOW - timedelta(hours=36)))
    found = outbreak.found().delays.listed_to_followed
    assert (found.days.n, found.days.median, found.within_24h, found.within_48h) == (1, 1.5, Share(0, 1), Share(1, 1))


def test_attack_rate_by_risk_and_by_setting(outbreak: Outbreak) -> None:
    case = outbreak.case("1")
    ill = outbreak.contact(case, "Aa Sow", 5, risk_level="3_HIGH", context="HOUSEHOLD")
    outbreak.contact(case, "Bintou Ba", 20, risk_level="3_HIGH", context="MARKET")
    outbreak.contact(case, "Cheick Keita", 20, risk_level="1_LOW", context="MARKET")
    outbreak.contact(case, "Djeneba Kone", 3, risk_level="1_LOW", context="MARKET")
    with outbreak.database.transaction() as session:
        service.become_case(session, ill, ("fever",), AGENT, NOW)
    found = outbreak.found().ended
    assert found.by_risk == {"1_LOW": Share(0, 1), "3_HIGH": Share(1, 2)}
    assert found.by_context == {"HOUSEHOLD": Share(1, 1), "MARKET": Share(0, 2)}


def test_chains_open_and_closed_with_size_and_duration() -> None:
    day = TODAY
    onsets = {"a": day, "b": day + timedelta(days=4), "c": day + timedelta(days=9), "x": day, "y": day + timedelta(days=2)}
    found = chains("abcxyz", [("a", "b"), ("a", "c"), ("x", "y"), ("q", "z")], onsets, ["c", "z"])
    assert (found.chains, found.open, found.single) == (2, 1, 1)
    assert (found.size.mean, found.days.median) == (2.5, 5.5)
    assert chains([], [], {}, []).size == spread([])


def test_a_chain_is_open_while_a_case_has_no_outcome_or_a_contact_is_followed(outbreak: Outbreak) -> None:
    first = outbreak.case("1", onset=TODAY - timedelta(days=9), outcome="RECOVERED")
    contact = outbreak.contact(first, "Aa Sow", 5)
    with outbreak.database.transaction() as session:
        service.become_case(session, contact, ("fever",), AGENT, NOW, onset_date=TODAY - timedelta(days=4))
    assert outbreak.found().chains.open == 1
    with outbreak.database.transaction() as session:
        session.execute(update(Case).values(outcome="RECOVERED"))
    found = outbreak.found().chains
    assert (found.chains, found.open, found.size.mean, found.days.mean) == (1, 0, 2.0, 5.0)
    outbreak.contact(first, "Bintou Ba", 2)
    assert outbreak.found().chains.open == 1


def test_small_cells_are_hidden_and_nothing_else(outbreak: Outbreak) -> None:
    for number in range(6):
        outbreak.case(str(number), verified_at=NOW if number < 4 else None)
    whole, told = outbreak.found(), outbreak.found(below=5)
    assert (whole.verified, told.verified) == (Share(4, 6), HIDDEN)
    assert (told.reports, told.discarded, told.onset_to_report) == (6, Share(0, 6), whole.onset_to_report)
    assert told.report_to_verification.n is None
    assert told.channels == {"telegram": 6}
    assert outbreak.found(below=7).reports is None
    assert outbreak.found(below=7).channels == {"telegram": None}
    assert suppressed(whole, 1) == whole
    assert suppressed(offspring([1, 2]), 5).mean is None


def test_the_command_hides_them(outbreak: Outbreak, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    outbreak.case("1", reported=datetime.now(UTC))
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ASSA_SECRET_KEY", "a key for tests")
    shown, hidden = (CliRunner().invoke(main, ["indicators", *more]).output for more in ((), ("--suppress-below", "5")))
    assert "1 of 1" not in hidden
    assert "reports" in shown
    assert "too few" in hidden
    as_json = CliRunner().invoke(main, ["indicators", "--suppress-below", "5", "--format", "json"]).output
    assert '"reports": null' in as_json
