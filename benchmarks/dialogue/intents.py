"""What a turn inside Rasa costs with few and with many intents: `python -m benchmarks.dialogue.intents [--intents 30,130]`.

For each number a copy of the project's Rasa folder is made: official topics are left out, or made again under other names with other
words, until there are so many; it is trained and served alone. Processor time of Rasa, questions of topics that all of them have.
"""

import asyncio
import json
import random
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import yaml

from assa import model
from assa.engines import start_redis
from assa.parts import Part, answers
from assa.ports import free_port
from assa.supervisor import Supervisor
from benchmarks.dialogue.costs import cost
from benchmarks.dialogue.http import Client, HttpError
from core.settings import ROOT

COMMON = 12
"""Official topics that every variant has, and is asked about."""

FEWEST = 50
"""Questions that every variant has to answer, for a measurement."""


@click.command()
@click.option(
    "--intents",
    default="30,130",
    show_default=True,
    help="How many, a variant each, as near as can be; and our own.",
)
@click.option("--turns", default=400, show_default=True, help="Turns of a measurement.")
@click.option("--rounds", default=3, show_default=True, help="How often each variant is measured, in turn.")
def main(intents: str, turns: int, rounds: int) -> None:
    numbers = [None, *(int(number) for number in intents.split(","))]
    with tempfile.TemporaryDirectory(prefix="assa-intents-", ignore_cleanup_errors=True) as folder:
        made = {number: variant(Path(folder) / str(number), number) for number in numbers}
        redis = start_redis(Path(folder) / "redis", free_port())
        try:
            with _served(made, redis.url, Path(folder)) as parts:
                asyncio.run(_measure(parts, made, turns, rounds))
        finally:
            redis.stop()


class Variant:
    """A trained copy. size: its intents. asked: questions of the topics that all have."""

    def __init__(self, folder: Path, size: int, asked: list[str]) -> None:
        self.folder, self.size, self.asked = folder, size, asked


def variant(folder: Path, intents: int | None) -> Variant:
    """Make a copy of the Rasa project with so many intents, and train it. None: as it is."""
    shutil.copytree(ROOT / "nlu", folder / "nlu", ignore=shutil.ignore_patterns(".venv", "models", "__pycache__", "tests"))
    domain, rules, data = _load(ROOT / "domain.yml"), _load(ROOT / "nlu/data/rules/official.yml"), _examples()
    names = [next(iter(each)) if isinstance(each, dict) else each for each in domain["intents"]]
    topics = [step[0]["intent"] for step in (rule["steps"] for rule in rules["rules"]) if step[1]["action"].startswith("utter_")]
    topics = [name for name in dict.fromkeys(topics) if name in data]
    asked = [text for name in topics[:COMMON] for text in data[name][:20]]
    if intents is not None:
        gone = set(topics[COMMON:][: max(0, len(names) - intents)])
        domain["intents"] = [each for each, name in zip(domain["intents"], names, strict=True) if name not in gone]
        rules["rules"] = [rule for rule in rules["rules"] if rule["steps"][0].get("intent") not in gone]
        data = {name: texts for name, texts in data.items() if name not in gone}
        for number in range(intents - len(names)):
            like, name = topics[number % len(topics)], f"more_{number}"
            domain["intents"].append({name: {"use_entities": []}})
            steps = [{"intent": name}, {"action": f"utter_{topics[0]}"}]
            rules["rules"].append({"rule": f"official {name}", "steps": steps})
            data[name] = [f"{text} {_word(number)}" for text in data[like]]
        _write(folder / "nlu/data/rules/official.yml", rules)
        shutil.rmtree(folder / "nlu/data/nlu")
        (folder / "nlu/data/nlu").mkdir()
        entries = [{"intent": name, "examples": "".join(f"- {text}\n" for text in texts)} for name, texts in data.items()]
        _write(folder / "nlu/data/nlu/all.yml", {"version": "3.1", "nlu": entries})
    _write(folder / "domain.yml", domain)
    _run(folder, "train", "--out", str(folder / "model.tar.gz"))
    return Variant(folder, len(domain["intents"]), asked)


