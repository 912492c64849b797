"""`assa demo`: a plausible country to look at."""

from datetime import datetime

import click

from assa.commands.session import transaction
from assa.demo import RealData, make
from usage.service import today


@click.command()
@click.option("--users", type=click.IntRange(1), default=10_000, show_default=True, help="People who write.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same country.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day; absent: today.")
@click.option("--force-into-demo", "force", is_flag=True, help="Also where there is something already.")
def demo(users: int, seed: int, until: datetime | None, force: bool) -> None:
    """Fill an empty database with a made-up country: use, cases in chains, contacts, follow-up, isolation, stock.

    Names are invented, and telephone numbers are such as cannot exist.
    """
    try:
        with transaction() as session:
            made = make(session, users, seed, today() if until is None else until.date(), force=force)
    except RealData as error:
        tables = ", ".join(str(name) for name in error.fields["tables"])  # type: ignore[attr-defined]
        raise click.ClickException(f"there is data already ({tables}); nothing was made (--force-into-demo)") from error
    for name, count in made.items():
        click.echo(f"{name}: {count}")
