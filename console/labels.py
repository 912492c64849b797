"""The words for codes, by kind of code; French, marked for the catalogs. A code without words is shown as it is."""

from collections.abc import Mapping

from bot.work.tracing.cards import CLASSIFICATIONS, STATUSES
from bot.work.tracing.tasks import KINDS as TASKS
from console.field_names import FIELDS
from contact_tracing.queries import DUPLICATE_REASONS, REMOVAL_REASONS
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
YES_NO = {"yes": N_("oui"), "no": N_("non"), "unknown": N_("on ne sait pas")}
_OTHER = N_("autre")

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

WORK = {
    "queued": N_("en attente"),
    "running": N_("en cours"),
    "done": N_("terminé"),
    "failed": N_("échoué"),
    "cancelled": N_("annulé"),
    "line_list": N_("Liste"),
    "statistics": N_("Statistiques"),
    "import_list": N_("Import"),
    "cases": N_("cas"),
    "contacts": N_("contacts"),
    "exposures": N_("expositions"),
    "follow-up": N_("suivi"),
    "lab": N_("laboratoire"),
    "rows": N_("lignes"),
    "added": N_("ajoutées"),
    "changed": N_("changées"),
    "unchanged": N_("inchangées"),
}
"""Long work: its states, kinds, lists and figures."""

