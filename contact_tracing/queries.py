"""Reads of cases."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contact_tracing.alerts.escalation import WaitingReport, waiting_reports
from contact_tracing.cases.laboratory import Sample, sample_of
from contact_tracing.cases.listing import CaseRow, CaseWish, case_list
from contact_tracing.cases.models import CaseChange, LabSample
from contact_tracing.cases.sheet import CaseSheet, case_sheet
from contact_tracing.chains.clusters import Cluster, clusters
from contact_tracing.chains.drawing import to_svg as chain_to_svg
from contact_tracing.chains.graph import Chain, chain_of
from contact_tracing.contacts.listing import ContactRow, ContactSheet, ContactWish, contact_list, contact_sheet
from contact_tracing.contacts.models import Contact, ContactChange, Exposure
from contact_tracing.contacts.nearness import Near, Removed, exposure_of, infected_by, removal, removed_of, sources_of
from contact_tracing.contacts.removal import REASONS as REMOVAL_REASONS
from contact_tracing.duplicates.likeness import REASONS as DUPLICATE_REASONS
from contact_tracing.duplicates.lists import ChosenValue, LikelyPair, MergeView, Side, duplicates, merges
from contact_tracing.duplicates.models import RecordMerge
from contact_tracing.follow_up.board import AgentDay, GridRow, Seen, day_board, day_lines, entries_of, follow_up_grid
from contact_tracing.follow_up.clock import Window, window
from contact_tracing.follow_up.entries import day_states
from contact_tracing.follow_up.lists import ToFollow, follow_up_list
from contact_tracing.follow_up.models import FollowUpEntry
from contact_tracing.follow_up.reading import Written, read_entries
from contact_tracing.indicators.compute import Indicators, indicators
from contact_tracing.isolation.diary import has_place, is_active, isolated, own_onset
from contact_tracing.isolation.sheet import AskedOfAgents, IsolationSheet, ToldDay, isolations_of, task_of
from contact_tracing.isolation.tasks import OpenTask, open_task, open_tasks
from contact_tracing.lookup import CaseCard, ContactCard, by_phone, case_card, contact_card, id_in, is_misspelt_id, own_report
from contact_tracing.models import Case
from contact_tracing.symptoms.definition import in_force
from contact_tracing.telling.calls import ToCall, to_call
from contact_tracing.telling.diary import Followed, followed, noticed

__all__ = [
    "DUPLICATE_REASONS",
    "REMOVAL_REASONS",
    "AgentDay",
    "AskedOfAgents",
    "CaseCard",
    "CaseRow",
    "CaseSheet",
    "CaseView",
    "CaseWish",
    "Chain",
    "Change",
    "ChosenValue",
    "Cluster",
    "ContactCard",
    "ContactRow",
    "ContactSheet",
    "ContactView",
    "ContactWish",
    "Followed",
    "GridRow",
    "Indicators",
    "IsolationSheet",
    "LikelyPair",
    "MergeView",
    "Near",
    "OpenTask",
    "Removed",
    "Seen",
    "Side",
    "ToCall",
    "ToFollow",
    "ToldDay",
    "WaitingReport",
    "Written",
    "by_phone",
    "case_card",
    "case_list",
    "case_sheet",
    "cases",
    "chain_of",
    "chain_to_svg",
    "clusters",
    "contact_card",
    "contact_history",
    "contact_list",
    "contact_sheet",
    "contacts_of",
    "day_board",
    "day_lines",
    "duplicates",
    "entries_of",
    "exposure_of",
    "follow_up_days",
    "follow_up_grid",
    "follow_up_list",
    "followed",
    "has_place",
    "history",
    "id_in",
    "in_force",
    "indicators",
    "infected_by",
    "is_active",
    "is_misspelt_id",
    "isolated",
    "isolations_of",
    "merges",
    "noticed",
    "open_task",
    "open_tasks",
    "own_onset",
    "own_report",
    "read_entries",
    "removal",
    "removed_of",
    "samples",
    "sources_of",
    "task_of",
    "to_call",
    "waiting_reports",
]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as stored, decrypted: for roles that may see names."""

    case_id: str
    classification: str
    reported_at: datetime
    subject: str
    name: str | None
    phone: str | None
    age_band: str | None
    sex: str
    region: str | None
    cercle: str | None
    locality: str | None
    symptoms: tuple[str, ...]
    onset_date: date | None
    exposure: str
    channel: str


