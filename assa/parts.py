"""A part of the program as a child process: started, waited for, stopped, and never left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

GRACE = 20.0
"""Seconds that a part has to end by itself before it is killed."""


class PartError(Exception):
    """A part did not start; the text names it and gives the end of its log."""


def _die_with_parent() -> None:
    """In the child: be killed when the supervisor is, even by SIGKILL."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass
class Part:
    """name: for people. command, cwd, environment: how it is started. ready: whether it can work. patience: seconds until then."""

    name: str
    command: list[str]
    cwd: Path
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], bool]
    patience: float = 120.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C on the terminal reaches only the supervisor."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 (our own programs)
                self.command,
                cwd=self.cwd,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=_die_with_parent,
            )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait_ready(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Wait until it is ready. Raises PartError when it ends first, or takes longer than its patience."""
        until = time.monotonic() + self.patience
        while not stopping():
            if not self.alive:
                raise PartError(f"{self.name} ended at once:\n{self.last_lines()}")
            if self.ready():
                return
            if time.monotonic() > until:
                raise PartError(f"{self.name} is not ready after {self.patience:.0f} s:\n{self.last_lines()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask it to end, wait, and kill its whole group if it does not."""
        if self.process is None:
            return
        if self.alive:
            self._signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(GRACE)
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def last_lines(self, count: int = 15) -> str:
        """The end of its log, for whoever has to find out."""
        if not self.log.is_file():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def answers(url: str) -> Callable[[], bool]:
    """Ready when GET `url` says 200."""

    def ready() -> bool:
        try:
            return httpx.get(url, timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    return ready
