"""A version of an official message as each channel would show it, before anybody gets it."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from bot.channels.base import Capabilities
from bot.outbound import Choice, Outbound, Part
from bot.render.fit import fit
from bot.render.render import Words
from bot.speech import LIST_LABEL
from core.i18n import translations
from messages.queries import Official


def preview(session: Session, shown: Official, on: date, capabilities: Mapping[str, Capabilities]) -> dict[str, list[Part]]:
    """By channel: the parts in which it would be sent, with their buttons or list, in the version's own language."""
    words = Words(session, shown.locale, on, show_drafts=True)
    # the number of an answer that nobody got
    rendered = words.with_feedback(words.version(shown), 0)
    choices = tuple(Choice(str(number), option.title) for number, option in enumerate(rendered.options, 1))
    outbound = Outbound(rendered.response, rendered.text, choices, rendered.audio)
    label = translations().gettext(shown.locale, LIST_LABEL).text
    return {channel: fit(outbound, each, label) for channel, each in capabilities.items()}
