"""Every job of the program, and every kind of long work: importing this fills `core.jobs` and `core.longwork.kinds`."""

from assa import figures, retention
from bot.handover import jobs as handover
from contact_tracing import jobs as contact_tracing
from contact_tracing.exports import work as line_lists
from contact_tracing.imports import work as imports
from core.longwork import expiry
from core.longwork import jobs as longwork
from messages.questions import jobs as questions
from stock import jobs as stock
from usage import jobs as usage
from usage import work as statistics
from usage.mailing import jobs as mailing

__all__ = [
    "contact_tracing",
    "expiry",
    "figures",
    "handover",
    "imports",
    "line_lists",
    "longwork",
    "mailing",
    "questions",
    "retention",
    "statistics",
    "stock",
    "usage",
]
