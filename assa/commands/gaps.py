"""`assa messages gaps` and `assa messages ratings`: what people asked in vain, and what they think of the answers."""

from datetime import datetime

import click

from assa.commands.session import transaction
from messages.questions import queries
from messages.questions.service import RUMOUR

_SINCE = click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only from this day on.")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: -item[1]))


@click.command("gaps")
@click.option("--rumours", is_flag=True, help="Only rumours that no message answers.")
@_SINCE
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=1))
def gaps(rumours: bool, since: datetime | None, limit: int) -> None:
    """Questions without a good answer, without names or numbers: like ones together, the most frequent first."""
    with transaction() as session:
        found = queries.gaps(session, since=None if since is None else since.date(), kinds=(RUMOUR,) if rumours else (), limit=limit)
    for gap in found:
        click.echo(f"{gap.count:>5}  {gap.text or '(no question: an answer that was chosen)'}")
        parts = [_counted(gap.kinds), _counted(gap.locales)]
        if gap.chosen:
            parts.append(f"chosen: {_counted(gap.chosen)}")
        if gap.topics:
            parts.append(f"answered: {_counted(gap.topics)}")
        click.echo(f"       {'; '.join(parts)}; {gap.first} to {gap.last}")
    if not found:
        click.echo("none")


@click.command("ratings")
@_SINCE
def ratings(since: datetime | None) -> None:
    """How people rate each version of a message, the least useful first."""
    with transaction() as session:
        rows = queries.ratings(session, since=None if since is None else since.date())
    click.echo(f"{'message':<40}{'version':>8}{'useful':>8}{'not useful':>12}")
    for row in rows:
        click.echo(f"{row.locale + '/' + row.topic:<40}{row.version:>8}{row.useful:>8}{row.not_useful:>12}")
