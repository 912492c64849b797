"""Talking to a human: requests in a queue, taken by one member of staff, answered in the person's chat, handed back to ASSA."""

PAYLOAD = "/talk"
"""What the choices of a person who asks for a human begin with: `/talk`, `/talk_end`."""
