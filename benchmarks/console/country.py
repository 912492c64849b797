"""What `benchmarks.growth` does not load and the pages read: staff with whom they look after, reports that wait, likely pairs, stock,
official messages, an audit."""

import random
from datetime import UTC, datetime, time
from typing import Any

import psycopg
from sqlalchemy.orm import Session

from assa.demo.desk import desk
from assa.demo.supplies import supplies
from assa.demo.teams import teams
from benchmarks.growth.__main__ import tally_days
from benchmarks.growth.sizes import TODAY
from core.database import Database
from core.facilities import queries as facilities
from core.geography import below, regions
from core.staff import service
from core.staff.roles import Role

NOON = datetime.combine(TODAY, time(12), UTC)
AGENTS = 400
WAITING = 300
"""Reports that nobody has verified; as many that somebody has taken up."""
PAIRS = 5_000
DEEDS = 500_000

_ASSIGN = """
    UPDATE contact SET assigned_to = agent.uuid
    FROM (SELECT uuid, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS many FROM staff WHERE role = 'agent') AS agent
    WHERE contact.status = 'UNDER_FOLLOW_UP' AND abs(hashtext(contact.contact_id)) %% agent.many = agent.n
      AND abs(hashtext(contact.contact_id)) %% 10 > 0
"""
_WAITING = """
    WITH latest AS (UPDATE "case" SET verified_at = NULL WHERE id IN (SELECT id FROM "case" ORDER BY reported_at DESC LIMIT %(waiting)s * 2)
                    RETURNING id, reported_at)
    INSERT INTO report_alert (case_uuid, reported_at, told, acknowledged_at)
    SELECT id, reported_at, '["agent"]', CASE WHEN row_number() OVER () %% 2 = 0 THEN reported_at + interval '1 hour' END FROM latest
"""
_ALERTS = """
    INSERT INTO report_alert (case_uuid, reported_at, told, acknowledged_at)
    SELECT id, reported_at, '["agent"]', reported_at + interval '1 hour' FROM "case" ON CONFLICT DO NOTHING
"""
_PAIRS = """
    INSERT INTO duplicate_pair (kind, first_uuid, second_uuid, score, reasons, state, found_at)
    SELECT 'case', least(id, other), greatest(id, other), 60 + n %% 40, '["phone"]', 'OPEN', %(now)s
    FROM (SELECT id, lead(id) OVER (ORDER BY name_index, id) AS other, row_number() OVER (ORDER BY name_index, id) AS n FROM "case") AS near
    WHERE other IS NOT NULL AND n %% 30 = 0 LIMIT %(pairs)s
"""
_DEEDS = """
    INSERT INTO audit_entry (at, actor_kind, actor_id, action, subject_kind, subject_id)
    SELECT %(now)s - n * interval '25 seconds', 'staff', (SELECT uuid::text FROM staff LIMIT 1), 'case.viewed', 'case', md5('a' || n)
    FROM generate_series(%(deeds)s, 1, -1) AS n
"""


def fill(database: Database, connection: psycopg.Connection[Any], url: str) -> None:
    """Once, into what `benchmarks.growth` has loaded."""
    dice = random.Random(1)
    with database.transaction() as session:
        supplies(session, dice, TODAY)
        teams(session, dice)
        desk(session, dice, TODAY)
        _agents(session)
    for statement in (_ASSIGN, _WAITING, _ALERTS, _PAIRS, _DEEDS):
        connection.execute(statement, {"waiting": WAITING, "pairs": PAIRS, "deeds": DEEDS, "now": NOON})
    # people write from the regions that there are
    codes = [each.code for each in regions(TODAY)]
    for table, columns in (("usage_person", ("region", "first_region")), ("usage_day", ("region",))):
        for column in columns:
            connection.execute(
                f"UPDATE {table} SET {column} = (%(codes)s::text[])[1 + substr({column}, 4)::int] WHERE {column} ~ '^ML-[0-9]+$'",  # noqa: S608
                {"codes": codes},
            )
    connection.execute("TRUNCATE usage_tally, usage_sum")
    tally_days(url)
    connection.execute("VACUUM ANALYZE")


def _agents(session: Session) -> None:
    for number, centre in zip(range(AGENTS), facilities.every(session, TODAY) * AGENTS, strict=False):
        service.invite(session, f"Agent {number}", Role.AGENT, facility=centre.code)


def district() -> str:
    """A cercle with many cases, whose coordinator looks at the pages."""
    return next(each.code for top in regions(TODAY) for each in below(top.code, TODAY) if each.sure)
