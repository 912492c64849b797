"""`python -m benchmarks.dialogue`: what `assa bench` and `make bench` are."""

from pathlib import Path

import click

from benchmarks.dialogue.report import markdown, write
from benchmarks.dialogue.run import Plan, run
from core.settings import ROOT


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--users", default="1,8,32,128", show_default=True, help="Levels of the closed loop: messages on their way at a time.")
@click.option("--rounds", default=2, show_default=True, help="How often each cell is measured, both systems in turn.")
@click.option("--seconds", default=8.0, show_default=True, help="The longest that a cell lasts.")
@click.option("--turns", default=100_000, show_default=True, help="The most turns of a cell.")
@click.option(
    "--examples", type=int, help="Of each intent and language, for the stock assistant's training; absent: all, which takes hours."
)
@click.option("--epochs", type=int, help="Of the stock assistant's training, for its speed alone; absent: Rasa's hundred.")
@click.option("--stock/--no-stock", default=True, show_default=True, help="Measure the stock assistant too.")
@click.option(
    "--single", default=32, show_default=True, help="Users for each kind of turn alone, and for the model alone; 0: not measured."
)
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), default=ROOT / ".data" / "bench", help="Where models are kept.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where the results go; absent: beside the models.")
def main(
    users: str,
    rounds: int,
    seconds: float,
    turns: int,
    examples: int | None,
    epochs: int | None,
    stock: bool,
    single: int,
    data: Path,
    out: Path | None,
) -> None:
    """ASSA and a stock Rasa assistant, measured in one run on this machine."""
    levels = tuple(int(level) for level in users.split(",") if level)
    plan = Plan(levels, rounds, seconds, turns, examples, epochs, stock, single)
    result = run(plan, data.resolve(), click.echo)
    write(result, (out or data).resolve())
    click.echo(markdown(result))


if __name__ == "__main__":
    main()
