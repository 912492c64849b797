"""Every job of the program: importing this fills `core.jobs`, for the worker and the tests."""

from assa import figures, retention

__all__ = ["figures", "retention"]
