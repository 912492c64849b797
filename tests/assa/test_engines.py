"""The embedded engines: what was written is there after any kind of end, and no two work on the same files."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from assa import postgres as cluster
from assa.engines import ONCE, EngineError, start_postgres, start_redis
from assa.ports import free_port
from core.settings import ROOT
from tests.assa.test_parts import gone, wait_for


@pytest.fixture
def engines():
    """Starts engines; stops them afterwards."""
    started = []

    def start(kind, *arguments):
        started.append(kind(*arguments))
        return started[-1]

    yield start
    for engine in started:
        engine.stop()


def write(url):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('sɔgɔma')")


def read(url):
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT word FROM kept").fetchall()


def test_postgres_keeps_its_data_over_a_stop_and_over_a_kill(engines, tmp_path):
    first = engines(start_postgres, tmp_path / "postgres")
    write(first.url)
    first.stop()
    second = engines(start_postgres, tmp_path / "postgres")
    assert read(second.url) == [("sɔgɔma",)]
    second.part.process.kill()
    second.part.process.wait(5)
    assert (tmp_path / "postgres" / "postmaster.pid").is_file()
    third = engines(start_postgres, tmp_path / "postgres")
    assert read(third.url) == [("sɔgɔma",)]


def test_postgres_has_its_extensions_and_folds_the_case_of_every_letter(engines, tmp_path):
    engine = engines(start_postgres, tmp_path / "postgres")
    with psycopg.connect(engine.url) as connection:
        assert connection.execute("SELECT similarity('Ségou', 'Segou') > 0, unaccent('Ségou'), lower('ƐƆÉ')").fetchone() == (
            True,
            "Segou",
            "ɛɔé",
        )


def test_a_making_that_was_interrupted_is_begun_again(engines, tmp_path):
    unfinished = tmp_path / "postgres.making"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18")
    write(engines(start_postgres, tmp_path / "postgres").url)
    assert not unfinished.exists()


def test_a_server_that_outlived_its_starter_is_stopped_first(engines, tmp_path):
    left = engines(start_postgres, tmp_path / "postgres")
    write(left.url)
    second = engines(start_postgres, tmp_path / "postgres")
    assert not left.part.alive
    assert read(second.url) == [("sɔgɔma",)]


def test_a_folder_that_is_something_else_is_told(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9.1\n")
    with pytest.raises(EngineError, match="PostgreSQL did not start: "):
        start_postgres(tmp_path / "postgres")


def test_only_its_user_enters_the_cluster(engines, tmp_path):
    engines(start_postgres, tmp_path / "postgres")
    assert stat.S_IMODE((tmp_path / "postgres").stat().st_mode) == 0o700


def test_a_long_path_gets_a_short_private_folder_for_its_socket(engines, tmp_path):
    deep = tmp_path / ("d" * 90) / "postgres"
    sockets = cluster.socket_folder(deep, None)
    try:
        assert sockets != deep
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        sockets.chmod(0o777)
        with pytest.raises(cluster.ClusterError, match="not a private folder"):
            cluster.socket_folder(deep, None)
    finally:
        sockets.rmdir()


def test_redis_keeps_its_data_over_a_stop_and_over_a_kill(engines, tmp_path):
    first = engines(start_redis, tmp_path / "redis", free_port())
    with redis.Redis.from_url(first.url) as client:
        client.set("word", "sɔgɔma")
    first.stop()
    second = engines(start_redis, tmp_path / "redis", free_port())
    with redis.Redis.from_url(second.url) as client:
        assert client.get("word").decode() == "sɔgɔma"
        client.set("word", "sogoma")
        client.execute_command("CONFIG", "SET", "appendfsync", "always")
        client.set("other", "1")
    second.part.process.kill()
    third = engines(start_redis, tmp_path / "redis", free_port())
    with redis.Redis.from_url(third.url) as client:
        assert client.get("word") == b"sogoma"


def test_redis_wants_its_password_which_nobody_reads_from_the_process_list(engines, tmp_path):
    port = free_port()
    engine = engines(start_redis, tmp_path / "redis", port)
    with redis.Redis(port=port, retry=ONCE) as client, pytest.raises(redis.AuthenticationError):
        client.ping()
    password = engine.url.split(":")[2].split("@")[0]
    assert not any(password in argument for argument in engine.part.command)


def test_a_redis_that_outlived_its_starter_is_stopped_before_another_writes_there(engines, tmp_path):
    left = engines(start_redis, tmp_path / "redis", free_port())
    engines(start_redis, tmp_path / "redis", free_port())
    assert gone(left.part.process.pid)


def test_redis_on_a_taken_port_is_told(engines, tmp_path):
    port = free_port()
    engines(start_redis, tmp_path / "one", port)
    with pytest.raises(EngineError, match="Redis did not start: redis ended at once"):
        start_redis(tmp_path / "two", port)


STARTER = """
import sys, time
from pathlib import Path
from assa.engines import start_postgres, start_redis
folder, port = Path(sys.argv[1]), int(sys.argv[2])
engines = [start_postgres(folder / "postgres"), start_redis(folder / "redis", port)]
(folder / "pids.new").write_text(" ".join(str(engine.part.process.pid) for engine in engines))
(folder / "pids.new").rename(folder / "pids")
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_the_engines_end_with_a_killed_starter_and_start_again(engines, tmp_path):
    starter = subprocess.Popen([sys.executable, "-c", STARTER, str(tmp_path), str(free_port())], cwd=ROOT)
    pids = [int(pid) for pid in wait_for(tmp_path / "pids", 30).split()]
    starter.kill()
    starter.wait(5)
    assert all(gone(pid, 10) for pid in pids)
    engines(start_postgres, tmp_path / "postgres")
    engines(start_redis, tmp_path / "redis", free_port())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_under_root_postgres_has_neither_its_user_nor_its_group(engines, tmp_path):
    engine = engines(start_postgres, tmp_path / "postgres")
    lines = Path(f"/proc/{engine.part.process.pid}/status").read_text().splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    assert "0" not in status["Uid"].split() + status["Gid"].split() + status["Groups"].split()