LABELS: dict[str, Mapping[str, str]] = {
    "work": WORK,
    "role": ROLES,
    "classification": CLASSIFICATIONS,
    "contact_status": STATUSES,
    "symptom": SYMPTOMS,
    "message_state": MESSAGE_STATES,
    "message_field": MESSAGE_FIELDS,
    "field": FIELDS,
    "duplicate_reason": DUPLICATE_REASONS,
    "sex": {"MALE": N_("homme"), "FEMALE": N_("femme"), "UNKNOWN": N_("on ne sait pas")},
    "exposure": YES_NO,
    "travel": YES_NO,
    "outcome": {"ALIVE": N_("en vie"), "RECOVERED": N_("guéri"), "DECEASED": N_("décédé"), "UNKNOWN": N_("on ne sait pas")},
    "investigation": {"PENDING": N_("en cours"), "DONE": N_("faite"), "DISCARDED": N_("abandonnée")},
    "severity": {
        "ASYMPTOMATIC": N_("sans signe"),
        "MILD": N_("légère"),
        "MODERATE": N_("modérée"),
        "SEVERE": N_("grave"),
        "CRITICAL": N_("critique"),
    },
    "condition": {
        "CARDIOVASCULAR": N_("maladie du cœur, tension"),
        "DIABETES": N_("diabète"),
        "LIVER": N_("maladie du foie"),
        "NEUROLOGICAL": N_("maladie des nerfs ou du cerveau"),
        "IMMUNODEFICIENCY": N_("défenses affaiblies, VIH"),
        "RENAL": N_("maladie des reins"),
        "CHRONIC_LUNG": N_("maladie chronique des poumons"),
        "MALIGNANCY": N_("cancer"),
        "OTHER": _OTHER,
    },
    "pregnancy": {
        "NOT_PREGNANT": N_("non"),
        "YES_FIRST_TRIMESTER": N_("oui, premier trimestre"),
        "YES_SECOND_TRIMESTER": N_("oui, deuxième trimestre"),
        "YES_THIRD_TRIMESTER": N_("oui, troisième trimestre"),
        "YES_TRIMESTER_UNKNOWN": N_("oui, trimestre non connu"),
        "UNKNOWN": N_("on ne sait pas"),
    },
    "occupation": {
        "BUTCHER": N_("boucherie"),
        "CHILD": N_("enfant"),
        "CIVIL_SERVANT": N_("fonction publique"),
        "FARMER": N_("agriculture"),
        "FORESTRY": N_("forêt"),
        "HEALTH_CARE_WORKER": N_("soins de santé"),
        "HEALTH_LABORATORY_WORKER": N_("laboratoire de santé"),
        "MINING": N_("mine, orpaillage"),
        "OTHER": _OTHER,
        "RELIGIOUS_LEADER": N_("chef religieux"),
        "STUDENT": N_("élève, étudiant"),
        "TAXI_DRIVER": N_("transport, taxi"),
        "TEACHER": N_("enseignement"),
        "TRADITIONAL_HEALER": N_("tradithérapeute"),
        "UNKNOWN": N_("on ne sait pas"),
        "WORKING_WITH_ANIMALS": N_("travail avec des animaux"),
    },
    "removal_reason": REMOVAL_REASONS,
    "isolation_status": {"ACTIVE": N_("en cours"), "ENDED": N_("terminé"), "STOPPED": N_("arrêté par la personne")},
    "isolation_end": {
        "days": N_("jours passés"),
        "days_and_well": N_("jours passés, et plus de signe"),
        "no_signs": N_("jours passés sans signe"),
        "negative_test": N_("test négatif"),
        "silent": N_("plus de réponse"),
    },
    "isolation_task": TASKS,
    "feeling": {
        "better": N_("va mieux"),
        "same": N_("pareil"),
        "worse": N_("va moins bien"),
        "well": N_("n'a plus de signe"),
        "ill": N_("a encore des signes"),
    },
    "danger": {"yes": N_("oui"), "no": N_("non"), "unsure": N_("on ne sait pas")},
    "isolation_type": {
        "HOME": N_("à la maison"),
        "INSTITUTION": N_("dans une institution"),
        "HOSPITAL": N_("à l'hôpital"),
        "HOTEL": N_("à l'hôtel"),
        "OTHER": _OTHER,
    },
    "sample_type": {
        "NASOPHARYNGEAL_SWAB": N_("écouvillon nasopharyngé"),
        "OROPHARYNGEAL_SWAB": N_("écouvillon de la gorge"),
        "NASAL_SWAB": N_("écouvillon nasal"),
        "SALIVA": N_("salive"),
        "SPUTUM": N_("crachat"),
        "BLOOD": N_("sang"),
        "OTHER": _OTHER,
    },
    "test_type": {"PCR": "PCR", "ANTIGEN_RDT": N_("test rapide antigénique"), "ANTIBODY": N_("anticorps")},
    "result": {
        "PENDING": N_("attendu"),
        "POSITIVE": N_("positif"),
        "NEGATIVE": N_("négatif"),
        "INCONCLUSIVE": N_("non concluant"),
    },
    "risk_level": {"1_LOW": N_("faible"), "2_MEDIUM": N_("moyen"), "3_HIGH": N_("élevé")},
    "exposure_type": {
        "DIRECT_PHYSICAL": N_("contact physique"),
        "DIRECT_WITHIN_1_METRE": N_("à moins d'un mètre"),
        "INDIRECT_OBJECTS": N_("par des objets"),
        "OTHER": _OTHER,
    },
    "context": {
        "HOUSEHOLD": N_("foyer"),
        "WORKPLACE": N_("travail"),
        "HEALTH_CARE": N_("soins"),
        "SCHOOL": N_("école"),
        "WORSHIP": N_("lieu de culte"),
        "MARKET": N_("marché"),
        "TRANSPORT": N_("transport"),
        "CEREMONY": N_("cérémonie"),
        "FUNERAL": N_("funérailles"),
        "OTHER": _OTHER,
    },
    "relation": {
        "SAME_HOUSEHOLD": N_("même foyer"),
        "FAMILY_OR_FRIEND": N_("famille ou ami"),
        "SAME_ENVIRONMENT": N_("même travail ou école"),
        "MEDICAL_CARE": N_("soins"),
        "OTHER": _OTHER,
    },
    "day_state": {
        "SEEN_OK": N_("vu, va bien"),
        "SEEN_NOT_OK": N_("vu, malade"),
        "MISSED": N_("cherché, pas trouvé"),
        "NOT_PERFORMED": N_("pas fait"),
        "NOT_ATTEMPTED": N_("à venir"),
    },
    "status_reason": {"REFUSED": N_("refuse le suivi"), "MOVED": N_("a déménagé"), "ERROR": N_("erreur")},
    "actor": {
        "agent": N_("agent"),
        "coordinator": N_("coordination"),
        "person": N_("la personne"),
        "system": "ASSA",
        "operator": N_("ligne de commande"),
        "staff": N_("équipe"),
    },
    "channel": {
        "telegram": "Telegram",
        "whatsapp": "WhatsApp",
        "webchat": N_("page web"),
        "console": N_("Console"),
        "agent": N_("agent"),
    },
    "stock_status": {
        "STOCK_OUT": N_("rupture"),
        "EMERGENCY": N_("très bas"),
        "BELOW_MINIMUM": N_("bas"),
        "ADEQUATE": N_("suffisant"),
        "OVERSTOCK": N_("trop"),
        "UNKNOWN": N_("non connu"),
    },
    "stock_alert": {
        "STOCK_OUT": N_("rupture"),
        "EMERGENCY": N_("stock très bas"),
        "EXPIRED": N_("lot périmé"),
        "NOT_RECEIVED": N_("envoyé, pas reçu"),
        "EXPIRING_SOON": N_("périme bientôt"),
        "BELOW_MINIMUM": N_("sous le minimum"),
        "SILENT": N_("ne donne plus de nouvelles"),
        "EXPIRING": N_("périme dans quelques mois"),
        "OVERSTOCK": N_("au-dessus du maximum"),
    },
    "stock_line": {
        "RECEIPT": N_("reçu"),
        "ISSUE": N_("sorti"),
        "LOSS": N_("perdu"),
        "TRANSFER_IN": N_("venu d'un autre centre"),
        "TRANSFER_OUT": N_("donné à un autre centre"),
        "ADJUSTMENT": N_("ajustement"),
        "REVERSAL": N_("annulation"),
    },
    "stock_reason": {
        "DAMAGED": N_("abîmé"),
        "EXPIRED": N_("périmé"),
        "LOST": N_("égaré"),
        "STOLEN": N_("volé"),
        "RETURNED": N_("rendu"),
        "FOUND": N_("retrouvé"),
        "OPENING": N_("premier relevé"),
        "INVENTORY": N_("comptage"),
        "LATE_REPORT": N_("dit après coup"),
    },
}

