"""`assa messages`: official messages between files and the live store, and their way from draft to live."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from actions.topics import faq
from assa.commands.session import transaction
from assa.seeds import import_seeds
from core.errors import AssaError
from core.i18n import LOCALES
from core.settings import ROOT, Settings
from messages import exchange, queries, rules, service
from messages.errors import BadMessageFile
from messages.files import write_facts, write_folder
from messages.status import status


@click.group()
def messages() -> None:
    """Official messages: files, status, approval."""


@messages.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=ROOT / "locales")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def import_command(folder: Path, dry_run: bool) -> None:
    """Bring `<lang>/messages/*.md` below FOLDER into the live store; all or nothing. Never replaces an approved text."""
    with transaction() as session:
        try:
            done = import_seeds(session, folder)
        except BadMessageFile as error:
            raise click.ClickException(" ".join(f"{key}: {value}" for key, value in error.fields.items())) from error
        if dry_run:
            session.rollback()
    for row in done.rows:
        if row.did != "unchanged":
            click.echo(f"{row.name:<44} version {row.version:<3} {row.did}, {row.state}")
    would = "would be " if dry_run else ""
    click.echo(f"{would}{done.added} added or changed, {done.unchanged} unchanged, {done.facts} facts changed")


@messages.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_command(folder: Path) -> None:
    """Write every version of every message below FOLDER, as `<lang>/messages/<topic>.md`, with recordings, and `facts.csv`."""
    with transaction() as session:
        files, facts = exchange.export_all(session), exchange.export_facts(session)
    count = write_folder(files, folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_facts(facts, folder / "facts.csv")
    click.echo(f"{count} versions and {len(facts)} facts written below {folder}")


@messages.command("status")
def status_command() -> None:
    """By language: live, draft, missing, expiring in 30 days, changed in French since they were translated."""
    with transaction() as session:
        rows = status(session, sorted(faq()), list(LOCALES), datetime.now(UTC).date())
    click.echo(f"{'language':<12}{'live':>6}{'draft':>7}{'missing':>9}{'expiring':>10}{'changed':>9}")
    for row in rows:
        click.echo(f"{LOCALES[row.locale]:<12}{row.live:>6}{row.draft:>7}{row.missing:>9}{row.expiring:>10}{row.changed:>9}")


@messages.command("fact")
@click.argument("key")
@click.argument("value")
@click.option("--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day on which it holds.")
@click.option("--source", required=True, help="Who says so.")
@click.option("--by", "actor", required=True, help="Name or office of who proposes it; kept.")
def fact_command(key: str, value: str, valid_from: datetime, source: str, actor: str) -> None:
    """Propose a new VALUE of a fact (`hotline`) from a day on; another person approves it, then every message says it."""
    with transaction() as session, _foreseen():
        number = service.propose_fact(session, key, value, valid_from.date(), source, actor)
    click.echo(f"proposal {number}: {key} is {value} from {valid_from:%Y-%m-%d}, once another person approves it")


@messages.command("facts")
def facts_command() -> None:
    """The facts of today, and the changes that wait for approval."""
    with transaction() as session:
        today = queries.facts(session, datetime.now(UTC).date())
        waiting = queries.fact_proposals(session)
    for key, value in sorted(today.items()):
        click.echo(f"{key}: {value}")
    for each in waiting:
        was = f" (was {each.before})" if each.before else ""
        click.echo(f"proposal {each.number}: {each.key} is {each.value} from {each.valid_from}{was}, by {each.author}: {each.source}")


@messages.command("approve-fact")
@click.argument("number", type=int)
@click.option("--by", "actor", required=True, help="Name or office of who approves; kept.")
def approve_fact_command(number: int, actor: str) -> None:
    """Approve the proposed change NUMBER of a fact; not by who proposed it, unless ASSA_OWN_APPROVAL allows that."""
    own = Settings().own_approval
    with transaction() as session, _foreseen():
        service.approve_fact(session, number, actor, own=own)
    click.echo(f"proposal {number} is approved")


@messages.command("refuse-fact")
@click.argument("number", type=int)
@click.option("--by", "actor", required=True, help="Name or office of who refuses; kept.")
@click.option("--comment", required=True, help="Why.")
def refuse_fact_command(number: int, actor: str, comment: str) -> None:
    """Refuse the proposed change NUMBER of a fact: it stays as it was."""
    with transaction() as session, _foreseen():
        service.refuse_fact(session, number, actor, comment)
    click.echo(f"proposal {number} is refused")


@contextmanager
def _foreseen() -> Iterator[None]:
    """What is foreseen is told in a line."""
    try:
        yield
    except AssaError as error:
        told = ", ".join(f"{name} {value}" for name, value in error.fields.items())
        raise click.ClickException(f"{error.code}: {told}" if told else error.code) from error


def _on_message(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which message, and who acts."""
    for option in (
        click.option("--comment", default="", help="Kept with the step."),
        click.option("--by", "actor", required=True, help="Name or office of who does it; kept."),
        click.option("--audience", type=click.Choice(rules.AUDIENCES), default=rules.CITIZEN, show_default=True),
        click.option("--locale", type=click.Choice(list(LOCALES)), default="fr", show_default=True),
        click.argument("topic"),
    ):
        command = option(command)
    return command


