"""Voice recordings: uploaded to Telegram once in the life of a process, then sent by the id that it gave."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from bot.channels.base import ChannelError
from bot.channels.telegram.client import Client
from bot.channels.telegram.errors import translated

log = structlog.get_logger()

SUFFIXES = {".ogg": ".ogg", ".opus": ".ogg", ".oga": ".ogg", ".mp3": ".mp3", ".m4a": ".m4a"}
"""What Telegram plays as a voice message, by suffix, and the suffix under which it takes it as one."""


@dataclass(slots=True)
class Recordings:
    """Sends recordings that stand below `folder`. Best effort: the text was sent before, and is not sent again for want of a voice."""

    client: Client
    folder: Path
    _uploaded: dict[tuple[Path, int], str] = field(default_factory=dict)

    async def send(self, chat: int, name: str) -> None:
        """Send the recording `name` (a path below the folder); without such a file, or when Telegram refuses it, only a line in the log."""
        path = self.folder / name
        suffix = SUFFIXES.get(path.suffix.lower())
        if suffix is None or not await asyncio.to_thread(path.is_file):
            log.warning("telegram.no_recording", recording=name)
            return
        try:
            with translated():
                await self._send(chat, path, path.stem + suffix)
        except ChannelError as error:
            log.warning("telegram.recording_not_sent", recording=name, why=str(error))

    async def _send(self, chat: int, path: Path, filename: str) -> None:
        key = (path, (await asyncio.to_thread(path.stat)).st_mtime_ns)
        # taken out, and put back after it served: an id that is good no more must not be tried for ever
        file_id = self._uploaded.pop(key, None)
        voice = file_id if file_id is not None else await asyncio.to_thread(path.read_bytes)
        message = await self.client.send_voice(chat, voice, filename=filename)
        sent = message.voice or message.audio
        if sent is not None:
            self._uploaded[key] = sent.file_id
