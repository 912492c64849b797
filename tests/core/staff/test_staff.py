"""Enrolment by one-time codes, what each role may do and where, and who is told of what."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text, update

from assa.cli import main
from core import audit
from core.errors import AssaError
from core.facilities.service import import_seed
from core.identity import service as identity
from core.staff import codes, queries, service
from core.staff.models import EnrolmentCode, EnrolmentTry, now
from core.staff.roles import PERMISSIONS, Permission, Role, may_invite


@pytest.fixture
def session(database):
    with database.transaction() as opened:
        import_seed(opened)
        yield opened


@pytest.fixture
def facility(session):
    return "CSCOM-BANCONI"


def person(session, address="1"):
    return identity.identify(session, "telegram", address).person_id


def code_of(error):
    return (error.value.code, dict(error.value.fields))


def test_a_code_makes_who_types_it_staff_once(session, facility):
    made = service.invite(session, "Awa Traoré", Role.AGENT, facility=facility)
    assert made.staff.area == "ML-BKO-1"
    enrolled = service.enrol(session, person(session), made.code.lower().replace("-", " "))
    assert (enrolled.name, enrolled.role, enrolled.person_id) == ("Awa Traoré", Role.AGENT, person(session))
    assert queries.staff_of(session, person(session)) == enrolled
    with pytest.raises(AssaError) as error:
        service.enrol(session, person(session, "2"), made.code)
    assert error.value.code == "staff.bad_code"
    stored = str(session.execute(text("SELECT * FROM staff, enrolment_code")).all())
    assert "Awa" not in stored
    assert made.code not in stored
    assert [entry.action for entry in session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.id))] == [
        "staff.invited", "staff.code_given", "staff.enrolled",
    ]  # fmt: skip


@pytest.mark.parametrize("spoilt", ["expired", "revoked", "replaced", "staff revoked"])
def test_a_code_that_no_longer_holds(session, spoilt):
    made = service.invite(session, "Awa", Role.NATIONAL)
    if spoilt == "expired":
        session.execute(update(EnrolmentCode).values(expires_at=now() - timedelta(seconds=1)))
    elif spoilt == "revoked":
        session.execute(update(EnrolmentCode).values(revoked_at=now()))
    elif spoilt == "replaced":
        service.new_code(session, made.staff)
    else:
        service.revoke(session, made.staff)
    with pytest.raises(AssaError) as error:
        service.enrol(session, person(session), made.code)
    assert code_of(error) == ("staff.bad_code", {})
    assert queries.staff_of(session, person(session)) is None


def test_guessing_is_stopped_and_ends_after_an_hour(session):
    made = service.invite(session, "Awa", Role.NATIONAL)
    for _ in range(service.TRIES):
        with pytest.raises(AssaError):
            service.enrol(session, person(session), codes.new())
    with pytest.raises(AssaError) as error:
        service.enrol(session, person(session), made.code)
    assert error.value.code == "staff.too_many_tries"
    session.execute(update(EnrolmentTry).values(at=now() - timedelta(hours=2)))
    assert service.enrol(session, person(session), made.code).role is Role.NATIONAL


def test_one_person_is_one_member_of_staff_until_they_leave(session):
    first, second = (service.invite(session, name, Role.NATIONAL) for name in ("Awa", "Issa"))
    service.enrol(session, person(session), first.code)
    with pytest.raises(AssaError) as error:
        service.enrol(session, person(session), second.code)
    assert error.value.code == "staff.enrolled"
    assert service.leave(session, person(session))
    assert not service.leave(session, person(session))
    assert service.enrol(session, person(session), second.code).name == "Issa"


def test_who_erases_their_data_is_no_longer_enrolled_but_still_staff(session):
    made = service.invite(session, "Awa", Role.NATIONAL)
    service.enrol(session, person(session), made.code)
    identity.erase(session, person(session))
    session.expire_all()
    assert queries.get(session, made.staff.id).person_id is None


def test_who_may_invite_whom_and_where(session, facility):
    district = service.invite(session, "D", Role.DISTRICT, area="ML-BKO").staff
    assert service.invite(session, "A", Role.AGENT, facility=facility, by=district).staff.role is Role.AGENT
    refused = [
        (Role.DISTRICT, {"area": "ML-BKO"}),
        (Role.AGENT, {"area": "ML-SIKASSO", "facility": facility}),
        (Role.IN_CHARGE, {"area": None, "facility": None}),
        (Role.ADMINISTRATOR, {}),
    ]
    for role, where in refused:
        with pytest.raises(AssaError):
            service.invite(session, "X", role, by=district, **where)
    with pytest.raises(AssaError) as error:
        service.invite(session, "X", Role.DISTRICT, area="ML-NOWHERE")
    assert error.value.code == "staff.unknown_place"
    with pytest.raises(AssaError) as error:
        service.invite(session, "  ", Role.DISTRICT)
    assert error.value.code == "staff.no_name"
    assert may_invite(Role.ADMINISTRATOR, Role.ADMINISTRATOR)
    assert not may_invite(Role.AGENT, Role.AGENT)
    with pytest.raises(AssaError):
        service.revoke(session, district, by=queries.every(session)[1])


def test_administrators_and_editors_see_nobody():
    for role in (Role.ADMINISTRATOR, Role.EDITOR, Role.APPROVER):
        assert not PERMISSIONS[role] & {Permission.SEE_PEOPLE, Permission.TRACE, Permission.EXPORT, Permission.ANSWER_PEOPLE}
    assert set(PERMISSIONS) == set(Role)


def test_receivers_are_the_nearest_first_and_only_of_their_area(session, facility):
    who = [
        ("national", Role.NATIONAL, {}), ("mopti", Role.DISTRICT, {"area": "ML-C-MOPTI"}), ("bamako", Role.REGIONAL, {"area": "ML-BKO"}),
        ("commune", Role.DISTRICT, {"area": "ML-BKO-1"}), ("agent", Role.AGENT, {"facility": facility}), ("editor", Role.EDITOR, {}),
    ]  # fmt: skip
    for n, (name, role, where) in enumerate(who):
        service.enrol(session, person(session, str(n)), service.invite(session, name, role, **where).code)
    service.invite(session, "not enrolled", Role.NATIONAL)
    told = queries.receivers(session, place="ML-BKO-1", facility=facility)
    assert [each.name for each in told] == ["agent", "commune", "bamako", "national"]
    assert [each.name for each in queries.receivers(session, place="ML-BKO-1", facility="another")] == ["commune", "bamako", "national"]
    assert [each.name for each in queries.receivers(session, place=None)] == ["national"]
    assert [each.name for each in queries.every(session, seen_by=told[2])] == ["bamako", "commune", "agent"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("K7RM-4WPX", "K7RM-4WPX"), ("agent k7rm 4wpx", "K7RM-4WPX"), ("k7rm4wpx", "K7RM-4WPX"), ("mon code: XKR7-NWPX svp", "XKR7-NWPX"),
        ("kode xkrmnwp3", "XKRM-NWP3"), ("XKRM-NWPX", None), ("cent mard", None), ("chefs petite faim", None),
        ("79374433", None), ("", None), ("K7RM-4WP", None),
    ],
)  # fmt: skip
def test_a_code_is_found_as_people_type_it(said, code):
    assert codes.found(said) == code


def test_every_code_is_found_when_it_is_typed_in_small_letters_with_a_space():
    made = [codes.new() for _ in range(200)]
    assert [codes.found(f"agent {code.lower().replace('-', ' ')}") for code in made] == made


def test_the_commands_invite_list_and_revoke(settings, database, monkeypatch):
    monkeypatch.setenv("ASSA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("ASSA_SECRET_KEY", "a key for tests")

    def run(*arguments):
        return CliRunner().invoke(main, ["staff", *arguments])

    made = run("invite", "Awa Traoré", "--role", "district", "--area", "ML-BKO-1")
    code, staff_uuid = made.output.split()[0], made.output.splitlines()[0].split()[-1]
    assert codes.found(code) == code
    listed = run("list").output
    assert listed == f"{staff_uuid}\tdistrict\tML-BKO-1\t-\t-\n"
    assert run("code", staff_uuid).output.split()[0] != code
    refused = run("invite", "Awa", "--role", "agent")
    assert (refused.exit_code, "staff.no_facility" in refused.output) == (1, True)
    assert run("revoke", staff_uuid).output == "revoked\n"
    assert run("list").output == ""
    for command in ("code", "revoke"):
        gone = run(command, staff_uuid)
        assert (gone.exit_code, "staff.unknown" in gone.output) == (1, True)
