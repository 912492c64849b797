"""Writing facilities; each function is one transaction, run by the caller."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import InvalidInput
from core.facilities import table
from core.facilities.models import Facility


@dataclass(frozen=True, slots=True)
class Imported:
    added: int
    changed: int
    unchanged: int


def import_facilities(session: Session, content: bytes | None = None, now: datetime | None = None) -> Imported:
    """Add the facilities of a CSV or bring those there up to it; none is removed (close one by `valid_to`), stock refers to them.

    content: None for the seed. Raises InvalidInput `facilities.bad_cells` with `cells` (row, column, what is wrong), and changes nothing.
    """
    now = now or datetime.now(UTC)
    numbered = table.read(table.SEED.read_bytes() if content is None else content, now.date())
    there = {each.code: each for each in session.scalars(select(Facility).with_for_update())}
    _check_suppliers(numbered, there)
    rows = [row for _, row in numbered]
    added = [row for row in rows if row["code"] not in there]
    changed = [row for row in rows if row["code"] in there and _differs(there[str(row["code"])], row)]
    if added or changed:
        # one statement: a supplier may stand below those that it supplies
        values = [{**row, "changed_at": now} for row in (*added, *changed)]
        statement = insert(Facility).values(values)
        session.execute(
            statement.on_conflict_do_update(index_elements=["code"], set_={name: statement.excluded[name] for name in values[0]}),
            execution_options={"populate_existing": True},
        )
        session.expire_all()
    return Imported(len(added), len(changed), len(rows) - len(added) - len(changed))


def import_seed(session: Session) -> Imported | None:
    """Import the seed where there is no facility yet: what a deployment brought in itself is never put back. None: there were some."""
    if session.scalar(select(Facility.code).limit(1)) is not None:
        return None
    return import_facilities(session)


def _differs(facility: Facility, row: table.Row) -> bool:
    return any(getattr(facility, name) != value for name, value in row.items())


def _check_suppliers(rows: list[tuple[int, table.Row]], there: dict[str, Facility]) -> None:
    """Every supplier is known, and nobody supplies itself through others."""
    supplier = {code: each.supplied_by for code, each in there.items()} | {str(r["code"]): _text(r["supplied_by"]) for _, r in rows}
    bad: list[table.Cell] = []
    for number, row in rows:
        passed, step = {str(row["code"])}, _text(row["supplied_by"])
        while step is not None:
            if step not in supplier or step in passed:
                bad.append((number, "supplied_by", "unknown_facility" if step not in supplier else "goes_in_a_circle"))
                break
            passed.add(step)
            step = supplier[step]
    if bad:
        raise InvalidInput("facilities.bad_cells", cells=bad)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
