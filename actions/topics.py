"""Which intents are topics: read from `domain.yml`, the one list."""

from functools import cache

import yaml

from core.settings import ROOT

TASKS = frozenset(
    {
        "report_case", "symptom_check", "add_contact", "isolation_support", "follow_up_list", "log_follow_up", "stock_query",
        "stock_report", "find_health_centre", "subscribe", "unsubscribe", "change_language", "human", "delete_my_data", "menu",
    }
)  # fmt: skip

WAYS_ON = ("symptoms", "hotline", "human", "menu")
"""Offered where nothing is likely."""


@cache
def faq() -> frozenset[str]:
    """The intents that an official message answers."""
    domain = yaml.load((ROOT / "domain.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return frozenset(
        variation["custom"]["official"]
        for variations in domain["responses"].values()
        for variation in variations
        if "official" in (variation.get("custom") or {})
    )


WORTH_OFFERING = 0.005
"""Confidence below which a topic is a guess in the dark."""

KNOWN_RUMOUR = 0.05
"""The same for rumours: who tells one that nobody knows must not get another one's answer."""

OFFERED = 3
"""Topics in a "did you mean"."""


def likeliest(ranking: tuple[tuple[str, float], ...]) -> list[str]:
    """Up to three topics to offer, the likeliest first. A guess in the dark helps nobody: none is added to make three."""
    known = faq() | TASKS - {"menu"}
    topics = [name for name, confidence in ranking if name in known and confidence >= _least(name)]
    return list(dict.fromkeys(topics))[:OFFERED]


def _least(topic: str) -> float:
    return KNOWN_RUMOUR if topic.startswith("myth_") else WORTH_OFFERING
