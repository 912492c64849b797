"""The command line: `assa run`, `assa web`, ... Each command stands in `assa/commands/`."""

import click

from assa.commands.bench import bench
from assa.commands.chains import chains
from assa.commands.chat import chat
from assa.commands.db import db
from assa.commands.demo import demo
from assa.commands.duplicates import duplicates
from assa.commands.exchange import export_command, import_command
from assa.commands.facilities import facilities
from assa.commands.figures import figures
from assa.commands.gaps import gaps, ratings
from assa.commands.indicators import indicators
from assa.commands.messages import messages
from assa.commands.nlu import nlu
from assa.commands.parts import actions, rasa, run, web, worker
from assa.commands.places import places
from assa.commands.reports import reports
from assa.commands.staff import staff
from assa.commands.stats import stats
from assa.commands.stock import products, stock
from assa.commands.translation import to_translate, translated


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """ASSA, a health assistant for Mali."""


COMMANDS = (
    bench,
    chains,
    chat,
    demo,
    duplicates,
    facilities,
    run,
    web,
    worker,
    actions,
    rasa,
    db,
    figures,
    messages,
    nlu,
    import_command,
    export_command,
    indicators,
    reports,
    stats,
)
for command in COMMANDS:
    main.add_command(command)
main.add_command(places)
main.add_command(staff)
main.add_command(products)
main.add_command(stock)
for command in (gaps, ratings, to_translate, translated):
    messages.add_command(command)
