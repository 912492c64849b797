"""`assa bench`: the measurements against a stock Rasa assistant, no part of the program: a process of their own, from the sources."""

import os
import sys

import click

from core.settings import ROOT


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def bench(options: tuple[str, ...]) -> None:
    """Turns a second of ASSA and of a stock Rasa assistant, in one run on this machine (`--help`: what can be chosen)."""
    if not (ROOT / "benchmarks").is_dir():
        raise click.ClickException("the benchmarks stand with the sources only")
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "benchmarks.dialogue", *options])  # noqa: S606 (our own program)
