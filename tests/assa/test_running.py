"""Commands find the database: at its URL, of the running program, or embedded and asleep. The key is made once."""

import os
import stat
import subprocess
import sys

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from assa import migration, running
from assa.lock import AlreadyRunning, is_held, only_one
from assa.secret import secret_key
from core.settings import ROOT, Settings


@pytest.fixture
def bare(tmp_path):
    """Settings of somebody who has set nothing but the key (that of the tests stays in use) and a folder."""
    return Settings(_env_file=None, data_dir=tmp_path, secret_key=SecretStr("a key for tests"))


def test_what_runs_is_found_and_what_is_set_goes_before_it(bare):
    going = bare.model_copy(update={"database_url": "postgresql://there/assa", "redis_url": "redis://there/0", "port": 8111})
    with only_one(bare.data_dir), running.remembered(going):
        found = running.found(bare)
        assert (found.database_url, found.redis_url, found.port) == ("postgresql://there/assa", "redis://there/0", 8111)
        own = running.found(Settings(_env_file=None, data_dir=bare.data_dir, database_url="postgresql://own/assa"))
        assert (own.database_url, own.redis_url) == ("postgresql://own/assa", "redis://there/0")
        assert stat.S_IMODE((bare.data_dir / "running.json").stat().st_mode) == 0o600
    assert not (bare.data_dir / "running.json").exists()


def test_what_a_killed_program_left_is_not_believed(bare):
    (bare.data_dir / "running.json").write_text('{"database_url": "postgresql://gone/assa"}')
    assert running.found(bare).database_url is None


def test_a_command_uses_the_database_of_its_url(bare, settings, database):
    with running.database(bare.model_copy(update={"database_url": settings.database_url})) as opened, opened.transaction() as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_a_command_wakes_the_embedded_database_and_lets_it_sleep_again(bare):
    with running.database(bare) as opened:
        assert migration.is_current(opened)
        assert is_held(bare.data_dir)
        assert (bare.data_dir / "postgres" / "postmaster.pid").exists()
    assert not (bare.data_dir / "postgres" / "postmaster.pid").exists()
    assert not is_held(bare.data_dir)


def test_a_command_does_not_disturb_a_program_that_is_just_starting(bare):
    with only_one(bare.data_dir), pytest.raises(AlreadyRunning, match="ASSA_DATA_DIR"), running.database(bare):
        pass


def test_the_key_that_is_set_is_used_and_none_is_made(bare):
    assert secret_key(bare).get_secret_value() == "a key for tests"
    assert not (bare.data_dir / "secret.key").exists()


def test_a_key_is_made_once_for_its_owner_only(tmp_path):
    unset = Settings(_env_file=None, data_dir=tmp_path / "new")
    first = secret_key(unset).get_secret_value()
    assert len(first) >= 32
    assert secret_key(unset).get_secret_value() == first
    assert stat.S_IMODE((tmp_path / "new" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret.key"]


def test_two_that_make_a_key_at_once_agree(tmp_path):
    code = "from assa.secret import secret_key as k; from core.settings import Settings; print(k(Settings()).get_secret_value())"
    environment = {**os.environ, "ASSA_DATA_DIR": str(tmp_path)}
    several = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE) for _ in range(4)]
    assert len({process.communicate()[0] for process in several}) == 1
