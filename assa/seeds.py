"""The seed files of official messages, brought into the live store at every start: what is there already changes nothing."""

from pathlib import Path

from sqlalchemy.orm import Session

from core.settings import ROOT
from messages import files, service

FACTS = ROOT / "messages" / "facts.csv"


def import_seeds(session: Session, locales: Path = ROOT / "locales") -> service.Imported:
    """Import the message files below `locales` and the facts. Raises BadMessageFile, and imports nothing, for a bad one."""
    return service.import_all(session, files.read_folder(locales), files.read_facts(FACTS))
