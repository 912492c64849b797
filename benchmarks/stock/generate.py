"""Writes the stock assistant: Rasa's own starting configuration, our training data and texts, a form and actions as its manual shows them.

.data/bench/stock/  config.yml       what `rasa init` writes, byte for byte: no pipeline named, so that Rasa takes its own
                    domain.yml       our intents, the same French texts, one form, three actions
                    data/            our training data, one rule a topic, stories as in `rasa init`
                    endpoints.yml    Rasa's Redis tracker and lock stores, an action server
                    credentials.yml  Rasa's REST channel
                    actions/         the action server's code: reads figures by SQL, validates answers, stores a report
"""

import shutil
from pathlib import Path
from typing import Any

import yaml

from bot.render.responses import DOMAIN
from core.settings import ROOT
from messages.files import parse

RASA = ROOT / "nlu" / ".venv" / "lib" / "python3.10" / "site-packages" / "rasa"
CONFIG = RASA / "cli" / "initial_project" / "config.yml"
DEFAULTS = RASA / "engine" / "recipes" / "config_files" / "default_config.yml"
"""What Rasa takes where CONFIG names no pipeline."""
ACTIONS = Path(__file__).parent / "project" / "actions.py"
MESSAGES = ROOT / "locales" / "fr" / "messages"

FORM = "report_case_form"
TYPED = ("report_name", "report_age", "report_phone", "report_region", "report_cercle", "report_locality", "report_onset")
"""Questions of the form that are answered by typing; the others by a button, `/answer{"value": ...}`."""
QUESTIONS = (
    "report_consent", "report_subject", "report_name", "report_age", "report_sex", "report_phone", "report_region", "report_cercle",
    "report_locality", "report_symptoms", "report_onset", "report_exposure", "report_confirm",
)  # fmt: skip

STORIES = (
    ("a question and thanks", (("greet", "utter_greet"), ("symptoms", "utter_symptoms"), ("thank", "utter_thank"))),
    ("two questions", (("greet", "utter_greet"), ("masks", "utter_masks"), ("vaccine", "utter_vaccine"), ("goodbye", "utter_goodbye"))),
    ("who are you", (("bot_challenge", "utter_bot_challenge"), ("menu", "utter_menu"), ("thank", "utter_thank"))),
)
"""A few, as in `rasa init`: they are what TED and UnexpecTED, of its policies, are trained on."""


