"""Voice recordings of official messages: Ogg with Opus inside, which is what WhatsApp and Telegram play as a voice message."""

import hashlib
import struct

from messages.errors import BadRecording

MAX_BYTES = 5_000_000
"""Twenty minutes of speech; an official message has one or two."""

_PAGE = struct.Struct("<4sBBqIIIB")
"""Ogg page header (RFC 3533): capture pattern, version, flags, granule position, serial, sequence, checksum, segments."""
_RATE = 48_000
"""Opus counts its granules at 48 kHz, whatever it was recorded at (RFC 7845)."""
_NO_GRANULE = -1


def digest(content: bytes) -> str:
    """The handle of a recording: SHA-256 (hex)."""
    return hashlib.sha256(content).hexdigest()


def seconds(content: bytes) -> float:
    """The length of an Ogg/Opus recording. Raises BadRecording (problem: too_large, not_ogg, not_opus, cut_off, empty)."""
    if len(content) > MAX_BYTES:
        raise BadRecording(problem="too_large")
    if content[:4] != b"OggS":
        raise BadRecording(problem="not_ogg")
    at, last, head = 0, 0, b""
    while at < len(content):
        granule, body, following = _page(content, at)
        if at == 0:
            head = body
        if granule != _NO_GRANULE:
            last = granule
        at = following
    if head[:8] != b"OpusHead" or len(head) < 19:
        raise BadRecording(problem="not_opus")
    length = (last - int.from_bytes(head[10:12], "little")) / _RATE
    if length <= 0:
        raise BadRecording(problem="empty")
    return round(length, 2)


def _page(content: bytes, at: int) -> tuple[int, bytes, int]:
    """Granule position and body of the page at an offset, and where the next begins."""
    if len(content) < at + _PAGE.size:
        raise BadRecording(problem="cut_off")
    capture, stream_version, _, granule, _, _, _, segments = _PAGE.unpack_from(content, at)
    if capture != b"OggS" or stream_version != 0:
        raise BadRecording(problem="not_ogg")
    table = content[at + _PAGE.size : at + _PAGE.size + segments]
    begin = at + _PAGE.size + segments
    end = begin + sum(table)
    if len(table) < segments or len(content) < end:
        raise BadRecording(problem="cut_off")
    return granule, content[begin:end], end
