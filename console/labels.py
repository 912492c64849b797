"""The words for codes, by kind of code; French, marked for the catalogs. A code without words is shown as it is."""

from collections.abc import Mapping

from bot.work.tracing.cards import CLASSIFICATIONS, STATUSES
from contact_tracing.rules import SYMPTOMS
from core.i18n import N_

ROLES = {
    "agent": N_("Agent"),
    "in_charge": N_("Responsable de centre"),
    "district": N_("Coordination du district"),
    "regional": N_("Coordination régionale"),
    "national": N_("Coordination nationale"),
    "editor": N_("Rédaction"),
    "approver": N_("Validation"),
    "administrator": N_("Administration"),
}

MESSAGE_STATES = {
    "draft": N_("Brouillon"),
    "in_review": N_("À relire"),
    "approved": N_("Validé"),
    "live": N_("En ligne"),
    "withdrawn": N_("Retiré"),
    "missing": N_("Manquant"),
}
MESSAGE_FIELDS = {
    "title": N_("Titre"),
    "text": N_("Texte"),
    "source": N_("Source"),
    "source_date": N_("Date de la source"),
    "valid_from": N_("Valable du"),
    "valid_to": N_("Valable jusqu'au"),
}

LABELS: dict[str, Mapping[str, str]] = {
    "role": ROLES,
    "classification": CLASSIFICATIONS,
    "contact_status": STATUSES,
    "symptom": SYMPTOMS,
    "message_state": MESSAGE_STATES,
    "message_field": MESSAGE_FIELDS,
}


def label(kind: str, value: object) -> str:
    """The French words for a code of that kind; a dash for None."""
    return "–" if value is None else LABELS[kind].get(str(value), str(value))
