"""Messages, facts and a recording for the tests of official messages."""

import struct
from dataclasses import replace
from datetime import date

from messages import exchange, queries
from messages.files import FactRow, MessageFile, digest

TODAY = date(2026, 11, 23)
HOTLINE = FactRow("hotline", "36061", date(2020, 2, 1), None, "ministère")
MASKS = MessageFile(
    "masks", "fr", "Le masque", "live", "OMS", date(2023, 1, 13), date(2023, 1, 13), "Portez-le. {hotline}", approved_by="rédaction"
)
BAMBARA = replace(MASKS, locale="bm", state="draft", approved_by=None, text="Maski don. {hotline}", translated_from=digest(MASKS.text))


def bring(database, *files, facts=(HOTLINE,)):
    with database.transaction() as session:
        return exchange.import_all(session, list(files), list(facts))


def live(database, locale="fr", on=TODAY, **kwargs):
    with database.transaction() as session:
        return queries.live(session, "masks", locale, on=on, **kwargs)


def page(granule: int, body: bytes, sequence: int) -> bytes:
    """One Ogg page with one packet of at most 254 bytes."""
    return struct.pack("<4sBBqIIIB", b"OggS", 0, 2 if sequence == 0 else 0, granule, 7, sequence, 0, 1) + bytes([len(body)]) + body


def ogg(seconds: float, skip: int = 312) -> bytes:
    """An Ogg/Opus file of that length, of silence."""
    head = b"OpusHead" + bytes([1, 1]) + struct.pack("<HIhB", skip, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 0)
    return page(0, head, 0) + page(0, tags, 1) + page(int(seconds * 48000) + skip, b"\xf8\xff\xfe", 2)
