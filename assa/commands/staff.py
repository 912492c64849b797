"""`assa staff`: who works with ASSA."""

from datetime import timedelta
from uuid import UUID

import click

from assa import running
from assa.commands.session import transaction
from assa.local import invitation_url
from core.errors import AssaError
from core.settings import Settings
from core.staff import queries, service
from core.staff.roles import Role


@click.group()
def staff() -> None:
    """Agents, coordinators, editors: invite them, list them, revoke them."""


@staff.command("invite")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--area", default=None, help="Code of a place (ML-BKO), with all below it; none: the whole country, or the facility's place.")
@click.option("--facility", default=None, help="Code of the facility where they work; agents and in-charges need one.")
@click.option("--days", default=service.LASTS.days, show_default=True, help="How long the code can be used.")
def invite_command(name: str, role: str, area: str | None, facility: str | None, days: int) -> None:
    """Make a member of staff, and print the one-time code that they type to ASSA in their chat, or use on the pages."""
    with transaction() as session:
        try:
            made = service.invite(session, name, Role(role), area=area, facility=facility, lasts=timedelta(days=days))
        except AssaError as error:
            raise click.ClickException(error.code) from error
    click.echo(f"{made.code}  until {made.expires_at:%Y-%m-%d %H:%M} UTC  {made.staff.uuid}")
    click.echo(f"in the chat, or once on the pages: {invitation_url(running.found(Settings()), made.code)}")


@staff.command("list")
def list_command() -> None:
    """Who may work: id, role, area, facility, enrolled in the chat or not. Without names."""
    with transaction() as session:
        for each in queries.every(session):
            enrolled = "enrolled" if each.person_id else "-"
            click.echo("\t".join((str(each.uuid), each.role.value, each.area or "all", each.facility_code or "-", enrolled)))


@staff.command("code")
@click.argument("staff_id", type=click.UUID)
def code_command(staff_id: UUID) -> None:
    """Print a new code for somebody who lost theirs, or their phone; earlier codes no longer work."""
    with transaction() as session:
        try:
            made = service.new_code(session, queries.by_uuid(session, staff_id))
        except AssaError as error:
            raise click.ClickException(error.code) from error
    click.echo(f"{made.code}  until {made.expires_at:%Y-%m-%d %H:%M} UTC")
    click.echo(f"in the chat, or once on the pages: {invitation_url(running.found(Settings()), made.code)}")


@staff.command("revoke")
@click.argument("staff_id", type=click.UUID)
def revoke_command(staff_id: UUID) -> None:
    """From now on they may do nothing."""
    with transaction() as session:
        try:
            service.revoke(session, queries.by_uuid(session, staff_id))
        except AssaError as error:
            raise click.ClickException(error.code) from error
    click.echo("revoked")
