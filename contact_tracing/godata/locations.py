"""Places of Go.Data's hierarchy: as the files tell them, and which of Mali's they are."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contact_tracing.godata.derived import LEVELS, LOCATION_PARTS
from contact_tracing.imports.models import ExternalLocation
from core import geography

_PARTS = tuple(part for part in LOCATION_PARTS if part != "location_id")
_LONGEST = 64


class Locations:
    """Those that are stored, and those of the files at hand. The first telling of a place counts, so that what was read stays as it was;
    what later rows say otherwise is kept with them.
    """

    def __init__(self, session: Session) -> None:
        self._known = {each.id: _told(each) for each in session.scalars(select(ExternalLocation))}
        self._new: list[str] = []
        self._columns: dict[str, dict[str, str]] = {}
        self._places: dict[str, tuple[str | None, str | None]] = {}

    def learn(self, row: Mapping[str, str]) -> None:
        """Take in the places that a row tells of."""
        for level in LEVELS:
            key = row.get(f"admin_{level}_location_id", "")
            if not key or key in self._known or len(key) > _LONGEST or "\0" in key:
                continue
            parts = {part: row.get(f"admin_{level}_{part}", "").replace("\0", "") for part in _PARTS}
            self._known[key] = (parts.pop("parent_location_id"), parts.pop("admin_level"), parts)
            self._new.append(key)
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
        """Store those that are new; returns how many."""
        for key in self._new:
            parent, level, fields = self._known[key]
            place = insert(ExternalLocation).values(
                id=key, parent_id=parent[:_LONGEST] or None, level=level[:8], fields=fields | {"admin_level": level}
            )
            session.execute(place.on_conflict_do_nothing())
        return len(self._new)


def _told(stored: ExternalLocation) -> tuple[str, str, dict[str, str]]:
    fields = dict(stored.fields)
    return stored.parent_id or "", fields.pop("admin_level", stored.level), fields


def _exactly(name: str, on: date, within: str | None) -> str | None:
    matches = geography.find(name, on, within, 1) if name else []
    wanted = [each for each in matches if each.score == 100.0 and (within is not None or not each.place.parent)]
    return wanted[0].place.code if wanted else None