def cases(session: Session) -> list[CaseView]:
    """All cases, oldest report first."""
    return [
        CaseView(
            c.case_id, c.classification, c.reported_at, c.subject, c.name, c.phone, c.age_band, c.sex, c.region, c.cercle,
            c.locality, tuple(c.symptoms), c.onset_date, c.exposure, c.channel,
        )
        for c in session.scalars(select(Case).order_by(Case.reported_at, Case.case_id))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a case, before and after; values as JSON keeps them, None also where a person had them erased."""

    at: datetime
    actor_kind: str
    actor_id: str | None
    field: str
    before: Any
    after: Any
    reason: str | None


def history(session: Session, case_id: str) -> list[Change]:
    """All changes of a case since its report, oldest first; [] for an unknown id. Holds names: for roles that may see them.

    After a merge those of both records; a merge is a line `merged` with the number that went.
    """
    lines = (
        select(CaseChange).join(Case, Case.id == CaseChange.case_uuid).where(Case.case_id == case_id).order_by(CaseChange.at, CaseChange.id)
    )
    changes = [Change(c.at, c.actor_kind, c.actor_id, c.field, c.before, c.after, c.reason) for c in session.scalars(lines)]
    return sorted([*changes, *_merged(session, "case", case_id)], key=lambda change: change.at)


def _merged(session: Session, kind: str, record_id: str) -> list[Change]:
    """The merges into a record, and those of them that were undone, as lines of its history."""
    kinds = ("case", "link") if kind == "case" else ("contact",)
    made = select(RecordMerge).where(RecordMerge.kind.in_(kinds), RecordMerge.kept_id == record_id)
    lines = []
    for each in session.scalars(made):
        lines.append(Change(each.at, each.by_kind, each.by_id, "merged", None, each.gone_id, None))
        if each.undone_at is not None:
            by_kind, _, by_id = (each.undone_by or "").partition(" ")
            lines.append(Change(each.undone_at, by_kind, by_id or None, "merged", each.gone_id, None, None))
    return lines


def samples(session: Session, case_id: str) -> list[Sample]:
    """The laboratory samples of a case, first taken first, those without a day last."""
    kept = select(LabSample).join(Case, Case.id == LabSample.case_uuid).where(Case.case_id == case_id)
    return [sample_of(each) for each in session.scalars(kept.order_by(LabSample.taken_on.nulls_last(), LabSample.sample_id))]


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact, decrypted, with the days of follow-up that all their exposures give: for roles that may see names."""

    contact_id: str
    name: str | None
    phone: str | None
    risk_level: str | None
    status: str
    follow_up: Window
    sex: str | None = None
    age_years: int | None = None
    region: str | None = None
    cercle: str | None = None
    locality: str | None = None
    became_case_at: datetime | None = None


def contacts_of(session: Session, case_id: str) -> list[ContactView]:
    """The contacts of a case, each once, by id; their window counts their exposures to other cases too."""
    named = select(Exposure.contact_uuid).join(Case, Case.id == Exposure.case_uuid).where(Case.case_id == case_id)
    found = select(Contact, Exposure.last_contact).join(Exposure, Exposure.contact_uuid == Contact.id).where(Contact.id.in_(named))
    days: dict[str, tuple[Contact, list[date]]] = {}
    for contact, last_contact in session.execute(found.order_by(Contact.contact_id)):
        days.setdefault(contact.contact_id, (contact, []))[1].append(last_contact)
    return [
        ContactView(
            c.contact_id, c.name, c.phone, c.risk_level, c.status, follow_up, c.sex, c.age_years, c.region, c.cercle, c.locality,
            c.became_case_at,
        )
        for c, last_contacts in days.values()
        if (follow_up := window(last_contacts)) is not None
    ]  # fmt: skip


def contact_history(session: Session, contact_id: str) -> list[Change]:
    """All changes of a contact since they were registered, oldest first; [] for an unknown id. Holds names: for roles that may see them.

    After a merge those of both records; a merge is a line `merged` with the number that went.
    """
    lines = select(ContactChange).join(Contact, Contact.id == ContactChange.contact_uuid).where(Contact.contact_id == contact_id)
    changes = [
        Change(c.at, c.actor_kind, c.actor_id, c.field, c.before, c.after, c.reason)
        for c in session.scalars(lines.order_by(ContactChange.at, ContactChange.id))
    ]
    return sorted([*changes, *_merged(session, "contact", contact_id)], key=lambda change: change.at)


def follow_up_days(session: Session, contact_id: str, today: date) -> dict[date, str]:
    """The state of each day of a contact's follow-up, in order; {} for an unknown id."""
    exposed = select(Exposure.last_contact).join(Contact, Contact.id == Exposure.contact_uuid).where(Contact.contact_id == contact_id)
    days = window(session.scalars(exposed))
    if days is None:
        return {}
    entered = select(FollowUpEntry.day, FollowUpEntry.state).join(Contact, Contact.id == FollowUpEntry.contact_uuid)
    lines = session.execute(entered.where(Contact.contact_id == contact_id).order_by(FollowUpEntry.id))
    return day_states(days, [(day, state) for day, state in lines], today)
