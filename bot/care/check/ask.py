"""How each question of the symptom check is put, and how its answers are shown when one is to be corrected."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.say import Option, Say
from contact_tracing import rules
from contact_tracing.symptoms.questions import SEVERAL, SIGN, choices
from core.i18n import N_

KIND = "check"

LABELS = rules.SYMPTOMS | {
    "fever": N_("Fièvre, corps chaud"),
    "runny_nose": N_("Nez qui coule"),
    "nausea": N_("Envie de vomir"),
}
CONDITIONS = {
    "chronic_illness": N_("Maladie qui dure"),
    "pregnant": N_("Enceinte"),
    "weak_defences": N_("Défenses faibles"),
}
AGES = {band: N_("Moins de 5 ans") if band == "0-4" else band.replace("-", "–") for band in rules.AGE_BANDS} | {"85+": N_("85 ans et plus")}
QUESTIONS = {
    "subject": N_("Qui est malade"),
    "danger": N_("Signes de danger"),
    "others": N_("Autres signes"),
    "onset": N_("Début des signes"),
    "exposed": N_("Près d'un malade"),
    "age": N_("Âge"),
    "conditions": N_("Plus fragile"),
}
"""What a question is called where one is to be corrected. A sign asked alone is called by its name."""

VALUES = {
    "self": N_("la personne qui écrit"),
    "child": N_("un enfant"),
    "other": N_("une autre personne"),
    "yes": N_("oui"),
    "no": N_("non"),
    "not_sure": N_("pas sûr"),
    "none": N_("rien"),
}
DONE = "done"


def payload(question: str, value: str, key: str) -> str:
    """Of a choice. key: of this check, so that a choice of an older one does nothing."""
    return "/care" + json.dumps({"do": KIND, "q": question, "v": value, "k": key}, ensure_ascii=False)


def put(question: str, said: Mapping[str, str], noted: list[str], key: str, today: date) -> Say:
    """The question. noted: what was chosen so far where several may be."""
    if question in SEVERAL:
        return _several(question, said, noted, key, today)
    if question.startswith(SIGN):
        return Say("utter_check_sign", {"sign": {"msgid": LABELS[question.removeprefix(SIGN)]}, "q": question, "key": key})
    days = {"today": today.isoformat(), "yesterday": (today - timedelta(days=1)).isoformat()}
    options = tuple(Option(payload("age", band, key), label) for band, label in AGES.items()) if question == "age" else ()
    return Say(f"utter_check_{question}", {"key": key} | (days if question == "onset" else {}), options)


def _several(question: str, said: Mapping[str, str], noted: list[str], key: str, today: date) -> Say:
    labels = LABELS if question == "others" else CONDITIONS
    codes = choices(question, said, today)
    chosen = [code for code in codes if code in noted]
    left = [Option(payload(question, code, key), labels[code]) for code in codes if code not in noted]
    if chosen:
        arguments = {"noted": [{"msgid": labels[code]} for code in chosen]}
        return Say(f"utter_check_{question}_noted", arguments, (Option(payload(question, DONE, key), N_("C'est tout")), *left), True)
    rest = (Option(payload(question, "none", key), N_("Rien de cela")), Option(payload(question, "not_sure", key), N_("Pas sûr")))
    return Say(f"utter_check_{question}", {}, (*left, *rest), True)


def name(question: str) -> str:
    """What a question is called, in French."""
    return LABELS[question.removeprefix(SIGN)] if question.startswith(SIGN) else QUESTIONS[question]


def shown(question: str, value: str) -> Any:
    """An answer, as `Say` takes it."""
    if question == "age":
        return {"msgid": AGES[value]}
    if question == "onset" and value != "not_sure":
        return {"date": value}
    if question in SEVERAL and value not in VALUES:
        labels = LABELS if question == "others" else CONDITIONS
        return [{"msgid": labels[code]} for code in value.split("|")]
    return {"msgid": VALUES[value]}
