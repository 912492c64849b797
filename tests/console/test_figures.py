"""The overview, the statistics and the long work of the console: the domain's figures, of one's area, and files of one's own."""

import io
import json
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import text

from assa import job_queue
from console import forgery
from contact_tracing.contacts.models import Contact
from core.staff.roles import Role
from messages.models import OfficialMessage
from stock.alerts.models import AlertKind, StockAlert
from stock.models import Product
from tests.usage.reference import country
from tests.usage.test_reference import loaded
from usage.queries import statistics, topics
from usage.service import today
from usage.wish import Wish

JUNE = {"from": "2020-06-01", "to": "2020-06-30"}


@pytest.fixture
def people(world):
    with world.transaction() as session:
        loaded(session, country(seed=8, people=400, linked=20))
    return world


def rows_of(database, *split, by=None):
    with database.transaction() as session:
        return statistics(session, Wish(date(2020, 6, 1), date(2020, 6, 30), by, split), today())


def written(count):
    return f"{count:,}".replace(",", "\u202f")


def test_the_overview_says_what_the_statistics_say(people, desk):
    page = desk(Role.NATIONAL).get("/overview", **JUNE)
    assert page.status_code == 200
    (whole,) = rows_of(people)
    assert f"<dt>Personnes</dt><dd>{written(whole.values['people'])}</dd>" in page.text
    for row in rows_of(people, "channel"):
        name = {"telegram": "Telegram", "whatsapp": "WhatsApp", "webchat": "Page web"}[row.cell[0]]
        assert f'<th scope="row">{name}</th><td class="num">{written(row.values["people"])}</td>' in page.text
    # a table behind each picture, and a bar for each day
    assert page.text.count("<svg") == page.text.count("<figure") == page.text.count("Voir le tableau") == 6
    assert page.text.count('<tr><th scope="row">03/06/2020</th>') == 2
    assert "style=" not in page.text
    assert "<script>" not in page.text


def test_a_region_in_the_address_is_that_of_all_figures_but_the_map(people, desk):
    at = desk(Role.NATIONAL)
    page = at.get("/overview", **JUNE, place="ML-MOPTI")
    mopti = next(row for row in rows_of(people, "region") if row.cell == ("ML-MOPTI",))
    assert f"<dt>Personnes</dt><dd>{written(mopti.values['people'])}</dd>" in page.text
    telegram = next(row for row in rows_of(people, "channel", "region") if row.cell == ("telegram", "ML-MOPTI"))
    assert f'<th scope="row">Telegram</th><td class="num">{written(telegram.values["people"])}</td>' in page.text
    assert '<option value="ML-MOPTI" selected>' in page.text
    assert page.text.count("<svg") == 6
    for wrong in ({"place": "ML-ATLANTIS"}, {"from": "2020-06-31"}, {"from": "2020-07-01", "to": "2020-06-01"}, {"from": "1990-01-01"}):
        assert at.get("/overview", **wrong).status_code == 422, wrong


def test_topics_of_a_region_are_what_the_statistics_say_of_both(people):
    for region in ("ML-MOPTI", "ML-BKO", "ML-KAYES"):
        with people.transaction() as session:
            found = topics(session, date(2020, 6, 1), date(2020, 6, 30), region)
        of_both = {row.cell[1]: row.values for row in rows_of(people, "region", "topic") if row.cell[0] == region}
        names = ("people", "messages_in", "messages_out", "sessions", "understood", "asked_back", "not_understood")
        assert len(found) > 3
        assert {row.cell[0]: {name: row.values[name] for name in names} for row in found} == {
            topic: {name: values[name] for name in names} for topic, values in of_both.items() if any(values[name] for name in names)
        }


def test_what_waits_is_counted_in_ones_area(world, desk):
    with world.transaction() as session:
        session.add(
            Product(code="masks", category="x", name_fr="Masques", unit="pièce", pack="boîte", pack_size=1, short_codes=[], aliases=[])
        )
        session.add(
            StockAlert(
                facility="CSCOM-BANCONI",
                product="masks",
                about="",
                kind=AlertKind.STOCK_OUT.value,
                facts={},
                told=[],
                opened_at=datetime.now(UTC),
            )
        )
        for topic, days in (("masks", 3), ("symptoms", 300)):
            session.add(
                OfficialMessage(
                    topic=topic,
                    locale="fr",
                    version=1,
                    state="live",
                    title=f"Titre {topic}",
                    text=topic,
                    source="OMS",
                    source_date=date(2026, 1, 1),
                    valid_from=date(2026, 1, 1),
                    valid_to=datetime.now(UTC).date() + timedelta(days=days),
                )
            )
    here, elsewhere = desk(Role.DISTRICT, "ML-BKO").get("/overview"), desk(Role.REGIONAL, "ML-KAYES").get("/overview")
    assert "<b>1</b> centres en rupture" in here.text
    assert "<b>0</b> centres en rupture" in elsewhere.text
    assert '<option value="ML-KAYES" selected>' in elsewhere.text
    assert "Titre masks" in here.text
    assert "Titre symptoms" not in here.text


