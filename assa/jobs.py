"""Every job of the program: importing this fills `core.jobs`, for the worker and the tests."""

from assa import figures, retention
from messages.questions import jobs as questions

__all__ = ["figures", "questions", "retention"]
