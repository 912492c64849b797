"""How likely two records are one person: pure.

SORMAS compares the full name, the region, reports within 30 days, and sex, birth date and onset where both are known; Go.Data the pair of
names. Here they are weighed, since a name alone says little where half of a town is called Traoré, and a shared phone says little
where a courtyard shares it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from contact_tracing import rules
from core.entities import names
from core.i18n import N_

WITHIN_DAYS = 30
"""SORMAS: reports, and onsets, further apart are two events. A phone is compared at any distance."""
LIKELY = 72
"""From this score (0 to 100) on a pair is shown; a setting of ours."""
OF_ONE_PHONE, SHORT_NAME = 0.6, 0.4
"""Likeness of names that is enough with the same phone; where one is a single word ("Awa" and "Awa Traoré"), the second. Below it, they
are two people of one phone: sisters share half of their names."""
SAME_AGE, NEAR_AGE = 2, 5
"""Years. Ages further apart are two people: a grandmother and her namesake share a name, a courtyard and a phone."""

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "name_same": N_("même nom"),
        "name_like": N_("nom proche"),
        "phone": N_("même téléphone"),
        "age": N_("même âge"),
        "sex": N_("même sexe"),
        "cercle": N_("même cercle"),
        "region": N_("même région"),
        "onset": N_("mêmes jours"),
    }
)
"""Why, by code, in the order of their weight."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a record. phone: anything that is equal for equal phones. age_band: where the years are not known. day: of the
    report, or of being registered."""

    name: str | None
    phone: str | None
    sex: str | None
    age_years: int | None
    age_band: str | None
    region: str | None
    cercle: str | None
    onset: date | None
    day: date


@dataclass(frozen=True, slots=True)
class Likeness:
    """score: 0 to 100. reasons: codes of REASONS."""

    score: int
    reasons: tuple[str, ...]


def compare(one: Traits, other: Traits) -> Likeness | None:
    """None where they are not one person: names too far apart, sex or age that differ, events too far apart."""
    alike = names.similarity(one.name or "", other.name or "")
    same_phone = one.phone is not None and one.phone == other.phone
    if alike < _needed(one, other, same_phone=same_phone):
        return None
    if not same_phone and (abs((one.day - other.day).days) > WITHIN_DAYS or _differ(one.region, other.region)):
        return None
    weighed = [_sex(one, other), _age(one, other), _onset(one, other)]
    if None in weighed:
        return None
    parts = [
        (50 * alike, "name_same" if alike >= 1 else "name_like"),
        (20, "phone") if same_phone else (5 if one.phone is None or other.phone is None else 0, ""),
        *(part for part in weighed if part is not None),
        _place(one, other),
    ]
    found = {reason for _, reason in parts}
    return Likeness(round(sum(points for points, _ in parts)), tuple(each for each in REASONS if each in found))


def _needed(one: Traits, other: Traits, *, same_phone: bool) -> float:
    if not same_phone:
        return names.SAME
    return SHORT_NAME if 1 in (len(names.words(one.name or "")), len(names.words(other.name or ""))) else OF_ONE_PHONE


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _sex(one: Traits, other: Traits) -> tuple[float, str] | None:
    known = [each.sex for each in (one, other) if each.sex not in (None, "UNKNOWN")]
    if len(known) < 2:
        return 2, ""
    return (5, "sex") if known[0] == known[1] else None


def _age(one: Traits, other: Traits) -> tuple[float, str] | None:
    if one.age_years is not None and other.age_years is not None:
        apart = abs(one.age_years - other.age_years)
        return None if apart > NEAR_AGE else (10, "age") if apart <= SAME_AGE else (5, "")
    first, second = band_of(one), band_of(other)
    if first is None or second is None:
        return 3, ""
    apart = abs(rules.AGE_BANDS.index(first) - rules.AGE_BANDS.index(second))
    return None if apart > 1 else (10, "age") if apart == 0 else (5, "")


def band_of(who: Traits) -> str | None:
    """Their age group, of the years where those are known."""
    return who.age_band if who.age_years is None else rules.age_band(who.age_years)


def _place(one: Traits, other: Traits) -> tuple[float, str]:
    if one.cercle is not None and one.cercle == other.cercle:
        return 10, "cercle"
    if one.region is not None and one.region == other.region:
        return (0 if _differ(one.cercle, other.cercle) else 4), "region"
    return 2 if one.region is None or other.region is None else 0, ""


def _onset(one: Traits, other: Traits) -> tuple[float, str] | None:
    if one.onset is None or other.onset is None:
        return 2, ""
    apart = abs((one.onset - other.onset).days)
    return None if apart > WITHIN_DAYS else (5, "onset") if apart <= 3 else (3 if apart <= 14 else 0, "")
