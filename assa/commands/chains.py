"""`assa chains`: the chain of transmission of a case, and clusters."""

import dataclasses
import json
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from assa.commands.session import transaction
from contact_tracing.queries import Chain, chain_of, chain_to_svg
from contact_tracing.queries import clusters as find_clusters
from core.errors import NotFound


@click.group()
def chains() -> None:
    """Who may have infected whom. Readable ids only, no names."""


@chains.command()
@click.argument("case_id")
@click.option("--format", "form", type=click.Choice(["table", "json", "svg", "dot"]), default="table", show_default=True)
@click.option("-o", "--output", default="-", show_default="standard output", help="File; - for standard output.")
def show(case_id: str, form: str, output: str) -> None:
    """The chain that CASE_ID belongs to: generations, second sources, loops."""
    try:
        with transaction() as session:
            chain = chain_of(session, case_id.strip().upper())
    except NotFound as error:
        raise click.ClickException(f"no case is called {case_id}") from error
    draw = partial(chain_to_svg, asked=case_id.strip().upper())
    write: dict[str, Callable[[Chain], str]] = {"table": _table, "json": _json, "svg": draw, "dot": _dot}
    body = write[form](chain)
    if output == "-":
        sys.stdout.write(body + "\n")
    else:
        Path(output).write_text(body + "\n", "utf-8")


@chains.command()
@click.option("--at-least", default=2, show_default=True, help="Cases.")
def clusters(at_least: int) -> None:
    """Events, settings and places with the cases that came of them, the largest first."""
    with transaction() as session:
        for each in find_clusters(session, at_least):
            click.echo(f"{each.cases:>6}  {each.kind:<8} {each.name:<24} {each.first or '–'} to {each.last or '–'}")


def _table(chain: Chain) -> str:
    lines = [f"{len(chain.nodes)} cases, {len(chain.links)} links, {len(chain.generations)} generations"]
    if chain.cut_off:
        lines.append("cut off: there are more")
    for node in chain.nodes:
        generation = "loop" if node.generation is None else str(node.generation)
        second = f"  {node.sources} sources" if node.sources > 1 else ""
        by = ", ".join(link.infector for link in chain.links if link.infectee == node.case_id)
        lines.append(f"{generation:>4}  {node.case_id}  {node.classification:<14} {node.onset_date or '–'}  {by}{second}".rstrip())
    return "\n".join(lines)


def _json(chain: Chain) -> str:
    def plain(value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    told = {
        "nodes": [dataclasses.asdict(node) for node in chain.nodes],
        "edges": [dataclasses.asdict(link) for link in chain.links],
        "sources": chain.sources,
        "loops": chain.loops,
        "generations": chain.generations,
        "cut_off": chain.cut_off,
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=plain)


def _dot(chain: Chain) -> str:
    """For Graphviz and others."""
    nodes = [f'  "{node.case_id}";' for node in chain.nodes]
    edges = [f'  "{link.infector}" -> "{link.infectee}";' for link in chain.links]
    return "\n".join(["digraph chain {", *nodes, *edges, "}"])
