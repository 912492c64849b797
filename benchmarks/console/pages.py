"""Every page of the console that is opened by GET, at what there is most of."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.console.country import district
from benchmarks.growth.sizes import FIRST, LAST, TODAY
from bot.handover.models import TalkRequest
from console.page import Access, Page
from console.subjects import PAGES
from contact_tracing.contacts.models import Contact
from contact_tracing.models import Case
from core.database import Database
from core.geography import place
from core.staff.models import Staff
from core.staff.roles import Role, may
from messages.models import OfficialMessage
from stock.models import StockCard

COORDINATORS = ("national", "district")
_SPLIT = "split=channel&split=locale"
HALF_YEAR = f"from={FIRST}&to={LAST}"


@dataclass(frozen=True, slots=True)
class Visit:
    """path: below `/console`. who: of the desks of the benchmark."""

    path: str
    who: tuple[str, ...]


def visits(database: Database) -> list[Visit]:
    """Plain pages first, then lists as they are filtered and sorted, then single records."""
    plain = [Visit(page.path, who) for page in PAGES if "GET" in page.methods and "{" not in page.path and (who := _who(page))]
    with database.transaction() as session:
        return [*plain, *_lists(session), *_records(session)]


def _who(page: Page) -> tuple[str, ...]:
    if page.needs is Access.ANYBODY:
        return ()
    if isinstance(page.needs, Access):
        return ("national",)
    may_open = tuple(who for who in COORDINATORS if may(Role(who), page.needs))
    return may_open or ("approver",)


def _lists(session: Session) -> list[Visit]:
    here = district()
    region = place(here, TODAY)
    phone = session.scalars(select(Case.phone).limit(1)).one()
    name = session.scalars(select(Case.name).limit(1)).one()
    agent = session.scalar(
        select(Contact.assigned_to).where(Contact.assigned_to.is_not(None), Contact.status == "UNDER_FOLLOW_UP")
        .group_by(Contact.assigned_to).order_by(func.count().desc()).limit(1)
    )  # fmt: skip
    both = [
        f"/cases?q={phone}", f"/cases?q={name}", "/cases?q=personne", "/cases?sort=onset", "/cases?classification=CONFIRMED&sort=-onset",
        "/cases?state=unverified", "/cases?state=closed", "/cases?since=2026-05-01&until=2026-05-31", "/cases?mine=1",
        f"/contacts?q={phone}", "/contacts?q=personne", "/contacts?sort=registered", "/contacts?status=UNDER_FOLLOW_UP",
        "/contacts?status=LOST_TO_FOLLOW_UP", "/contacts?risk=3_HIGH", "/contacts?mine=1", "/follow-up?agent=nobody",
        f"/follow-up?agent={agent}", "/follow-up?day=2026-06-15", "/stock?all=1", "/stock/alerts?ended=1",
        f"/overview?{HALF_YEAR}", f"/overview?{HALF_YEAR}&place=", f"/usage?{HALF_YEAR}&by=day", f"/usage?{HALF_YEAR}&by=week&{_SPLIT}",
        f"/usage?{HALF_YEAR}&split=topic", f"/usage?{HALF_YEAR}&by=month&split=region&split=topic",
    ]  # fmt: skip
    national = [
        f"/cases?place={here}", f"/contacts?place={here}", f"/follow-up?place={here}", f"/overview?place={region.parent if region else ''}",
        "/audit?action=case.", "/audit?action=staff.", f"/audit?actor={session.scalar(select(Staff.uuid).limit(1))}",
    ]  # fmt: skip
    return [*(Visit(path, COORDINATORS) for path in both), *(Visit(path, ("national",)) for path in national)]


def _records(session: Session) -> list[Visit]:
    """Of the district, so that both may see them; a case in the middle of its chain."""
    here = func.coalesce(Case.cercle, Case.region) == district()
    case = session.scalars(select(Case.case_id).where(here).order_by(Case.submission_key).limit(1)).one()
    there = select(Contact.contact_id).where(func.coalesce(Contact.cercle, Contact.region) == district())
    contact = session.scalars(there.order_by(Contact.status != "UNDER_FOLLOW_UP", Contact.contact_id).limit(1)).one()
    centre, product = session.execute(select(StockCard.facility, StockCard.product).limit(1)).one()
    version = session.execute(
        select(OfficialMessage.id, OfficialMessage.topic, OfficialMessage.locale).where(OfficialMessage.state == "live").limit(1)
    ).one()
    draft = session.scalars(select(OfficialMessage.id).where(OfficialMessage.state == "draft").limit(1)).one()
    talk = session.scalars(select(TalkRequest.id).limit(1)).one()
    patterns = {page.name: page.path for page in PAGES if "GET" in page.methods and "{" in page.path}
    values = {
        "case_id": case, "contact_id": contact, "centre": centre, "product": product, "talk": str(talk), "topic": version.topic,
        "locale": version.locale, "kind": "messages", "answer": "0", "number": "0", "version": str(draft), "other": str(version.id),
        "digest": "0", "work": "0",
    }  # fmt: skip
    found = []
    for name, path in patterns.items():
        page = next(each for each in PAGES if each.name == name)
        who = COORDINATORS if name.startswith(("cases", "contacts")) else _who(page)[:1]
        found.append(Visit(path.format(**values), who))
    return found
