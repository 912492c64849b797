"""The end of a turn: conversation, answers, statistics, and the message is done, in one statement, since every turn ends with it."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Boolean, DateTime, LargeBinary, String, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from bot.delivery import LOCK, Held, Waiting
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
            RETURNING id
        ),
        answered AS (UPDATE inbox SET state = 'done', done_at = :now WHERE id = :inbox),
        kept AS (UPDATE conversation SET {", ".join(f"{name} = :{name}" for name in _CHANGING)} WHERE id = :conversation)
        SELECT EXISTS (SELECT FROM counted), ARRAY(SELECT id FROM said ORDER BY id),
            CASE WHEN :hold AND NOT EXISTS (SELECT FROM outbox WHERE conversation_id = :conversation AND state = 'pending')
                THEN pg_try_advisory_lock({LOCK}) ELSE false END
    """).bindparams(  # noqa: S608 (names of columns)
        *usage.COUNTING,
        bindparam("conversation", type_=Uuid),
        bindparam("inbox", type_=BigInteger),
        bindparam("hold", type_=Boolean),
        bindparam("now", type_=DateTime(timezone=True)),
        bindparam("responses", type_=ARRAY(String)),
        bindparam("parts", type_=ARRAY(LargeBinary)),
        *(bindparam(name, type_=getattr(Conversation, name).type) for name in _CHANGING),
    )
)


def end(
    session: Session, conversation: Conversation, inbox_id: int, parts: list[Part], exchange: usage.Exchange, hold: bool = False
) -> Held | None:
    """The message is answered with these parts. conversation: as the turn leaves it; the session lets go of it here.

    hold: whoever ends the turn sends them too, after the commit, on the connection of this session: it holds the conversation's lock then,
    whatever becomes of the transaction, and must send what is returned, or be thrown away. None: they are to be delivered as any others.
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
            "hold": hold and bool(parts),
            "now": datetime.now(UTC),
            "responses": [part.response for part in parts],
            "parts": [crypto.encrypt_json(part.to_json()) for part in parts],
        },
    )
    assert row is not None
    counted, numbers, held = row
    if not counted:
        # their first message: nothing was counted above
        usage.record(session, exchange)
    if not held:
        return None
    said = [Waiting(number, conversation.channel, conversation.address, part) for number, part in zip(numbers, parts, strict=True)]
    return Held(conversation.id, said)
