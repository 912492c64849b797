"""Training examples that editors take from questions not understood, and their way into the model's data."""

from dataclasses import dataclass
from datetime import date

import yaml
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core.errors import InvalidInput
from messages.questions import masking
from messages.questions.models import TrainingExample


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence, and the topic as which it is to be understood. actor: who proposed it."""

    id: int
    day: date
    topic: str
    locale: str
    text: str
    actor: str


def propose(session: Session, text: str, topic: str, locale: str, actor: str, day: date) -> None:
    """Keep a sentence as an example of a topic, masked; the same sentence again gets the later topic.

    Raises InvalidInput `example.masked` where a name, number or address was in it (write the sentence without), `example.empty`.
    """
    masked = masking.mask(text)
    if not masked:
        raise InvalidInput("example.empty")
    if any(mark in masked for mark in (masking.NAME, masking.NUMBER, masking.ADDRESS)):
        raise InvalidInput("example.masked", text=masked)
    values = {"topic": topic, "day": day, "actor": actor[:200]}
    made = insert(TrainingExample).values(text=masked, locale=locale, **values)
    session.execute(made.on_conflict_do_update(index_elements=["locale", "text"], set_=values))


def drop(session: Session, example_id: int) -> None:
    """Take an example out; an unknown one is nothing."""
    session.execute(delete(TrainingExample).where(TrainingExample.id == example_id))


def examples(session: Session, locale: str | None = None) -> list[Example]:
    """All that were proposed, by language, topic and text."""
    query = select(TrainingExample).order_by(TrainingExample.locale, TrainingExample.topic, TrainingExample.text)
    if locale is not None:
        query = query.where(TrainingExample.locale == locale)
    return [Example(row.id, row.day, row.topic, row.locale, row.text, row.actor) for row in session.scalars(query)]


def training_data(session: Session, locale: str) -> str:
    """The examples of a language as a file for `nlu/data/nlu/<locale>/` (Rasa's YAML, version 3.1); empty where there are none."""
    by_topic: dict[str, list[str]] = {}
    for example in examples(session, locale):
        by_topic.setdefault(example.topic, []).append(example.text)
    if not by_topic:
        return ""
    intents = [{"intent": topic, "examples": _Block("".join(f"- {text}\n" for text in texts))} for topic, texts in by_topic.items()]
    return yaml.dump({"version": "3.1", "nlu": intents}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)


class _Block(str):
    """Text that stands in a file as a block, line by line."""


class _Dumper(yaml.SafeDumper):
    """Writes strings as Rasa's files have them."""


_Dumper.add_representer(_Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|"))
_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text))
