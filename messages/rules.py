"""The life of a version of an official message.

::

    draft ⇄ in_review → approved → live        live → approved: another version took its place
      └─────────┴──────────┴────────┴→ withdrawn, for good

A version is written in `draft`, read by another person in `in_review`, allowed in `approved`, said to people in `live`. Of a topic, an
audience and a language one version is live.
"""

DRAFT, IN_REVIEW, APPROVED, LIVE, WITHDRAWN = STATES = ("draft", "in_review", "approved", "live", "withdrawn")

TRANSITIONS: dict[str, frozenset[str]] = {
    DRAFT: frozenset({IN_REVIEW, WITHDRAWN}),
    IN_REVIEW: frozenset({DRAFT, APPROVED, WITHDRAWN}),
    APPROVED: frozenset({LIVE, WITHDRAWN}),
    LIVE: frozenset({APPROVED, WITHDRAWN}),
    WITHDRAWN: frozenset(),
}

CITIZEN, CONTACT, CASE, AGENT = AUDIENCES = ("citizen", "contact", "case", "agent")
"""For whom a message is: anybody, a contact who is followed, a case in isolation, a health agent."""


def legal(from_state: str, to_state: str) -> bool:
    """Whether a version may go from one state to the other in one step."""
    return to_state in TRANSITIONS.get(from_state, ())


def same_person(author: str | None, actor: str) -> bool:
    """Whether who wrote something is who acts on it now, by name or office."""
    return author is not None and author.strip().casefold() == actor.strip().casefold()
