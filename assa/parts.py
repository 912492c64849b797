"""A part of the program as a child process: started, waited for, stopped, and never left behind."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

GRACE = 20.0
"""Seconds that a part has to end by itself before it is killed."""

LOG_LIMIT = 10 * 1024 * 1024
"""Bytes of a part's log; a longer one is put aside as `<part>.log.1` when the part starts."""


class PartError(Exception):
    """A part did not start; the text names it and gives the end of its log."""


@dataclass
class Part:
    """name: for people. command, cwd: how it is started. environment: all of it, nothing is inherited beside.

    ready: whether it can work. port: that it listens on; another program's answer there is not taken for its own.
    ready_file: made by the part when it is ready, where it has nothing to be asked. patience: seconds until it is ready.
    user: the system user that it runs as, None: ours.
    ends_by: the signal that asks it to end; after_us: the one that it gets when we die without having stopped it.
    feed: what it reads on its standard input (settings that do not belong on a command line, which everybody can read).
    """

    name: str
    command: list[str]
    cwd: Path
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], bool] = lambda: True
    port: int | None = None
    ready_file: Path | None = None
    patience: float = 120.0
    user: str | None = None
    ends_by: signal.Signals = signal.SIGTERM
    after_us: signal.Signals = signal.SIGKILL
    feed: bytes = b""
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _cleared: bool = field(default=False, repr=False)

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C on the terminal reaches only the supervisor."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.ready_file is not None:
            self.ready_file.unlink(missing_ok=True)
        if self.log.is_file() and self.log.stat().st_size > LOG_LIMIT:
            self.log.rename(self.log.with_name(f"{self.log.name}.1"))
        with self.log.open("ab") as log:
            try:
                self.process = subprocess.Popen(  # noqa: S603 (our own programs)
                    self.command,
                    cwd=self.cwd,
                    env=dict(self.environment),
                    **becoming(self.user),
                    stdin=subprocess.PIPE if self.feed else subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    process_group=0,
                    preexec_fn=_dies_with(os.getpid(), self.after_us),
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise PartError(f"{self.name} cannot be started: {error}") from error
        self._cleared = False
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(self.feed)
                self.process.stdin.close()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def works(self) -> bool:
        """Whether it is ready: it, and not somebody else on its port."""
        return self.alive and self._listens() and (self.ready_file is None or self.ready_file.is_file()) and self.ready()

    def _listens(self) -> bool:
        if self.port is None or self.process is None:
            return True
        try:
            found = psutil.Process(self.process.pid).net_connections("tcp")
        except psutil.Error:
            return False
        return any(one.status == psutil.CONN_LISTEN and one.laddr.port == self.port for one in found)

    def wait_ready(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Wait until it is ready, or `stopping`. Raises PartError when it ends first, or takes longer than its patience."""
        until = time.monotonic() + self.patience
        while not stopping():
            if not self.alive:
                raise PartError(f"{self.name} ended at once:\n{self.last_lines()}")
            if self.works:
                return
            if time.monotonic() > until:
                raise PartError(f"{self.name} is not ready after {self.patience:.0f} s:\n{self.last_lines()}")
            time.sleep(0.1)

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        """Ask it to end, wait for its time of grace or until `hurry`, and kill what is left of its group."""
        if self.process is None:
            return
        if self.alive:
            self._signal(self.ends_by)
            until = time.monotonic() + GRACE
            while self.alive and time.monotonic() < until and not hurry():
                time.sleep(0.02)
        self.clear()

    def clear(self) -> None:
        """Kill it, and whatever it started and left behind. Once only: its number may be another's by then."""
        if self.process is not None and not self._cleared:
            self._signal(signal.SIGKILL)
            self.process.wait()
            self._cleared = True

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        # of a group that is gone, some systems say that it is not ours
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def last_lines(self, count: int = 15) -> str:
        """The end of its log, for whoever has to find out."""
        if not self.log.is_file():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def becoming(user: str | None) -> dict[str, Any]:
    """Arguments of Popen for a child that runs as `user`, with that user's groups and none of ours; None: as we do."""
    return {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _dies_with(parent: int, number: signal.Signals) -> Callable[[], None]:
    """For the child, before its program runs: let the system send it `number` when its parent dies, even by SIGKILL (Linux)."""

    def prepare() -> None:
        if _LIBC is not None:
            _LIBC.prctl(PR_SET_PDEATHSIG, number)
            if os.getppid() != parent:
                # the parent died before we had asked
                os._exit(1)

    return prepare


def answers(url: str) -> Callable[[], bool]:
    """Ready when GET `url` says 200."""

    def ready() -> bool:
        try:
            return httpx.get(url, timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    return ready
