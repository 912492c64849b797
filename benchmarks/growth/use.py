"""Who wrote, in SQL: people, what the statistics keep of their messages, and the messages that retention has not deleted yet."""

from typing import Any

import psycopg

from benchmarks.growth.bulk import without_indexes
from benchmarks.growth.sizes import Sizes
from core.crypto import encrypt

PEOPLE = """
    INSERT INTO usage_person (id, region, first_day, first_channel, first_locale, first_region, first_topic, retained_1, retained_4,
                              retained_12)
    SELECT n, region, day, channel, locale, region, topic, n %% 3 = 0, n %% 7 = 0, n %% 11 = 0
    FROM (SELECT n, date '2026-01-01' + (hashint8(n) & 127) AS day, (ARRAY['telegram', 'whatsapp', 'webchat'])[1 + n %% 3] AS channel,
                 (ARRAY['fr', 'bm', 'ff', 'ses'])[1 + n %% 4] AS locale, 'ML-' || n %% 11 AS region, 't' || n %% 40 AS topic
          FROM generate_series(CAST(1 AS bigint), %(people)s) AS n) AS made
"""
DAYS = """
    INSERT INTO usage_day SELECT DISTINCT ON (day, id, topic)
        day, id, first_channel, first_locale, region, topic, first_day, 3, 4, 1, 2, 0, 1
    FROM (SELECT *, first_day + least(k * (1 + (hashint8(id + k) & 7)), 180 - (first_day - date '2026-01-01')) AS day,
                 't' || (id + k) %% 40 AS topic
          FROM usage_person, generate_series(0, 1 + CAST(id %% 6 AS int)) AS k) AS made
"""
IDENTITIES = """
    INSERT INTO person (id, locale, created_at)
    SELECT md5('p' || n)::uuid, 'fr', now() FROM generate_series(CAST(1 AS bigint), %(people)s) AS n
"""
ADDRESSES = """
    INSERT INTO channel_identity (id, person_id, channel, address, address_index, created_at)
    SELECT md5('i' || n)::uuid, md5('p' || n)::uuid, 'whatsapp', %(sealed)s, encode(sha256(int8send(n)), 'hex'), now()
    FROM generate_series(CAST(1 AS bigint), %(people)s) AS n
"""
CONVERSATIONS = """
    INSERT INTO conversation (id, channel, person_id, identity_id, address, menus, menu_number, last_inbound_at)
    SELECT md5('c' || n)::uuid, 'whatsapp', md5('p' || n)::uuid, md5('i' || n)::uuid, %(sealed)s, %(sealed)s, 3, now()
    FROM generate_series(CAST(1 AS bigint), %(people)s) AS n
"""
INBOX = """
    INSERT INTO inbox (conversation_id, channel, provider_id, payload, state, attempts, received_at, due_at, done_at)
    SELECT md5('c' || 1 + n %% %(people)s)::uuid, 'whatsapp', 'wamid.' || md5('m' || n), %(sealed)s, 'done', 0, at, at, at
    FROM (SELECT n, timestamptz '2026-04-04' + n * interval '90 days' / %(rows)s AS at
          FROM generate_series(CAST(1 AS bigint), %(rows)s) AS n) AS made
"""
OUTBOX = """
    INSERT INTO outbox (conversation_id, inbox_id, channel, response, part, state, attempts, provider_id, created_at, due_at, sent_at)
    SELECT md5('c' || 1 + n %% %(people)s)::uuid, n, 'whatsapp', 'masks', %(sealed)s, 'sent', 0, 'wamid.' || md5('o' || n), at, at, at
    FROM (SELECT n, timestamptz '2026-04-04' + n * interval '90 days' / %(rows)s AS at
          FROM generate_series(CAST(1 AS bigint), %(rows)s) AS n) AS made
"""


def load(connection: psycopg.Connection[Any], sizes: Sizes) -> None:
    """Everything of this module."""
    address, message, answer = encrypt("22300000000"), encrypt('{"kind":"text","text":"x"}' + " " * 150), encrypt("x" * 400)
    for tables, statement, sealed, rows in (
        (("usage_person",), PEOPLE, None, 0),
        (("usage_day",), DAYS, None, 0),
        (("person",), IDENTITIES, None, 0),
        (("channel_identity",), ADDRESSES, address, 0),
        (("conversation",), CONVERSATIONS, address, 0),
        (("inbox",), INBOX, message, sizes.inbox),
        (("outbox",), OUTBOX, answer, sizes.outbox),
    ):
        with without_indexes(connection, *tables):
            connection.execute(statement, {"people": sizes.people, "sealed": sealed, "rows": rows})
