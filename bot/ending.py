"""The end of a turn: conversation, answers, statistics, and the message is done, in one statement, since every turn ends with it."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, LargeBinary, String, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bot.models import Conversation
from bot.outbound import Part
from core import crypto
from core.direct import Direct
from usage import service as usage

_CHANGING = ("menus", "menu_number", "answers", "form", "slot", "pending", "declined_locale", "last_inbound_at")
"""What a turn may change of its conversation; all else of it stays as it was made."""

_END = Direct(
    text(f"""
        WITH {usage.COUNTED},
        said AS (
            INSERT INTO outbox (conversation_id, inbox_id, channel, response, part, state, attempts, created_at, due_at)
            SELECT :conversation, :inbox, :channel, response, part, 'pending', 0, :now, :now
            FROM unnest(:responses, :parts) WITH ORDINALITY AS each (response, part, place) ORDER BY place
        ),
        answered AS (UPDATE inbox SET state = 'done', done_at = :now WHERE id = :inbox),
        kept AS (UPDATE conversation SET {", ".join(f"{name} = :{name}" for name in _CHANGING)} WHERE id = :conversation)
        SELECT EXISTS (SELECT FROM counted)
    """).bindparams(  # noqa: S608 (names of columns)
        *usage.COUNTING,
        bindparam("conversation", type_=Uuid),
        bindparam("inbox", type_=BigInteger),
        bindparam("now", type_=DateTime(timezone=True)),
        bindparam("responses", type_=ARRAY(String)),
        bindparam("parts", type_=ARRAY(LargeBinary)),
        *(bindparam(name, type_=getattr(Conversation, name).type) for name in _CHANGING),
    )
)


def end(session: Session, conversation: Conversation, inbox_id: int, parts: list[Part], exchange: usage.Exchange) -> None:
    """The message is answered with these parts. conversation: as the turn leaves it; the session lets go of it here.

    What the session has not written yet of other things is written before.
    """
    if conversation in session:
        session.expunge(conversation)
    session.flush()
    row = _END.row(
        session,
        {
            **usage.counting(exchange),
            **{name: getattr(conversation, name) for name in _CHANGING},
            "conversation": conversation.id,
            "inbox": inbox_id,
            "now": datetime.now(UTC),
            "responses": [part.response for part in parts],
            "parts": [crypto.encrypt_json(part.to_json()) for part in parts],
        },
    )
    if row is None or not row[0]:
        # their first message: nothing was counted above
        usage.record(session, exchange)
