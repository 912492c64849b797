"""Inviting staff within one's area and below one's role; the audit that everything stands in."""

import re

from sqlalchemy import select

from core import audit
from core.staff.models import Staff
from core.staff.roles import Role


def test_a_coordinator_invites_below_their_role_in_their_area(desk, world):
    at = desk(Role.REGIONAL, "ML-BKO")
    made = at.post("/team/invite", name="Bakary", role="district", area="ML-BKO-1", facility="")
    assert made.status_code == 200
    assert re.search(r'class="code">[A-Z0-9]{4}-[A-Z0-9]{4}<', made.text)
    for role, area in (("district", "ML-SIKASSO"), ("national", "ML-BKO"), ("district", "")):
        refused = at.post("/team/invite", name="Bakary", role=role, area=area, facility="")
        assert (refused.status_code, "pas inviter" in refused.text) == (422, True)
    assert at.post("/team/invite", name="", role="district", area="ML-BKO-1").status_code == 422
    assert at.post("/team/invite", name="X", role="nonsense").status_code == 422
    assert at.post("/team/invite", name="X", role="agent", facility="NOWHERE").status_code == 422


def test_who_is_elsewhere_is_nobody(desk):
    at, other = desk(Role.DISTRICT, "ML-BKO-1"), desk(Role.DISTRICT, "ML-SIKASSO")
    assert other.staff.name not in at.get("/team").text.replace(at.staff.name, "")
    assert at.post(f"/team/{other.staff.uuid}/code").status_code == 404
    assert at.post("/team/not-a-number/code").status_code == 404


def test_a_code_for_who_lost_theirs(desk, world):
    admin, other = desk(Role.ADMINISTRATOR), desk(Role.EDITOR)
    assert 'class="code"' in admin.post(f"/team/{other.staff.uuid}/code").text
    assert admin.post(f"/team/{other.staff.uuid}/revoke").status_code == 303
    assert "a plus acc" in admin.get("/").text
    assert "a plus acc" not in admin.get("/").text
    with world.transaction() as session:
        assert session.scalar(select(Staff.revoked_at).where(Staff.id == other.staff.id)) is not None


def test_the_audit_names_who_did_it_and_is_read_page_by_page(desk, world):
    at = desk(Role.NATIONAL)
    with world.transaction() as session:
        for number in range(120):
            audit.record(session, "case.viewed", actor=("staff", at.staff.uuid), subject=("case", str(number)))
        # who has no number of the staff stands there too
        audit.record(session, "product.changed", actor=("agent", "somebody"), subject=("product", "1"))
    assert "somebody" in at.get("/audit", action="product.").text
    first = at.get("/audit", action="case.")
    assert (at.staff.name in first.text, first.text.count("<tr>")) == (True, 51)
    assert "Lignes : 120" in first.text

    def follow(answer, rel):
        found = re.search(rf'rel="{rel}" href="([^"]+)"', answer.text)
        return None if found is None else at.client.get("/console/audit" + found[1].replace("&amp;", "&"))

    second = follow(first, "next")
    third = follow(second, "next")
    assert [page.text.count("<tr>") for page in (second, third)] == [51, 21]
    assert follow(third, "next") is None
    assert follow(third, "prev").text.count("case 119") == second.text.count("case 119")
    assert follow(second, "prev").text.count("<tr>") == 51
    assert follow(follow(second, "prev"), "prev") is None
    assert at.get("/audit", action="nothing.like.it").text.count("<tr>") == 0
    assert at.get("/audit", at="nonsense").status_code == 422
