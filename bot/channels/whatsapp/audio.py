"""Voice recordings: uploaded to Meta once in the life of a process, then sent by the id that it gave."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from pywa_async.client import WhatsApp

from bot.channels.base import ChannelError
from bot.channels.whatsapp.errors import translated

log = structlog.get_logger()

TYPES = {".ogg": "audio/ogg", ".opus": "audio/ogg", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".aac": "audio/aac", ".amr": "audio/amr"}
"""What WhatsApp plays, by suffix. Python's `mimetypes` calls `.opus` audio/opus, which Meta refuses."""


@dataclass(slots=True)
class Recordings:
    """Sends recordings that stand below `folder`. Best effort: the text was sent before, and is not sent again for want of a voice."""

    client: WhatsApp
    folder: Path
    _uploaded: dict[tuple[Path, int], str] = field(default_factory=dict)

    async def send(self, address: str, name: str) -> None:
        """Send the recording `name` (a path below the folder); without such a file, or when Meta refuses it, only a line in the log."""
        path = self.folder / name
        media_type = TYPES.get(path.suffix.lower())
        if media_type is None or not await asyncio.to_thread(path.is_file):
            log.warning("whatsapp.no_recording", recording=name)
            return
        try:
            with translated():
                await self._send(address, path, media_type)
        except ChannelError as error:
            log.warning("whatsapp.recording_not_sent", recording=name, why=str(error))

    async def _send(self, address: str, path: Path, media_type: str) -> None:
        key = (path, (await asyncio.to_thread(path.stat)).st_mtime_ns)
        # taken out, and put back after it served: Meta keeps a file for 30 days, and an id that expired must not be tried for ever
        media_id = self._uploaded.pop(key, None)
        if media_id is None:
            content = await asyncio.to_thread(path.read_bytes)
            media_id = (await self.client.upload_media(media=content, mime_type=media_type, filename=path.name)).id
        await self.client.send_audio(to=address, audio=media_id, is_voice=True if media_type == "audio/ogg" else None)
        self._uploaded[key] = media_id