def generate(folder: Path, per_intent: int | None = None, epochs: int | None = None) -> Path:
    """Write the assistant into `folder` anew; returns it.

    per_intent: at most so many examples of each intent and language, evenly taken; None: all. epochs: of each network's training, in place
    of Rasa's hundred: what a trained network costs does not depend on it, what it knows does; None: Rasa's own.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    (folder / "actions").mkdir()
    if epochs is None:
        shutil.copy(CONFIG, folder / "config.yml")
    else:
        _write(folder / "config.yml", _with_epochs(epochs))
    shutil.copy(ACTIONS, folder / "actions" / "actions.py")
    (folder / "actions" / "__init__.py").touch()
    ours = yaml.load(DOMAIN.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    _write(folder / "domain.yml", _domain(ours))
    _write(folder / "data" / "nlu.yml", {"version": "3.1", "nlu": _examples(per_intent)})
    _write(folder / "data" / "rules.yml", {"version": "3.1", "rules": _rules()})
    _write(folder / "data" / "stories.yml", {"version": "3.1", "stories": [_story(*story) for story in STORIES]})
    _write(folder / "credentials.yml", {"rest": None})
    return folder


def endpoints(folder: Path, actions_url: str, redis: dict[str, Any]) -> None:
    """Write where the action server and Redis are. redis: host as `url`, port, password."""
    stores = {"tracker_store": {"type": "redis", "db": 0, **redis}, "lock_store": {"type": "redis", "db": 1, **redis}}
    _write(folder / "endpoints.yml", {"action_endpoint": {"url": f"{actions_url}/webhook"}, **stores})


class _Readable(yaml.SafeDumper):
    """Text of several lines as such, as people write these files."""


_Readable.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
)


def _write(path: Path, content: Any) -> None:
    path.write_text(yaml.dump(content, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")


def _with_epochs(epochs: int) -> dict[str, Any]:
    config: dict[str, Any] = yaml.load(DEFAULTS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for component in (*config["pipeline"], *config["policies"]):
        if "epochs" in component:
            component["epochs"] = epochs
    return config


def _domain(ours: dict[str, Any]) -> dict[str, Any]:
    slots = {name: _slot(name) for name in QUESTIONS}
    return {
        "version": "3.1",
        "intents": [next(iter(intent)) if isinstance(intent, dict) else intent for intent in ours["intents"]],
        "entities": ["value"],
        "slots": slots,
        "forms": {FORM: {"required_slots": list(QUESTIONS)}},
        "actions": ["action_statistics", f"validate_{FORM}", "action_report_close"],
        "responses": {name: [_response(variations[0])] for name, variations in ours["responses"].items()}
        | {f"utter_ask_{slot}": [{"text": text}] for slot, text in _asked(ours).items()},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def _slot(name: str) -> dict[str, Any]:
    conditions = [{"active_loop": FORM, "requested_slot": name}]
    mapping = {"type": "from_text"} if name in TYPED else {"type": "from_entity", "entity": "value"}
    return {"type": "text", "influence_conversation": False, "mappings": [{**mapping, "conditions": conditions}]}


def _asked(ours: dict[str, Any]) -> dict[str, str]:
    """The questions that an action asks with us: here plain text, as a form's own."""
    plain = {name: variations[0]["text"] for name, variations in ours["responses"].items() if name.startswith("utter_ask_")}
    return {slot: plain.get(f"utter_ask_{slot}") or plain.get(f"utter_ask_{slot}_prompt", slot) for slot in QUESTIONS}


def _response(variation: dict[str, Any]) -> dict[str, Any]:
    """The same words: of an official topic its message in French."""
    topic = (variation.get("custom") or {}).get("official")
    if topic is not None and (MESSAGES / f"{topic}.md").is_file():
        return {"text": parse((MESSAGES / f"{topic}.md").read_text(encoding="utf-8"), topic).text}
    buttons = {"buttons": variation["buttons"]} if variation.get("buttons") else {}
    return {"text": variation.get("text") or str(topic), **buttons}


def _examples(per_intent: int | None) -> list[dict[str, str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "nlu" / "data" / "nlu").glob("*/*.yml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            lines = [line for line in entry["examples"].splitlines() if line.startswith("- ")]
            if per_intent is not None and len(lines) > per_intent:
                lines = [lines[len(lines) * n // per_intent] for n in range(per_intent)]
            found.setdefault(entry["intent"], []).extend(lines)
    return [{"intent": intent, "examples": "\n".join(lines) + "\n"} for intent, lines in found.items()]


def _rules() -> list[dict[str, Any]]:
    """One rule an intent, as ours; the form opened and closed; what is not understood said."""
    said: list[tuple[str, str]] = []
    for name in ("official.yml", "assistant.yml"):
        path = ROOT / "nlu" / "data" / "rules" / name
        rules = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["rules"]
        said += [(rule["steps"][0]["intent"], rule["steps"][1]["action"]) for rule in rules if len(rule["steps"]) == 2]
    known = {"action_not_understood": "utter_not_understood", "action_stale_answer": "utter_stale_answer"}
    plain = [
        {"rule": f"say {intent}", "steps": [{"intent": intent}, {"action": known.get(action, action)}]}
        for intent, action in dict(said).items()
    ]
    opened = {
        "rule": "open the form",
        "steps": [{"intent": "report_case"}, {"action": FORM}, {"active_loop": FORM}],
    }
    closed = {
        "rule": "close the form",
        "condition": [{"active_loop": FORM}],
        "steps": [
            {"action": FORM},
            {"active_loop": None},
            {"slot_was_set": [{"requested_slot": None}]},
            {"action": "action_report_close"},
        ],
    }
    return [*plain, opened, closed]


def _story(name: str, turns: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {"story": name, "steps": [step for intent, action in turns for step in ({"intent": intent}, {"action": action})]}