def test_the_statistics_page_has_the_lines_of_the_command(people, desk):
    at = desk(Role.EDITOR)
    page = at.get("/usage", **JUNE, by="week", split="locale")
    for row in rows_of(people, "locale", by="week")[:6]:
        cells = "".join(f'<td class="num">{written(value)}</td>' for value in row.values.values())
        assert cells in page.text
    assert "Bamanankan" in page.text
    assert "<svg" not in at.get("/usage", **JUNE).text
    assert at.get("/usage", **JUNE, by="day").text.count("<svg") == 2
    assert at.get("/usage", **JUNE, split="channel").text.count("<svg") == 1
    assert "Personne n" in at.get("/usage", **{"from": "2019-01-01", "to": "2019-01-02"}, split="channel").text
    assert at.get("/usage", **JUNE, by="year").status_code == 422
    two = at.client.get("/console/usage", params={**JUNE, "split": ["channel", "region"]})
    assert '<th scope="col">Canal</th><th scope="col">Région</th>' in two.text


async def test_a_file_is_asked_for_made_and_fetched(people, async_database, desk):
    at, other = desk(Role.EDITOR), desk(Role.EDITOR)
    asked = at.post("/usage/download", first="2020-06-01", last="2020-06-30", by="day", split="", format="xlsx")
    assert (asked.status_code, asked.headers["location"]) == (303, "/console/work")
    waiting = at.get("/work")
    assert "en attente" in waiting.text
    assert 'data-refresh="3"' in waiting.text
    async with job_queue.opened(async_database) as queue:
        await job_queue.work(queue, until_empty=True)
    done = at.get("/work")
    address = done.text.split('<a href="/console/work/')[1].split('"')[0]
    file = at.get(f"/work/{address}")
    assert file.headers["content-disposition"] == 'attachment; filename="assa-2020-06-01-2020-06-30.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(file.content))["data"]
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == [row.values["people"] for row in rows_of(people, by="day")]
    assert other.get(f"/work/{address}").status_code == 404
    assert "Vous n" in other.get("/work").text
    assert at.get("/work/nothing/file").status_code == 404


def test_what_waits_is_cancelled_and_too_much_is_refused(world, desk):
    at = desk(Role.NATIONAL)
    for _ in range(5):
        assert at.post("/work/list", list="contacts", format="csv").status_code == 303
    refused = at.post("/work/list", list="contacts", format="csv")
    assert (refused.status_code, "5 travaux en attente" in refused.text) == (422, True)
    number = at.get("/work").text.split('action="/console/work/')[1].split("/")[0]
    assert at.post(f"/work/{number}/cancel").status_code == 303
    assert "annulé" in at.get("/work").text
    assert at.post(f"/work/{number}/cancel").status_code == 409


async def test_a_list_is_brought_in_by_who_may_and_bad_cells_are_named(world, async_database, desk):
    at, district = desk(Role.NATIONAL), desk(Role.DISTRICT, "ML-BKO")
    files = {"file": ("cas.csv", b"reported_at,sex,region\n2026-11-02,MALE,Atlantis\n", "text/csv")}

    def bring(who, **more):
        data = {"csrf": forgery.made_for(who.token), "list": "cases", **more}
        return who.client.post("/console/work/import", data=data, files=files)

    assert bring(district).status_code == 422
    assert at.post("/work/import", list="cases").status_code == 422
    assert bring(at, trial="1").status_code == 303
    async with job_queue.opened(async_database) as queue:
        await job_queue.work(queue, until_empty=True)
    page = at.get("/work")
    assert "échoué" in page.text
    assert "cas.csv, row 2, column region: unknown_place" in page.text
    assert "Importer une liste" not in district.get("/work").text


async def test_names_are_asked_for_and_noted(world, async_database, desk):
    with world.transaction() as session:
        session.add(Contact(contact_id="CO-1", name="Moussa", region="ML-BKO", sex="male"))
    at = desk(Role.DISTRICT, "ML-BKO")
    assert at.post("/work/list", list="contacts", format="json", names="1").status_code == 303
    async with job_queue.opened(async_database) as queue:
        await job_queue.work(queue, until_empty=True)
    page = at.get("/work")
    assert "avec les noms" in page.text
    address = page.text.split('<a href="/console/work/')[1].split('"')[0]
    assert [row["name"] for row in json.loads(at.get(f"/work/{address}").content)] == ["Moussa"]
    with world.transaction() as session:
        noted = set(session.scalars(text("SELECT action FROM audit_entry")))
    assert {"longwork.started", "longwork.fetched", "export"} <= noted


def test_the_list_of_addresses_is_kept_on_a_page(world, desk):
    at = desk(Role.ADMINISTRATOR)
    assert at.post("/usage/mail/add", address="sante@example.org", every="week").status_code == 303
    assert "sante@example.org" in at.get("/usage/mail").text
    again = at.post("/usage/mail/add", address="sante@example.org", every="week")
    assert (again.status_code, "déjà sur la liste" in again.text) == (422, True)
    assert at.post("/usage/mail/add", address="nobody", every="week").status_code == 422
    number = at.get("/usage/mail").text.split('action="/console/usage/mail/')[1].split("/")[0]
    assert at.post(f"/usage/mail/{number}/remove").status_code == 303
    assert at.post(f"/usage/mail/{number}/remove").status_code == 404
    assert "sante@example.org" not in at.get("/usage/mail").text
