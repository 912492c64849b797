"""Rows as PostgreSQL itself writes them, so that what comes back after an undo is what went, to the byte: also what is encrypted."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

CHILDREN: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "case": (
        ("case_change", "id", "case_uuid"),
        ("lab_sample", "id", "case_uuid"),
        ("exposure", "id", "case_uuid"),
        ("exposure", "id", "target_case_uuid"),
        ("exposure_removal", "id", "case_uuid"),
        ("exposure_removal", "id", "target_case_uuid"),
        ("contact", "id", "case_uuid"),
        ("isolation", "id", "case_uuid"),
        ("report_alert", "case_uuid", "case_uuid"),
    ),
    "contact": (
        ("contact_change", "id", "contact_uuid"),
        ("exposure", "id", "contact_uuid"),
        ("exposure_removal", "id", "contact_uuid"),
        ("follow_up_entry", "id", "contact_uuid"),
        ("contact_notice", "contact_uuid", "contact_uuid"),
    ),
}
"""Table, key and column of all that hangs on a case or a contact. A test holds it to the tables' foreign keys."""

TWICE = {
    ("lab_sample", "case_uuid"): ("sample_id",),
    ("exposure", "case_uuid"): ("contact_uuid", "target_case_uuid", "last_contact"),
    ("exposure", "target_case_uuid"): ("case_uuid", "last_contact"),
    ("exposure", "contact_uuid"): ("case_uuid", "last_contact"),
    ("report_alert", "case_uuid"): (),
    ("contact_notice", "contact_uuid"): (),
}
"""Rows that are the same in these columns are one: the one that went is set aside."""

_PENDING = """
    DELETE FROM lab_sample r WHERE r.case_uuid = :kept AND r.result = 'PENDING' AND EXISTS (
        SELECT FROM lab_sample theirs WHERE theirs.case_uuid = :gone AND theirs.sample_id = r.sample_id AND theirs.result <> 'PENDING'
    ) RETURNING to_jsonb(r)
"""

Row = dict[str, Any]


def whole(session: Session, table: str, key: str, value: Any) -> Row:
    """A row, all columns."""
    found = session.execute(text(f'SELECT to_jsonb(r) FROM "{table}" r WHERE "{key}" = :value'), {"value": value})  # noqa: S608 (names of CHILDREN)
    row: Row = found.scalar_one()
    return row


def put_back(session: Session, table: str, row: Row) -> None:
    """Insert a row as it was; columns that came since have their default."""
    columns = ", ".join(f'"{name}"' for name in row)
    statement = f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::"{table}", CAST(:row AS jsonb))'  # noqa: S608
    session.execute(text(statement), {"row": json.dumps(row)})


def give_back(session: Session, table: str, uuid: UUID, before: Row, after: Row, key: str = "id") -> list[str]:
    """Put columns back to `before` where they still are as `after`; the names of those that were changed since, which stay."""
    now = whole(session, table, key, uuid)
    mine = [name for name in before if now[name] == after[name]]
    if mine:
        columns = ", ".join(f'"{name}"' for name in mine)
        values = ", ".join(f'r."{name}"' for name in mine)
        was = f'SELECT {values} FROM jsonb_populate_record(NULL::"{table}", CAST(:row AS jsonb)) r'  # noqa: S608
        statement = f'UPDATE "{table}" SET ({columns}) = ({was}) WHERE "{key}" = :id'  # noqa: S608
        session.execute(text(statement), {"row": json.dumps(before), "id": uuid})
    return sorted(set(before) - set(mine))


def set_aside(session: Session, kind: str, gone: UUID, kept: UUID) -> list[tuple[str, Row]]:
    """Take out the rows of who goes that who stays has too (TWICE), and give them. Of a sample of both, the one with a result stays."""
    aside: list[tuple[str, Row]] = []
    if kind == "case":
        pending = session.scalars(text(_PENDING), {"gone": gone, "kept": kept})
        aside += [("lab_sample", row) for row in pending]
    for table, _, column in CHILDREN[kind]:
        if (table, column) not in TWICE:
            continue
        same = " ".join(f'AND mine."{each}" IS NOT DISTINCT FROM r."{each}"' for each in TWICE[table, column])
        kept_too = f'EXISTS (SELECT FROM "{table}" mine WHERE mine."{column}" = :kept {same})'
        statement = f'DELETE FROM "{table}" r WHERE r."{column}" = :gone AND {kept_too} RETURNING to_jsonb(r)'  # noqa: S608
        aside += [(table, row) for row in session.scalars(text(statement), {"gone": gone, "kept": kept})]
    return aside


def move(session: Session, kind: str, gone: UUID, kept: UUID) -> dict[str, list[str]]:
    """Give all that hangs on one record to another; the keys of what moved, by `table.column`."""
    moved: dict[str, list[str]] = {}
    for table, key, column in CHILDREN[kind]:
        statement = f'UPDATE "{table}" SET "{column}" = :kept WHERE "{column}" = :gone RETURNING "{key}"::text'  # noqa: S608
        keys = session.scalars(text(statement), {"gone": gone, "kept": kept}).all()
        if keys:
            moved[f"{table}.{column}"] = sorted(keys)
    return moved


def move_back(session: Session, kind: str, moved: Mapping[str, Collection[str]], gone: UUID, kept: UUID) -> None:
    """Give back what moved, and is still there; what was added since stays with who was kept."""
    for table, key, column in CHILDREN[kind]:
        keys = list(moved.get(f"{table}.{column}", ()))
        if not keys:
            continue
        # an alert's key is the case itself: it moved under the kept one's
        keys = [str(kept)] if key == column else keys
        statement = f'UPDATE "{table}" SET "{column}" = :gone WHERE "{column}" = :kept AND "{key}"::text = ANY(:keys)'  # noqa: S608
        session.execute(text(statement), {"gone": gone, "kept": kept, "keys": keys})


def remove(session: Session, table: str, uuid: UUID) -> None:
    session.execute(text(f'DELETE FROM "{table}" WHERE id = :id'), {"id": uuid})  # noqa: S608


def columns_of(row: Row, names: Iterable[str]) -> Row:
    return {name: row[name] for name in names}
