"""Staff: who may sign in; invitations and recovery by one-time codes."""

from uuid import UUID

from starlette.responses import Response

from console import areas, problems
from console.labels import ROLES
from console.page import Ask, Page
from core.accounts import queries as accounts
from core.accounts import service as account_service
from core.errors import AssaError, InvalidInput, NotAllowed, NotFound
from core.facilities import queries as facilities
from core.i18n import N_
from core.staff import queries, service
from core.staff.queries import StaffView
from core.staff.roles import Permission, Role, may_invite


def _list(ask: Ask, values: dict[str, str], errors: dict[str, str], status: int = 200) -> Response:
    roles = [role.value for role in Role if may_invite(ask.staff.role, role)]
    open_today = facilities.under(ask.session, ask.staff.area, ask.today) if ask.staff.area else facilities.every(ask.session, ask.today)
    return ask.render(
        "team/list.html",
        status,
        team=queries.every(ask.session, ask.staff),
        with_accounts=accounts.with_accounts(ask.session),
        roles=[(role, ROLES[role]) for role in roles],
        places=areas.choices(ask, values.get("area", "")),
        facilities=open_today,
        may_change=lambda other: may_invite(ask.staff.role, other.role) and other.id != ask.staff.id,
        values=values,
        errors=errors,
    )


def team(ask: Ask) -> Response:
    ask.note("staff.listed", "staff", None)
    return _list(ask, {}, {})


def invite(ask: Ask) -> Response:
    values = {name: ask.text(name) for name in ("name", "role", "area", "facility")}
    try:
        if values["role"] not in ROLES:
            raise InvalidInput(role="unknown_code")
        made = service.invite(
            ask.session, values["name"], Role(values["role"]), area=values["area"] or None, facility=values["facility"] or None,
            by=ask.staff,
        )  # fmt: skip
    except InvalidInput as error:
        return _list(ask, values, problems.beside(error, ask.locale), 422)
    except (NotAllowed, NotFound) as error:
        return _list(ask, values, {"": problems.text(error.code, ask.locale)}, 422)
    return _code(ask, made)


def _code(ask: Ask, made: service.Invitation) -> Response:
    """The one time that the code is shown."""
    return ask.render(
        "team/code.html", made=made, link=f"{(ask.settings.public_url or '').rstrip('/')}{ask.url('invitation')}?code={made.code}"
    )


def _other(ask: Ask) -> StaffView:
    try:
        other = queries.by_uuid(ask.session, UUID(ask.path["staff"]))
    except (ValueError, AssaError):
        raise NotFound("not_here") from None
    ask.require(other.area)
    return other


def new_code(ask: Ask) -> Response:
    return _code(ask, service.new_code(ask.session, _other(ask), by=ask.staff))


def revoke(ask: Ask) -> Response:
    other = _other(ask)
    service.revoke(ask.session, other, by=ask.staff)
    account_service.end_all(ask.session, other.id)
    return ask.to("team", say=N_("Cette personne n'a plus accès."))


PAGES = (
    Page("team", "/team", team, Permission.INVITE, menu=N_("Équipe")),
    Page("team.invite", "/team/invite", invite, Permission.INVITE, ("POST",)),
    Page("team.code", "/team/{staff}/code", new_code, Permission.INVITE, ("POST",)),
    Page("team.revoke", "/team/{staff}/revoke", revoke, Permission.INVITE, ("POST",)),
)