def _newest(session: Session, topic: str, locale: str, audience: str, *states: str) -> queries.Version:
    for found in queries.versions(session, topic, locale, audience):
        if found.state in states:
            return found
    raise click.ClickException(f"{locale}/{topic} ({audience}) has no version that is {' or '.join(states)}")


def _act(topic: str, locale: str, audience: str, states: tuple[str, ...], act: Callable[[Session, int], Any], now_it_is: str) -> None:
    """Do something to the newest version in one of the states, and say so."""
    with transaction() as session:
        found = _newest(session, topic, locale, audience, *states)
        try:
            act(session, found.id)
        except AssaError as error:
            raise click.ClickException(f"{locale}/{topic} version {found.version}: {error.code}") from error
    click.echo(f"{locale}/{topic} version {found.version} is {now_it_is}")


@messages.command("review")
@_on_message
def review_command(topic: str, locale: str, audience: str, actor: str, comment: str) -> None:
    """Hand the newest draft of TOPIC to a reviewer."""
    _act(topic, locale, audience, (rules.DRAFT,), lambda s, i: service.submit(s, i, actor, comment), "in review")


@messages.command("approve")
@_on_message
def approve_command(topic: str, locale: str, audience: str, actor: str, comment: str) -> None:
    """Approve the version of TOPIC that is in review; not by who wrote it, unless ASSA_OWN_APPROVAL allows that."""
    own = Settings().own_approval
    _act(topic, locale, audience, (rules.IN_REVIEW,), lambda s, i: service.approve(s, i, actor, comment, own=own), "approved")


@messages.command("publish")
@_on_message
def publish_command(topic: str, locale: str, audience: str, actor: str, comment: str) -> None:
    """Put the newest approved version of TOPIC live."""
    _act(topic, locale, audience, (rules.APPROVED,), lambda s, i: service.publish(s, i, actor, comment), "live")


@messages.command("withdraw")
@_on_message
def withdraw_command(topic: str, locale: str, audience: str, actor: str, comment: str) -> None:
    """Take the live version of TOPIC out for good; people get an earlier one that holds, else French, else the hotline."""
    _act(topic, locale, audience, (rules.LIVE,), lambda s, i: service.withdraw(s, i, actor, comment), "withdrawn")


@messages.command("rollback")
@_on_message
def rollback_command(topic: str, locale: str, audience: str, actor: str, comment: str) -> None:
    """Withdraw the live version of TOPIC, and put the one before it live again."""
    with transaction() as session:
        try:
            version = service.roll_back(session, topic, locale, audience, actor, comment)
        except AssaError as error:
            raise click.ClickException(f"{locale}/{topic}: nothing to go back to ({error.code})") from error
    click.echo(f"{locale}/{topic} version {version} is live again")
