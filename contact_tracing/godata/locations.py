"""Places of Go.Data's hierarchy: as the files tell them, and which of Mali's they are."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contact_tracing.godata.derived import LEVELS, LOCATION_PARTS
from contact_tracing.imports.models import ExternalLocation
from core import geography

_FIELDS = tuple(part for part in LOCATION_PARTS if part not in ("location_id", "parent_location_id", "admin_level"))
_LONGEST = 64


class Locations:
    """Those that are stored, and those of the files at hand, of which the first telling counts."""

    def __init__(self, session: Session) -> None:
        self._known = {each.id: (each.parent_id or "", each.level, dict(each.fields)) for each in session.scalars(select(ExternalLocation))}
        self._told: set[str] = set()
        self._columns: dict[str, dict[str, str]] = {}
        self._places: dict[str, tuple[str | None, str | None]] = {}

    def learn(self, row: Mapping[str, str]) -> None:
        """Take in the places that a row tells of."""
        for level in LEVELS:
            key = row.get(f"admin_{level}_location_id", "")
            if not key or key in self._told or len(key) > _LONGEST:
                continue
            self._told.add(key)
            fields = {part: row.get(f"admin_{level}_{part}", "") for part in _FIELDS}
            told = (row.get(f"admin_{level}_parent_location_id", ""), row.get(f"admin_{level}_admin_level", ""), fields)
            if self._known.get(key) != told:
                self._known[key] = told
                self._columns.clear()
                self._places.clear()

    def columns(self, key: str | None) -> dict[str, str]:
        """The columns of the hierarchy for a place: itself and all above it."""
        if not key or key not in self._known:
            return {}
        if key not in self._columns:
            self._columns[key] = self._chain(key)
        return self._columns[key]

    def _chain(self, key: str) -> dict[str, str]:
        found = {"admin_level": self._known[key][1]}
        at, passed = key, set[str]()
        while at in self._known and at not in passed:
            passed.add(at)
            parent, level, fields = self._known[at]
            found |= {f"admin_{level}_location_id": at, f"admin_{level}_parent_location_id": parent, f"admin_{level}_admin_level": level}
            found |= {f"admin_{level}_{part}": text for part, text in fields.items()}
            at = parent
        return found

    def in_mali(self, key: str | None, on: date) -> tuple[str | None, str | None]:
        """Codes of our region and cercle of these very names, where there are; (None, None) elsewhere."""
        if not key:
            return None, None
        if key not in self._places:
            names = [self.columns(key).get(f"admin_{level}_name", "") for level in LEVELS]
            region = next((code for name in names if (code := _exactly(name, on, None))), None)
            cercle = next((code for name in names if region and (code := _exactly(name, on, region))), None)
            self._places[key] = (region, cercle)
        return self._places[key]

    def store(self, session: Session) -> int:
        """Store what the files told; returns how many places."""
        for key in sorted(self._told):
            parent, level, fields = self._known[key]
            values = {"parent_id": parent or None, "level": level[:8], "fields": fields}
            session.execute(insert(ExternalLocation).values(id=key, **values).on_conflict_do_update(index_elements=["id"], set_=values))
        return len(self._told)


def _exactly(name: str, on: date, within: str | None) -> str | None:
    matches = geography.find(name, on, within, 1) if name else []
    wanted = [each for each in matches if each.score == 100.0 and (within is not None or not each.place.parent)]
    return wanted[0].place.code if wanted else None