TONES: dict[str, str] = {
    "CONFIRMED": "bad", "PROBABLE": "warn", "SUSPECT": "warn", "POSITIVE": "bad", "NEGATIVE": "good", "SEEN_OK": "good",
    "SEEN_NOT_OK": "bad", "MISSED": "warn", "NOT_PERFORMED": "warn", "BECAME_CASE": "bad", "FOLLOW_UP_COMPLETED": "good",
    "LOST_TO_FOLLOW_UP": "warn", "3_HIGH": "bad", "2_MEDIUM": "warn", "STOCK_OUT": "bad", "EMERGENCY": "bad", "BELOW_MINIMUM": "warn",
    "ADEQUATE": "good", "OVERSTOCK": "warn", "EXPIRED": "bad", "NOT_RECEIVED": "warn", "EXPIRING_SOON": "warn", "DECEASED": "bad",
    "RECOVERED": "good", "better": "good", "well": "good", "worse": "bad", "danger": "bad", "silent": "warn", "stop": "warn",
}  # fmt: skip
"""How a code stands out as a badge; those that are not named do not."""


def label(kind: str, value: object) -> str:
    """The French words for a code of that kind; a dash for None."""
    return "–" if value is None else LABELS[kind].get(str(value), str(value))


KINDS_OF_FIELDS = {
    "classification": "classification", "status": "contact_status", "sex": "sex", "exposure": "exposure", "outcome": "outcome",
    "investigation": "investigation", "severity": "severity", "isolation_type": "isolation_type", "risk_level": "risk_level",
    "travel": "travel", "status_reason": "status_reason", "pregnancy": "pregnancy", "occupation": "occupation",
}  # fmt: skip
"""What the values of a field in a history are codes of."""
