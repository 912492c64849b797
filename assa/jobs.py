"""Every job of the program: importing this fills `core.jobs`, for the worker and the tests."""

from assa import retention

__all__ = ["retention"]
