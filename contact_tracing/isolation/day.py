"""What follows what somebody in isolation says of their day, or that they say nothing."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from contact_tracing.symptoms.check import EMERGENCY_SIGNS

SILENT_DAYS = 2
"""Whole days without an answer after which the agent is told; a setting of ours."""


class Feeling(StrEnum):
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class Step(StrEnum):
    """In the order in which they are taken: the person first."""

    HELP_NOW = "help_now"
    ALERT_AGENT = "alert_agent"
    ASK_DANGER_SIGNS = "ask_danger_signs"
    ANNOUNCE_END = "announce_end"
    ASK_WHETHER_WELL = "ask_whether_well"
    ADVICE = "advice"


def steps(
    feeling: Feeling, signs: Collection[str] | None, free_on: date | None, today: date, *, well_unknown: bool = False
) -> tuple[Step, ...]:
    """What to do on an answer. signs: codes that were said today, None: not asked. free_on: the end by the rule, None: not known yet.
    well_unknown: the rule counts days without a sign, it is time, and nothing was said of it.

    The end is never announced to who is worse or has a danger sign: an agent sees them first.
    """
    if signs is not None and EMERGENCY_SIGNS & set(signs):
        return (Step.HELP_NOW, Step.ALERT_AGENT)
    if feeling is Feeling.WORSE:
        return (Step.ALERT_AGENT, Step.ASK_DANGER_SIGNS) if signs is None else (Step.ALERT_AGENT, Step.ADVICE)
    if free_on is not None and free_on <= today:
        return (Step.ANNOUNCE_END,)
    return (Step.ASK_WHETHER_WELL,) if well_unknown else (Step.ADVICE,)


def silent(began: date, answered: Collection[date], today: date) -> bool:
    """Whether the days since the last answer, or since the beginning, have been silent for so long that the agent is told."""
    last = max((day for day in answered if day <= today), default=None)
    whole = (today - began).days if last is None else (today - last).days - 1
    return whole >= SILENT_DAYS


def stop_needs_a_question(last: Feeling | None, signs: Collection[str] = ()) -> bool:
    """Whether STOP first asks and tells the agent: while the last that they said was "worse", or a danger sign."""
    return last is Feeling.WORSE or bool(EMERGENCY_SIGNS & set(signs))
