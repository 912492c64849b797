"""Likely duplicates in an agent's chat: listed, compared side by side, merged or told apart, and a merge undone."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.render.responses import responses
from bot.say import Option, Say
from bot.stages.base import TurnContext
from bot.work.tracing.common import actor_of, may_see, place_name, tapped
from contact_tracing import queries, service
from contact_tracing.queries import LikelyPair, Side
from core.errors import Conflict, InvalidInput, NotFound
from core.i18n import N_
from core.staff.queries import StaffView, places_of
from core.staff.roles import Permission

SHOWN = 10
REFUSED = {
    "case_closed": N_("l'une des fiches est fermée"),
    "erased": N_("les données d'une des personnes ont été effacées"),
    "exposed_to_each_other": N_("l'une des deux est notée comme contact de l'autre"),
    "two_cases": N_("les deux contacts sont devenus des cas : fusionnez d'abord les cas"),
    "is_a_case": N_("ce contact est déjà devenu un cas"),
    "later_merge": N_("une fusion plus récente doit d'abord être annulée"),
    "undone": N_("cette fusion est déjà annulée"),
}
"""Why a merge or its undoing cannot be."""


async def duplicates(turn: TurnContext, staff: StaffView) -> None:
    if not staff.may(Permission.VERIFY):
        return
    chosen = tapped(turn)
    if chosen is None:
        if not turn.payload and turn.keywords.match(turn.text, turn.locale) == "duplicates":
            await turn.session.run_sync(_list, turn, staff)
    elif chosen["do"] == "double":
        await turn.session.run_sync(_compare, turn, staff, chosen["c"])
    elif chosen["do"] in ("merge", "distinct"):
        await turn.session.run_sync(_decide, turn, staff, chosen["do"], chosen["k"], chosen["c"], chosen["o"])
    elif chosen["do"] == "unmerge":
        await turn.session.run_sync(_undo, turn, staff, int(chosen["m"]))


def mark(session: Session, turn: TurnContext, staff: StaffView, record_id: str, card: str) -> tuple[Option, ...]:
    """The choices under a record's card (a response): one more, after a word about it, where it may be somebody's double; () else."""
    if not staff.may(Permission.VERIFY):
        return ()
    pairs = _pairs(session, turn, staff, record_id)
    if not pairs:
        return ()
    turn.say("utter_work_maybe_double", others=[_other(pair, record_id).id for pair in pairs])
    return (*responses()[card].options, Option(f'/work{{"do":"double","c":"{record_id}"}}', N_("Même personne ?")))


def _pairs(session: Session, turn: TurnContext, staff: StaffView, record_id: str | None = None) -> Sequence[LikelyPair]:
    return queries.duplicates(session, places_of(staff, turn.today), record_id=record_id, limit=SHOWN)


def _other(pair: LikelyPair, record_id: str) -> Side:
    return pair.second if pair.first.id == record_id else pair.first


def _list(session: Session, turn: TurnContext, staff: StaffView) -> None:
    pairs = _pairs(session, turn, staff)
    if not pairs:
        turn.settle("utter_work_no_doubles")
        return
    options = tuple(Option(f'/work{{"do":"double","c":"{pair.first.id}"}}', pair.first.name or pair.first.id) for pair in pairs)
    lines = "\n".join(f"{pair.first.id} = {pair.second.id}, {pair.score} %" for pair in pairs)
    turn.says.append(Say("utter_work_doubles", {"lines": lines}, options))
    turn.settle()


def _compare(session: Session, turn: TurnContext, staff: StaffView, record_id: str) -> None:
    """The likeliest pair of a record; once it is decided, the next."""
    pairs = _pairs(session, turn, staff, record_id)
    if not pairs:
        turn.settle("utter_work_no_doubles")
        return
    pair = pairs[0]
    turn.settle(
        "utter_work_double_link" if pair.kind == "link" else "utter_work_double",
        lines={"lines": [_line(each, turn) for each in (pair.first, pair.second)]},
        reasons=[{"msgid": queries.DUPLICATE_REASONS[each]} for each in pair.reasons],
        kind=pair.kind,
        first=pair.first.id,
        second=pair.second.id,
    )


def _line(side: Side, turn: TurnContext) -> dict[str, object]:
    arguments = {
        "id": side.id,
        "who": side.name or "–",
        "phone": side.phone or "–",
        "age": "–" if side.age is None else str(side.age),
        "place": place_name(side.place, turn, side.locality),
        "day": {"date": side.day.isoformat()},
    }
    return {"response": "utter_work_double_line", "arguments": arguments}


def _decide(session: Session, turn: TurnContext, staff: StaffView, do: str, kind: str, one: str, other: str) -> None:
    """Both records must lie in the area of who decides."""
    of_kinds = ("case", "contact") if kind == "link" else (kind, kind)
    cards = [_card(session, *each) for each in zip(of_kinds, (one, other), strict=True)]
    if any(card is None or not may_see(staff, card, turn) for card in cards):
        turn.settle("utter_work_unknown")
        return
    now = datetime.now(UTC)
    try:
        if do == "distinct":
            service.distinct(session, kind, one, other, actor_of(staff), now)
            turn.say("utter_work_distinct")
        else:
            made = service.merge(session, kind, one, other, actor_of(staff), now)
            turn.say(
                "utter_work_linked" if kind == "link" else "utter_work_merged", kept=made.kept_id, gone=made.gone_id, merge=made.number
            )
    except (Conflict, InvalidInput, NotFound) as error:
        turn.say("utter_work_merge_refused", why={"msgid": REFUSED.get(error.code, N_("cela a changé entre-temps"))})
    turn.settle()


def _card(session: Session, kind: str, record_id: str) -> queries.CaseCard | queries.ContactCard | None:
    return queries.case_card(session, record_id) if kind == "case" else queries.contact_card(session, record_id)


def _undo(session: Session, turn: TurnContext, staff: StaffView, number: int) -> None:
    seen = next((each for each in queries.merges(session, places_of(staff, turn.today), number=number)), None)
    if seen is None:
        turn.settle("utter_work_unknown")
        return
    try:
        made = service.undo_merge(session, number, actor_of(staff), datetime.now(UTC))
    except Conflict as error:
        turn.settle("utter_work_merge_refused", why={"msgid": REFUSED.get(error.code, N_("cela a changé entre-temps"))})
        return
    turn.settle("utter_work_unmerged", kept=made.kept_id, gone=made.gone_id)
