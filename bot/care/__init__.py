"""Accompanying people: what they are asked day by day, and what their answers do. Choices carry payloads that begin with `/care`."""

PAYLOAD = "/care"
