"""The seed files of official messages, brought into the live store at every start: what is there already changes nothing."""

from pathlib import Path

from sqlalchemy.orm import Session

from core.settings import ROOT
from messages import exchange, files

FACTS = ROOT / "messages" / "facts.csv"


def import_seeds(session: Session, locales: Path = ROOT / "locales") -> exchange.Imported:
    """Import the message files below `locales`, and its `facts.csv`, else the project's. Raises BadMessageFile, and imports nothing, for
    a bad one."""
    own = locales / "facts.csv"
    return exchange.import_all(session, files.read_folder(locales), files.read_facts(own if own.is_file() else FACTS))