def _word(number: int) -> str:
    """A word of no language, each number its own."""
    return "".join(random.Random(number).choices("bdfgklmnprst", k=2) + random.Random(-number - 1).choices("aeiou", k=2) + ["x"])


def _examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "nlu/data/nlu").glob("*/*.yml")):
        for entry in _load(path)["nlu"]:
            texts = [line.removeprefix("- ") for line in entry["examples"].splitlines() if line.startswith("- ")]
            found.setdefault(entry["intent"], []).extend(texts)
    return found


def _load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _write(path: Path, content: Any) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")


def _command(*arguments: str) -> list[str]:
    return [str(model.PYTHON), "-W", "ignore", "-m", "assa_nlu", *arguments]


def _run(folder: Path, *arguments: str) -> None:
    subprocess.run(_command(*arguments), cwd=folder / "nlu", env=model.rasa_environment(), check=True, capture_output=True)  # noqa: S603 (ours)


@contextmanager
def _served(made: dict[int | None, Variant], redis: str, logs: Path) -> Iterator[dict[int | None, Part]]:
    parts = {}
    for number, each in made.items():
        port = free_port()
        command = _command("serve", "--model", str(each.folder / "model.tar.gz"), "--port", str(port), "--redis", redis)
        ready = answers(f"http://127.0.0.1:{port}/webhooks/assa/ready")
        parts[number] = Part(
            f"rasa-{number}", command, each.folder / "nlu", model.rasa_environment(), logs / f"{number}.log", ready, port=port
        )
    supervisor = Supervisor(list(parts.values()), lambda text: None)
    supervisor.start()
    try:
        yield parts
    finally:
        supervisor.stop()


async def _measure(parts: dict[int | None, Part], made: dict[int | None, Variant], turns: int, rounds: int) -> None:
    clients = {number: Client("127.0.0.1", part.port or 0) for number, part in parts.items()}
    spent: dict[int | None, list[float]] = {number: [] for number in parts}
    asked = made[None].asked
    for client in clients.values():
        asked = await _answered(client, asked)
    for turn in range(-1, rounds):
        for number, part in parts.items():
            assert part.process is not None
            person = uuid.uuid4().hex
            before = cost({"rasa": part.process.pid})["rasa"].cpu
            for count in range(turns if turn >= 0 else turns // 4):
                said = _said(person, f"{turn}-{count}", asked[count % len(asked)])
                await clients[number].post("/webhooks/assa/turn", said)
            if turn >= 0:
                # the first is to warm up
                spent[number].append((cost({"rasa": part.process.pid})["rasa"].cpu - before) / turns * 1000)
    for client in clients.values():
        client.close()
    base = min(spent[None])
    for number, values in spent.items():
        least, most = min(values), max(values)
        click.echo(f"{made[number].size} intents: {least:.2f} CPU ms a turn in Rasa ({most:.2f} at most), {least / base:.2f} times")


async def _answered(client: Client, texts: list[str]) -> list[str]:
    """Those that are answered: what is asked back is an action, and there is no action server. Raises RuntimeError where few are."""
    found = []
    for text in texts:
        try:
            await client.post("/webhooks/assa/turn", _said(uuid.uuid4().hex, "first", text))
        except HttpError:
            continue
        found.append(text)
    if len(found) < FEWEST:
        raise RuntimeError(f"only {len(found)} of {len(texts)} questions are answered without an action")
    return found


def _said(conversation: str, message_id: str, text: str) -> bytes:
    message = {"conversation": conversation, "message_id": message_id, "text": text, "metadata": {"locale": "fr"}}
    return json.dumps(message).encode()


if __name__ == "__main__":
    main()
