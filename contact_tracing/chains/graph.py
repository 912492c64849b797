"""The chain that a case belongs to: found by the database step by step, both ways, each step by an index."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session

from contact_tracing.contacts.models import Contact, Exposure
from contact_tracing.duplicates.aliases import resolve
from contact_tracing.indicators.generations import generations
from contact_tracing.models import Case
from core.errors import NotFound

LARGEST = 2_000
"""Cases of one chain that are shown: beyond, it is said to be cut off. A graph that nobody can read helps nobody."""


@dataclass(frozen=True, slots=True)
class Node:
    """A case. generation: the longest way from a source, 0 for sources; None in or behind a loop. sources: how many may have infected them.
    place: code."""

    case_id: str
    classification: str
    onset_date: date | None
    place: str | None
    generation: int | None
    sources: int


@dataclass(frozen=True, slots=True)
class Link:
    """From infector to infectee, by readable ids. last_contact: the latest known; contexts, cluster: of their exposures. days: between the
    onsets, None where one is not known; below 0 is a sign that it may be the other way round."""

    infector: str
    infectee: str
    last_contact: date
    contexts: tuple[str, ...]
    days: int | None


@dataclass(frozen=True, slots=True)
class Chain:
    """nodes: by generation and id. sources: without anybody before them. loops: cases in or behind a loop. cut_off: there are more."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    cut_off: bool

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(node.case_id for node in self.nodes if node.sources == 0)

    @property
    def loops(self) -> tuple[str, ...]:
        return tuple(node.case_id for node in self.nodes if node.generation is None)

    @property
    def generations(self) -> dict[int, int]:
        """Cases by generation."""
        counted = Counter(node.generation for node in self.nodes if node.generation is not None)
        return dict(sorted(counted.items()))


def _infected_by(found: Sequence[UUID]) -> Select[UUID, UUID]:
    """Infector and infectee, from these infectors on: through contacts who became cases, and cases linked directly."""
    became = (
        select(Exposure.case_uuid, Contact.case_uuid)
        .join(Contact, Contact.id == Exposure.contact_uuid)
        .where(Exposure.case_uuid.in_(found), Contact.case_uuid.is_not(None))
    )
    linked = select(Exposure.case_uuid, Exposure.target_case_uuid).where(
        Exposure.case_uuid.in_(found), Exposure.target_case_uuid.is_not(None)
    )
    both = union(became, linked).subquery()
    return select(both.c[0], both.c[1])


def _infectors_of(found: Sequence[UUID]) -> Select[UUID, UUID]:
    """The same, back from these infectees."""
    became = (
        select(Exposure.case_uuid, Contact.case_uuid).join(Contact, Contact.id == Exposure.contact_uuid).where(Contact.case_uuid.in_(found))
    )
    linked = select(Exposure.case_uuid, Exposure.target_case_uuid).where(Exposure.target_case_uuid.in_(found))
    both = union(became, linked).subquery()
    return select(both.c[0], both.c[1])


def _pairs_around(session: Session, start: UUID) -> tuple[set[tuple[UUID, UUID]], set[UUID], bool]:
    """Every pair of the chain, its cases, and whether it was cut off: one question a generation, each way at once."""
    cases, edge, pairs = {start}, [start], set()
    while edge:
        found = {
            (infector, infectee)
            for step in (_infected_by, _infectors_of)
            for infector, infectee in session.execute(step(edge))
            if infector != infectee
        }
        pairs |= found
        new = {case for pair in found for case in pair} - cases
        if len(cases) + len(new) > LARGEST:
            return {pair for pair in pairs if set(pair) <= cases}, cases, True
        cases |= new
        edge = list(new)
    return pairs, cases, False


def chain_of(session: Session, case_id: str) -> Chain:
    """The chain of a case: all that are linked to it, however far. Raises NotFound."""
    start = session.scalar(select(Case.id).where(Case.case_id == resolve(session, "case", case_id)))
    if start is None:
        raise NotFound("no_such_case", case_id=case_id)
    pairs, cases, cut_off = _pairs_around(session, start)
    return _chain(session, pairs, cases, cut_off)


def _chain(session: Session, pairs: set[tuple[UUID, UUID]], cases: set[UUID], cut_off: bool) -> Chain:
    place = func.coalesce(Case.cercle, Case.region)
    rows = session.execute(select(Case.id, Case.case_id, Case.classification, Case.onset_date, place).where(Case.id.in_(cases)))
    known = {identifier: (readable, classification, onset, code) for identifier, readable, classification, onset, code in rows}
    numbers, loops = generations(pairs)
    sources = Counter(infectee for _, infectee in pairs)
    nodes = [
        Node(readable, classification, onset, code, None if case in loops else numbers.get(case, 0), sources[case])
        for case, (readable, classification, onset, code) in known.items()
    ]
    nodes.sort(key=lambda node: (node.generation is None, node.generation or 0, node.case_id))
    met = _met(session, pairs)
    links = [_link(pair, known, met[pair]) for pair in pairs if set(pair) <= known.keys()]
    return Chain(tuple(nodes), tuple(sorted(links, key=lambda link: (link.infector, link.infectee))), cut_off)


Known = Mapping[UUID, tuple[str, str, date | None, str]]
Met = list[tuple[date, str | None]]


def _met(session: Session, pairs: set[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], Met]:
    """The exposures of each pair, the earliest first."""
    infectee = func.coalesce(Contact.case_uuid, Exposure.target_case_uuid)
    rows = session.execute(
        select(Exposure.case_uuid, infectee, Exposure.last_contact, Exposure.context)
        .outerjoin(Contact, Contact.id == Exposure.contact_uuid)
        .where(Exposure.case_uuid.in_({infector for infector, _ in pairs}), infectee.is_not(None))
        .order_by(Exposure.last_contact)
    )
    met: dict[tuple[UUID, UUID], Met] = defaultdict(list)
    for infector, infected, day, context in rows:
        met[(infector, infected)].append((day, context))
    return met


def _link(pair: tuple[UUID, UUID], known: Known, met: Met) -> Link:
    infector, infectee = pair
    contexts = tuple(dict.fromkeys(context for _, context in met if context))
    begun, fell_ill = known[infector][2], known[infectee][2]
    days = None if begun is None or fell_ill is None else (fell_ill - begun).days
    return Link(known[infector][0], known[infectee][0], met[-1][0], contexts, days)
