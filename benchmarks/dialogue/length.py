"""What a turn costs early and late in one conversation, and with many people in the tables. Processor time alone.

`python -m benchmarks.dialogue.length [--far 2000] [--people 1000000]`
"""

import asyncio
import tempfile
from pathlib import Path

import click
import psycopg

from benchmarks.dialogue import load, ours
from benchmarks.dialogue.costs import cost
from benchmarks.dialogue.load import People
from benchmarks.dialogue.mix import Kind, Texts, only
from benchmarks.dialogue.run import engines_and_settings
from benchmarks.growth import use
from benchmarks.growth.bulk import quick, safe
from benchmarks.growth.sizes import Sizes


@click.command()
@click.option("--far", default=2_000, show_default=True, help="Messages after which it is measured again.")
@click.option("--turns", default=100, show_default=True, help="Turns of a measurement.")
@click.option("--people", default=0, show_default=True, help="People, and as many messages, that are loaded before it is measured again.")
def main(far: int, turns: int, people: int) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="assa-bench-", ignore_cleanup_errors=True) as folder,
        engines_and_settings(Path(folder)) as started,
    ):
        settings, engines = started
        asyncio.run(_measure(ours.Ours(settings, ours.train()[0]), engines, far, turns))
        if people:
            assert settings.database_url is not None
            with psycopg.connect(settings.database_url, autocommit=True) as connection:
                quick(connection)
                use.load(connection, Sizes(people=people, cases=0, inbox=people, outbox=people))
                safe(connection)
                connection.execute("VACUUM ANALYZE")
            click.echo(f"with {people:,} people in the tables:")
            asyncio.run(_measure(ours.Ours(settings, ours.train()[0]), engines, 0, turns))


async def _measure(system: ours.Ours, engines: dict[str, int], far: int, turns: int) -> None:
    """Prints the costs after 20 messages, and after `far`; 0: only the first."""
    await system.start()
    try:
        people, texts, done = People.new(1), Texts(7), 0
        del people.askers[1]
        await load.greet(system, people)
        warm = People.new(2)
        await load.greet(system, warm)
        await load.drive(system, warm, only(Kind.FAQ), Texts(8), 2, seconds=60, limit=100)
        pids = {part.name: part.process.pid for part in system.parts if part.process is not None} | engines

        async def go(limit: int) -> dict[str, float]:
            nonlocal done
            before = cost(pids)
            measured = await load.drive(system, people, only(Kind.FAQ), texts, 1, seconds=900, limit=limit)
            done += measured.turns
            after = cost(pids)
            return {name: (after[name].cpu - before[name].cpu) / measured.turns * 1000 for name in pids} | {
                "memory MB": sum(one.memory for name, one in after.items() if name not in engines) / 1e6
            }

        await go(20)
        for until in (20, far) if far else (20,):
            while done < until:
                await go(min(until - done, 500))
            click.echo(f"after {done} messages: {_said(await go(turns))}")
    finally:
        await system.stop()


def _said(figures: dict[str, float]) -> str:
    memory = figures.pop("memory MB")
    parts = ", ".join(f"{name} {value:.2f}" for name, value in figures.items())
    return f"{sum(figures.values()):.2f} CPU ms a turn ({parts}); {memory:.0f} MB"


if __name__ == "__main__":
    main()
