"""The questions of the report whose choices depend on something: places, signs, the summary. The others are plain responses."""

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.clock import today
from actions.message import latest
from actions.report_case.read import READERS, Several
from actions.report_case.state import CORRECTABLE, SKIPPED, UNKNOWN
from contact_tracing import rules
from core import geography
from core.errors import InvalidInput
from core.i18n import N_

Result = list[dict[str, Any]]
OTHER = "other"
"""None of the places that are offered: the whole list is asked again."""


def answer(value: str) -> str:
    """The payload of an answer."""
    return f'/answer{{"value":"{value}"}}'


def button(title: str, value: str) -> dict[str, str]:
    return {"title": title, "payload": answer(value)}


def _which(dispatcher: CollectingDispatcher, tracker: Tracker, slot: str) -> bool:
    """Where the answer that was just given names several places: which of them? Says whether it asked."""
    try:
        READERS[slot](latest(tracker), today(), tracker.get_slot("report_region"))
    except Several as several:
        found = [place for code in several.options if (place := geography.place(code, today())) is not None]
        buttons = [button(_with_parent(place), place.code) for place in found]
        dispatcher.utter_message(response="utter_error_place_several", buttons=[*buttons, button(N_("Un autre lieu"), OTHER)])
        return True
    except InvalidInput:
        pass
    return False


def _with_parent(place: geography.Place) -> str:
    """`Benkadi (cercle de Kangaba)`, `Commune I (Bamako)`."""
    title, parent = geography.title(place, today()), geography.place(place.parent, today()) if place.parent else None
    return title if parent is None or title != place.name else f"{place.name} ({parent.name})"


class AskRegion(Action):
    def name(self) -> str:
        return "action_ask_report_region"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Result:
        if _which(dispatcher, tracker, "report_region"):
            return []
        buttons = [button(place.name, place.code) for place in geography.regions(today())]
        dispatcher.utter_message(response="utter_ask_report_region_prompt", buttons=buttons)
        return []


class AskCercle(Action):
    def name(self) -> str:
        return "action_ask_report_cercle"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Result:
        if _which(dispatcher, tracker, "report_cercle"):
            return []
        below = geography.below(tracker.get_slot("report_region"), today())
        buttons = [button(place.name, place.code) for place in below if place.sure]
        dispatcher.utter_message(response="utter_ask_report_cercle_prompt", buttons=[*buttons, button(N_("Passer"), SKIPPED)])
        return []


class AskSymptoms(Action):
    """Several may be typed at once ("1 3 4"); a tap adds one and asks for more."""

    def name(self) -> str:
        return "action_ask_report_symptoms"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Result:
        noted = [code for code in (tracker.get_slot("report_symptoms_noted") or "").split("|") if code]
        left = [button(label, code) for code, label in rules.SYMPTOMS.items() if code not in noted]
        last = button(N_("C'est tout"), "done") if noted else button(N_("Aucun signe"), "none")
        if noted:
            labels = [{"msgid": rules.SYMPTOMS[code]} for code in noted]
            dispatcher.utter_message(response="utter_report_symptoms_noted", symptoms=labels, buttons=[last, *left], multiple=True)
        else:
            dispatcher.utter_message(response="utter_ask_report_symptoms_prompt", buttons=[*left, last], multiple=True)
        return []


class AskResume(Action):
    def name(self) -> str:
        return "action_ask_report_resume"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Result:
        buttons = [button(N_("Continuer"), "continue"), button(N_("Recommencer"), "new")]
        dispatcher.utter_message(response="utter_ask_report_resume_prompt", buttons=buttons)
        return []


FIELD_NAMES = {
    "report_subject": N_("Qui est malade"),
    "report_name": N_("Nom"),
    "report_age": N_("Âge"),
    "report_sex": N_("Sexe"),
    "report_phone": N_("Téléphone"),
    "report_region": N_("Région"),
    "report_cercle": N_("Cercle ou commune"),
    "report_locality": N_("Quartier ou village"),
    "report_symptoms": N_("Signes"),
    "report_onset": N_("Début des signes"),
    "report_exposure": N_("Près d'un malade"),
}

VALUES = {
    "self": N_("la personne qui écrit"),
    "other": N_("une autre personne"),
    "MALE": N_("Homme"),
    "FEMALE": N_("Femme"),
    "UNKNOWN": N_("non dit"),
    "yes": N_("oui"),
    "no": N_("non"),
    UNKNOWN: N_("pas sûr"),
    SKIPPED: N_("non donné"),
    "none": N_("aucun signe"),
    "85+": N_("85 ans et plus"),
}

AGE_LABELS = {band: N_("Moins de 5 ans") if band == "0-4" else band.replace("-", "–") for band in rules.AGE_BANDS}


def shown(slot: str, value: str, on: date) -> Any:
    """An answer as the summary shows it: text as it stands, or what the bot is to translate."""
    if slot == "report_symptoms" and value != "none":
        return [{"msgid": rules.SYMPTOMS[code]} for code in value.split("|")]
    if slot in ("report_name", "report_phone", "report_locality") and value != SKIPPED:
        return value
    if slot == "report_onset" and value not in (UNKNOWN, SKIPPED, "none"):
        return {"date": value}
    if slot == "report_age" and value != "85+":
        return {"msgid": AGE_LABELS[value]}
    if slot in ("report_region", "report_cercle") and value != SKIPPED:
        place = geography.place(value, on)
        return value if place is None else geography.title(place, on)
    return {"msgid": VALUES[value]}


class AskConfirm(Action):
    """The summary; or, when something is to be corrected, what."""

    def name(self) -> str:
        return "action_ask_report_confirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Result:
        if tracker.get_slot("report_state") == "correcting":
            buttons = [button(FIELD_NAMES[slot], f"fix:{slot}") for slot in CORRECTABLE]
            dispatcher.utter_message(
                response="utter_report_what_to_correct", buttons=[*buttons, button(N_("Rien, c'est juste"), "fix:none")]
            )
            return []
        on = today()
        values = {slot: shown(slot, tracker.get_slot(slot), on) for slot in CORRECTABLE}
        places = [
            values[slot] for slot in ("report_locality", "report_cercle", "report_region") if tracker.get_slot(slot) not in (None, SKIPPED)
        ]
        arguments = {slot.removeprefix("report_"): value for slot, value in values.items()} | {"place": places}
        dispatcher.utter_message(response="utter_report_summary", **arguments)
        return []
