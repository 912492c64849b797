"""What is not text: each gets an answer, and an open question is asked again, so that a voice note stalls nothing."""

from bot.inbound import Kind
from bot.stages.base import TurnContext

_ANSWERS = {
    Kind.VOICE: "utter_voice_note",
    Kind.PHOTO: "utter_photo",
    Kind.STICKER: "utter_sticker",
    Kind.LOCATION: "utter_location",
    Kind.CONTACT: "utter_contact_received",
    Kind.OTHER: "utter_other_media",
}


async def media(turn: TurnContext) -> None:
    """A caption is read as text; a shared contact answers the question for a phone number; the rest is answered honestly."""
    inbound = turn.inbound
    if inbound.kind in (Kind.TEXT, Kind.CHOICE):
        return
    if inbound.kind is Kind.CONTACT and inbound.contact_phone and turn.conversation.slot == "report_phone":
        turn.text = inbound.contact_phone
        return
    if inbound.text.strip() and inbound.kind in (Kind.PHOTO, Kind.OTHER, Kind.VOICE):
        return
    turn.say(_ANSWERS[inbound.kind])
    if turn.conversation.form is None and turn.person.locale is None:
        turn.settle("utter_language")
    else:
        # what is open is asked again; the menu where nothing is
        turn.become("/repeat")
