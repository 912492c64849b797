"""Go.Data's files: the indicators are those that pandas finds straight in the CSV files, by other code."""

import json
from datetime import date

import pandas as pd
import pytest
from click.testing import CliRunner

from assa.cli import main
from contact_tracing.queries import indicators
from tests.contact_tracing.exchange.test_godata import EVAL, bring, needs_files

FIRST, LAST = date(2020, 1, 1), date(2020, 8, 20)


def read(name):
    return pd.read_csv(EVAL / f"{name}_clean.csv", dtype=str, keep_default_na=False)


@pytest.fixture
def found(database):
    bring(database, EVAL)
    with database.transaction() as session:
        yield indicators(session, FIRST, LAST)


@needs_files
def test_they_are_what_pandas_finds(found):
    cases, contacts, entries, links = read("cases"), read("contacts"), read("followups"), read("relationships")
    reported = pd.to_datetime(cases.date_of_reporting)
    cases = cases[(reported >= pd.Timestamp(FIRST)) & (reported <= pd.Timestamp(LAST))]
    true_cases = cases[cases.classification.isin(["SUSPECT", "PROBABLE", "CONFIRMED"])]
    assert found.reports == len(cases) > 0
    assert (found.discarded.part, found.discarded.of) == ((cases.classification == "NOT_A_CASE_DISCARDED").sum(), len(cases))
    assert (found.known_contacts.part, found.known_contacts.of) == ((true_cases.was_contact == "TRUE").sum(), len(true_cases))

    dated = cases[cases.date_of_onset != ""]
    delay = (pd.to_datetime(dated.date_of_reporting) - pd.to_datetime(dated.date_of_onset)).dt.days
    delay = delay[delay >= 0]
    assert found.onset_to_report.n == len(delay)
    assert found.onset_to_report.median == delay.median()
    assert (found.onset_to_report.q1, found.onset_to_report.q3) == (delay.quantile(0.25), delay.quantile(0.75))

    to_contacts = links[links.target_uuid.isin(contacts.uuid)]
    per_case = to_contacts.groupby("source_uuid").target_uuid.nunique().reindex(true_cases.uuid, fill_value=0)
    assert found.contacts_per_case.n == len(per_case)
    assert found.contacts_per_case.mean == pytest.approx(per_case.mean())
    assert found.without_contacts == (per_case == 0).sum()

    day = pd.Timestamp(LAST)
    last = pd.to_datetime(to_contacts.date_of_last_contact).groupby(to_contacts.target_uuid).max()
    people = contacts.set_index("uuid").join(last.rename("last"), how="left")
    due = people[
        (people.contact_status == "UNDER_FOLLOW_UP")
        & (people["last"] + pd.Timedelta(days=1) <= day)
        & (day <= people["last"] + pd.Timedelta(days=14))
    ]
    entries["day"] = pd.to_datetime(entries.date_of_followup)
    seen = entries[entries.followup_status.isin(["SEEN_OK", "SEEN_NOT_OK"]) & (entries.day <= day)]
    assert found.follow_up.today.of == len(due)
    assert found.follow_up.today.part == due.index.isin(seen[seen.day == day].contact_uuid).sum()
    assert found.follow_up.three_days.part == due.index.isin(seen[seen.day >= day - pd.Timedelta(days=2)].contact_uuid).sum()

    over = people[(people.contact_status == "BECAME_CASE") | (people["last"] + pd.Timedelta(days=14) < day)]
    assert found.ended.completed.of == len(over)
    assert found.ended.completed.part == (over.contact_status == "FOLLOW_UP_COMPLETED").sum()
    assert found.ended.lost.part == (over.contact_status == "LOST_TO_FOLLOW_UP").sum()
    assert found.ended.secondary_attack_rate.part == (over.contact_status == "BECAME_CASE").sum()


@needs_files
def test_pairs_and_generations_are_what_pandas_finds(found):
    cases, links = read("cases"), read("relationships")
    onset = pd.to_datetime(cases[cases.classification != "NOT_A_CASE_DISCARDED"].set_index("uuid").date_of_onset, errors="coerce")
    sources = pd.to_datetime(cases.set_index("uuid").date_of_onset, errors="coerce")
    pairs = links[links.target_uuid.isin(onset.index) & links.source_uuid.isin(sources.index)][["source_uuid", "target_uuid"]]
    pairs = pairs.drop_duplicates()
    days = (pairs.target_uuid.map(onset) - pairs.source_uuid.map(sources)).dt.days.dropna()
    assert found.serial_interval.n == len(days) > 0
    assert found.pairs_without_onset == len(pairs) - len(days)
    assert found.serial_interval.mean == pytest.approx(days.mean())
    assert found.serial_interval.sd == pytest.approx(days.std())
    assert sum(found.generation.values()) + found.loops == len(set(pairs.source_uuid) | set(pairs.target_uuid))
    assert found.generation[0] >= len(set(pairs.source_uuid) - set(pairs.target_uuid)) - found.loops


@needs_files
def test_the_command_prints_them(found, settings, monkeypatch):
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ASSA_SECRET_KEY", "a key for tests")
    period = ["indicators", "--from", "2020-01-01", "--to", "2020-08-20"]
    said = CliRunner().invoke(main, period, catch_exceptions=False)
    assert said.exit_code == 0
    assert "ended secondary attack rate" in said.output
    assert f"of {found.reports}" in said.output
    told = json.loads(CliRunner().invoke(main, [*period, "--format", "json"], catch_exceptions=False).output)
    assert told["reports"] == found.reports
    assert told["ended"]["secondary_attack_rate"]["part"] == found.ended.secondary_attack_rate.part
    nowhere = json.loads(CliRunner().invoke(main, [*period, "--place", "Kayes", "--format", "json"], catch_exceptions=False).output)
    assert nowhere["reports"] == 0
    assert nowhere["verified"]["value"] is None
    assert CliRunner().invoke(main, [*period, "--place", "Xyzzy"]).exit_code == 2
    assert CliRunner().invoke(main, ["indicators", "--from", "2020-09-01", "--to", "2020-08-20"]).exit_code == 2
