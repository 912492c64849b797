"""The stock assistant, trained and served by Rasa's own command line."""

import asyncio
import json
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from assa import model
from assa.parts import Part, answers
from assa.ports import free_port
from assa.supervisor import Supervisor
from benchmarks.dialogue.http import Client
from benchmarks.dialogue.mix import Line
from benchmarks.stock import generate
from benchmarks.stock.train import Trained

SILENT_AT_MOST, LEAST = 0.05, 100
"""Share of messages to which it may say nothing, and of how many at least; beyond, the comparison is none."""
REPORTS = "CREATE TABLE IF NOT EXISTS bench_report (id bigserial PRIMARY KEY, {columns})"


class Stock:
    """Rasa behind its REST channel, and its action server: as many processes as ASSA's dialogue has."""

    name = "stock Rasa"

    def __init__(self, folder: Path, trained: Trained, database_url: str, redis_url: str, logs: Path) -> None:
        """folder: of the generated assistant."""
        self._folder, self._trained, self._logs = folder, trained, logs
        self._database_url, self._redis_url = database_url, redis_url
        self.said = self.silent = 0
        """Messages, and those to which it said nothing."""

    async def start(self) -> float:
        """Start both processes; seconds until both are ready."""
        self._tables()
        rasa, actions = free_port(), free_port()
        redis = urlsplit(self._redis_url)
        address = {"url": redis.hostname, "port": redis.port, "password": redis.password}
        generate.endpoints(self._folder, f"http://127.0.0.1:{actions}", address)
        environment = {**model.rasa_environment(), "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
        python = str(model.PYTHON)
        acting = [python, "-W", "ignore", "-m", "rasa_sdk", "--actions", "actions.actions", "-p", str(actions)]
        serving = [python, "-W", "ignore", "-m", "rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", str(rasa)]
        serving += ["-m", str(self._trained.path), "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
        parts = [
            Part(
                "stock-rasa", serving, self._folder, environment, self._logs / "stock-rasa.log",
                ready=answers(f"http://127.0.0.1:{rasa}/status"), port=rasa, patience=900,
            ),
            Part(
                "stock-actions", acting, self._folder, {**environment, "BENCH_DATABASE": self._database_url},
                self._logs / "stock-actions.log", ready=answers(f"http://127.0.0.1:{actions}/health"), port=actions,
            ),
        ]  # fmt: skip
        self._supervisor = Supervisor(parts, lambda text: None)
        self._rest = Client("127.0.0.1", rasa)
        begun = time.perf_counter()
        await asyncio.to_thread(self._supervisor.start)
        took = time.perf_counter() - begun
        return took

    def _tables(self) -> None:
        columns = ", ".join(f"{slot} text" for slot in generate.QUESTIONS if slot not in ("report_consent", "report_confirm"))
        with psycopg.connect(self._database_url, autocommit=True) as connection:
            connection.execute(REPORTS.format(columns=columns))

    @property
    def parts(self) -> list[Part]:
        return self._supervisor.parts

    async def say(self, person: str, line: Line) -> None:
        answer = await self._rest.post("/webhooks/rest/webhook", json.dumps({"sender": person, "message": line.stock}).encode())
        self.said += 1
        if answer == b"[]":
            # under many users an action of it fails now and then; its turn counts all the same
            self.silent += 1
            if self.silent > SILENT_AT_MOST * max(self.said, LEAST):
                raise RuntimeError(f"the stock assistant said nothing to {self.silent} of {self.said}, {line.stock!r} the last")

    async def parse(self, text: str) -> None:
        """What the text means, and no more: the model alone."""
        await self._rest.post("/model/parse", json.dumps({"text": text}).encode())

    async def stop(self) -> None:
        self._rest.close()
        await asyncio.to_thread(self._supervisor.stop)
