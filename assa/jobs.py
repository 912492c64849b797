"""Every job of the program: importing this fills `core.jobs`, for the worker and the tests."""

from assa import figures, retention
from bot.handover import jobs as handover
from contact_tracing import jobs as contact_tracing
from messages.questions import jobs as questions
from stock import jobs as stock
from usage import jobs as usage
from usage.mailing import jobs as mailing

__all__ = ["contact_tracing", "figures", "handover", "mailing", "questions", "retention", "stock", "usage"]
