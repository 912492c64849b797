"""Cases on the console: found, judged, corrected, closed; by the rules of the chat, in one's own area only."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from contact_tracing import queries, service
from contact_tracing.models import Case
from core import audit
from core.identity.models import Person
from core.staff.roles import Role
from tests.console.people import outbreak, report

TODAY = datetime.now(UTC).date()


@pytest.fixture
def here(world):
    """An outbreak in Bamako, commune 1."""
    with world.transaction() as session:
        return outbreak(session)


def sheet(world, case_id):
    with world.transaction() as session:
        return queries.case_sheet(session, case_id)


def ids(answer):
    return re.findall(r'href="/console/cases/(C[AO]-[\w-]+)"', answer.text)


def test_a_case_of_another_area_is_nowhere(desk, world, here):
    """Of every page and every form about a case or a contact."""
    elsewhere, own = desk(Role.DISTRICT, "ML-SIKASSO"), desk(Role.DISTRICT, "ML-BKO")
    for tab in ("", "/contacts", "/chain", "/history", "/edit"):
        assert own.get(f"/cases/{here.case}{tab}").status_code == 200, tab
        assert elsewhere.get(f"/cases/{here.case}{tab}").status_code == 404, tab
    for form in ("verify", "classify", "outcome", "investigation", "assign", "close", "reopen", "sample", "name-contact", "edit"):
        assert elsewhere.post(f"/cases/{here.case}/{form}").status_code == 404, form
    contact = here.contacts[0]
    assert (own.get(f"/contacts/{contact}").status_code, elsewhere.get(f"/contacts/{contact}").status_code) == (200, 404)
    for form in ("day", "status", "become-case", "assign", "edit"):
        assert elsewhere.post(f"/contacts/{contact}/{form}").status_code == 404, form
    assert ids(elsewhere.get("/cases")) == []
    assert here.case not in elsewhere.get("/cases", q=here.case).text.replace(f'value="{here.case}"', "")
    assert ids(elsewhere.get("/cases", place="ML-BKO")) == []
    assert contact not in elsewhere.get("/contacts").text
    assert "Fanta" not in elsewhere.get("/follow-up", agent="nobody").text
    assert sheet(world, here.case).verified_at is None


def options(answer):
    """The places of the form or filter, as written."""
    listed = re.search(r'<select id="f-place".*?</select>', answer.text, re.DOTALL)
    assert listed
    return re.findall(r'<option value="([^"]*)"', listed[0])


def test_a_case_of_a_commune_is_its_cercles_and_its_regions(desk, world):
    with world.transaction() as session:
        case = report(session, "Awa Coulibaly", "ML-KITA", "ML-M-BADIA")
    for area in ("ML-M-BADIA", "ML-C-KITA", "ML-KITA", None):
        at = desk(Role.DISTRICT if area else Role.NATIONAL, area)
        assert ids(at.get("/cases")) == [case], area
        assert at.get(f"/cases/{case}").status_code == 200, area
        assert ids(at.get("/cases", place="ML-C-KITA")) == [case], area
        assert "Badia (cercle de Kita)" in at.get("/cases").text, area
    for area in ("ML-C-NIORO", "ML-M-KITA", "ML-KAYES"):
        at = desk(Role.DISTRICT, area)
        assert (ids(at.get("/cases")), at.get(f"/cases/{case}").status_code) == ([], 404), area


def test_nobody_looks_through_seven_hundred_places(desk, world):
    """The communes are there for who works near them, and below the cercle that is chosen."""
    national, regional, district = desk(Role.NATIONAL), desk(Role.REGIONAL, "ML-KITA"), desk(Role.DISTRICT, "ML-C-KITA")
    whole = options(national.get("/cases"))
    assert len(whole) < 190
    assert "ML-M-BADIA" not in whole
    opened = options(national.get("/cases", place="ML-C-KITA"))
    assert len(opened) == len(whole) + 33
    assert opened.index("ML-M-BADIA") == opened.index("ML-C-KITA") + 1
    assert "ML-M-BADIA" in options(national.get("/cases", place="ML-M-MAKANO"))
    assert {"ML-C-KITA", "ML-M-BADIA"} <= set(options(regional.get("/cases")))
    assert options(district.get("/cases")) == ["", *opened[opened.index("ML-C-KITA") :][:34]]
    with world.transaction() as session:
        case = report(session, "Awa Coulibaly", "ML-KITA", "ML-M-BADIA")
    edited = national.get(f"/cases/{case}/edit")
    assert '<option value="ML-M-BADIA" selected>' in edited.text
    assert national.post(f"/cases/{case}/edit", **form_of(edited) | {"place": "ML-M-MAKANO", "reason": "mal compris"}).status_code == 303
    now = sheet(world, case)
    assert (now.fields["region"], now.fields["cercle"]) == ("ML-KITA", "ML-M-MAKANO")


def form_of(answer):
    """What the form of a page would send as it stands."""
    fields = dict(re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', answer.text))
    for name, listed in re.findall(r'<select id="f-[^"]*" name="([^"]+)".*?>(.*?)</select>', answer.text, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', listed)
        fields[name] = chosen[0] if chosen else ""
    return fields


@pytest.mark.parametrize("looked_for", ["{id}", "76 00 00 01", "mariam keita", "MARIAM KEÏTA"])
def test_a_case_is_found_by_number_telephone_or_name(desk, world, here, looked_for):
    with world.transaction() as session:
        report(session, "Somebody Else", "ML-BKO")
    at = desk(Role.NATIONAL)
    assert ids(at.get("/cases", q=looked_for.format(id=here.case.lower()))) == [here.case]
    assert ids(at.get("/cases", q="nobody at all")) == []


def test_the_list_is_filtered_sorted_and_read_page_by_page(desk, world):
    with world.transaction() as session:
        made = [report(session, f"Person {n}", "ML-SIKASSO", onset=TODAY - timedelta(days=n % 30)) for n in range(60)]
        for case_id in made[:3]:
            session.execute(
                text("UPDATE \"case\" SET classification = 'CONFIRMED', verified_at = now() WHERE case_id = :id"), {"id": case_id}
            )
    at = desk(Role.REGIONAL, "ML-SIKASSO")
    first = at.get("/cases")
    assert ids(first) == made[:9:-1]
    following = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    assert ids(at.client.get(f"/console/cases{following}")) == made[9::-1]
    assert set(ids(at.get("/cases", classification="CONFIRMED"))) == set(made[:3])
    assert len(ids(at.get("/cases", state="unverified"))) == 50
    assert ids(at.get("/cases", state="closed")) == []
    by_onset = ids(at.get("/cases", sort="onset"))
    assert by_onset[:2] == sorted([made[29], made[59]])
    assert ids(at.get("/cases", since=str(TODAY + timedelta(days=1)))) == []
    assert len(ids(at.get("/cases", until=str(TODAY)))) == 50
    assert len(ids(at.get("/cases", since="nonsense", sort="nonsense"))) == 50
    assert at.get("/cases", at="nonsense").status_code == 422


def test_a_case_is_verified_classified_and_closed_as_its_rules_say(desk, world, here):
    at = desk(Role.DISTRICT, "ML-BKO")
    assert at.post(f"/cases/{here.case}/verify").status_code == 303
    assert at.post(f"/cases/{here.case}/classify", classification="CONFIRMED").status_code == 303
    less = at.post(f"/cases/{here.case}/classify", classification="SUSPECT")
    assert (less.status_code, "À remplir" in less.text) == (422, True)
    assert at.post(f"/cases/{here.case}/classify", classification="SUSPECT", reason="test négatif").status_code == 303
    early = at.post(f"/cases/{here.case}/close")
    assert (early.status_code, "Investigation" in early.text) == (409, True)
    assert at.post(f"/cases/{here.case}/investigation", investigation="DONE").status_code == 303
    future = at.post(f"/cases/{here.case}/outcome", outcome="RECOVERED", outcome_on=str(TODAY + timedelta(days=3)))
    assert (future.status_code, "dans l&#39;avenir" in future.text) == (422, True)
    assert at.post(f"/cases/{here.case}/outcome", outcome="RECOVERED", outcome_on="31/12").status_code == 422
    assert at.post(f"/cases/{here.case}/outcome", outcome="RECOVERED", outcome_on=str(TODAY)).status_code == 303
    assert at.post(f"/cases/{here.case}/close").status_code == 303
    assert at.post(f"/cases/{here.case}/verify").status_code == 409
    assert at.post(f"/cases/{here.case}/reopen", reason="").status_code == 422
    assert at.post(f"/cases/{here.case}/reopen", reason="erreur").status_code == 303
    history = at.get(f"/cases/{here.case}/history").text
    for words in ("confirmé", "suspect", "test négatif", "erreur", "coordination"):
        assert words in history
    after = sheet(world, here.case)
    assert (after.classification, after.outcome, after.closed_at) == ("SUSPECT", "RECOVERED", None)


def test_samples_are_noted_and_updated(desk, world, here):
    at = desk(Role.AGENT)
    path = f"/cases/{here.case}/sample"
    assert at.post(path, sample_id="L-1", sample_type="SALIVA", result="PENDING", taken_on=str(TODAY)).status_code == 303
    assert (
        at.post(path, sample_id="L-1", sample_type="SALIVA", result="POSITIVE", taken_on=str(TODAY), result_on=str(TODAY)).status_code
        == 303
    )
    bad = at.post(path, sample_id="", sample_type="TEA", result="POSITIVE")
    assert (bad.status_code, bad.text.count('class="error"')) == (422, 2)
    with world.transaction() as session:
        assert [(each.sample_id, each.result) for each in queries.samples(session, here.case)] == [("L-1", "POSITIVE")]


def test_a_case_is_given_to_who_is_responsible_and_found_by_them(desk, world, here):
    at, agent, other = desk(Role.DISTRICT, "ML-BKO"), desk(Role.AGENT), desk(Role.DISTRICT, "ML-SIKASSO")
    assert at.post(f"/cases/{here.case}/assign", assigned_to=str(agent.staff.uuid)).status_code == 303
    assert ids(agent.get("/cases", mine="1")) == [here.case]
    for wrong in (str(other.staff.uuid), "nonsense", "00000000-0000-4000-8000-000000000000"):
        assert at.post(f"/cases/{here.case}/assign", assigned_to=wrong).status_code == 422
    assert at.post(f"/cases/{here.case}/assign", assigned_to="").status_code == 303
    assert ids(agent.get("/cases", mine="1")) == []


NEW = {
    "key": "6a4c1f9e-0000-4000-8000-000000000001", "name": "Issa Coulibaly", "age_band": "45-54", "sex": "MALE", "place": "ML-BKO-1",
    "exposure": "yes", "phone": "66 12 34 56", "onset_date": str(TODAY),
}  # fmt: skip


def test_a_new_case_is_checked_as_in_the_chat_and_sent_twice_is_one(desk, world):
    at = desk(Role.AGENT)
    assert at.get("/cases/new").status_code == 200
    made = [at.post("/cases/new", symptoms=["fever"], **NEW) for _ in range(2)]
    assert made[0].status_code == 303
    assert made[0].headers["location"] == made[1].headers["location"]
    with world.transaction() as session:
        found = queries.cases(session)
    assert [(each.name, each.region, each.cercle, each.phone, each.channel) for each in found] == [
        ("Issa Coulibaly", "ML-BKO", "ML-BKO-1", "+22366123456", "console")
    ]
    bad = at.post("/cases/new", **NEW | {"name": "", "age_band": "old", "place": "ML-SIKASSO", "onset_date": "2020-01-01"})
    assert bad.status_code == 422
    assert 'value="66 12 34 56"' in bad.text
    wrong = at.post("/cases/new", **NEW | {"key": "6a4c1f9e-0000-4000-8000-000000000002", "name": "", "sex": "x"})
    assert (wrong.status_code, wrong.text.count('class="error"')) == (422, 2)
    phone = at.post("/cases/new", **NEW | {"key": "6a4c1f9e-0000-4000-8000-000000000003", "phone": "12"})
    assert (phone.status_code, "numéro de téléphone" in phone.text) == (422, True)


def test_a_case_is_corrected_and_what_was_there_stays_in_its_history(desk, world, here):
    at = desk(Role.DISTRICT, "ML-BKO")
    shown = at.get(f"/cases/{here.case}/edit")
    assert 'value="Mariam Keïta"' in shown.text
    form = NEW | {"name": "Mariam Koné", "sex": "FEMALE", "severity": "MILD", "reason": "mal écrit"}
    assert at.post(f"/cases/{here.case}/edit", symptoms=["fever", "cough"], **form).status_code == 303
    after = sheet(world, here.case)
    assert (after.fields["name"], after.fields["severity"], after.fields["locality"]) == ("Mariam Koné", "MILD", None)
    assert "Mariam Keïta" in at.get(f"/cases/{here.case}/history").text
    away = at.post(f"/cases/{here.case}/edit", **form | {"place": "ML-SIKASSO"})
    assert away.status_code == 422
    late = at.post(f"/cases/{here.case}/edit", **form | {"isolation_start": str(TODAY), "isolation_end": str(TODAY - timedelta(days=1))})
    assert (late.status_code, "Avant son début" in late.text) == (422, True)


def test_who_is_named_stands_in_the_grid_and_who_was_known_gets_one_more_exposure(desk, world, here):
    at = desk(Role.AGENT)
    form = {"name": "Adama Sow", "phone": "+22370000009", "last_contact": str(TODAY), "relation": "SAME_HOUSEHOLD", "age_years": "30"}
    assert at.post(f"/cases/{here.case}/name-contact", **form).status_code == 303
    page = at.get(f"/cases/{here.case}/contacts")
    assert "Contact enregistré" in page.text
    assert page.text.count('<th scope="row" class="nowrap">') == 3
    assert at.post(f"/cases/{here.case}/name-contact", **form | {"last_contact": str(TODAY - timedelta(days=1))}).status_code == 303
    assert "déjà connue" in at.get(f"/cases/{here.case}/contacts").text
    bad = at.post(f"/cases/{here.case}/name-contact", name="", last_contact="", age_years="x")
    assert (bad.status_code, bad.text.count('class="error"')) == (422, 2)


def test_what_is_seen_of_somebody_is_in_the_audit(desk, world, here):
    at = desk(Role.AGENT)
    at.get(f"/cases/{here.case}")
    at.get("/cases", q="Mariam Keïta")
    with world.transaction() as session:
        rows = session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.actor_id == str(at.staff.uuid)))
        seen = {row.action: row for row in rows}
    assert {"case.viewed", "case.listed"} <= seen.keys()
    assert seen["case.listed"].after == {"rows": 1, "searched": True}
    assert seen["case.viewed"].subject_id


def test_the_chain_is_drawn_without_names(desk, here):
    at = desk(Role.DISTRICT, "ML-BKO")
    page = at.get(f"/cases/{here.case}/chain").text
    assert "<svg" in page
    assert here.case in page
    assert "Mariam" not in page


def link_of(page, what="remove"):
    return re.findall(rf'action="/console(/[^"]+/{what})"', page.text)


def test_the_picture_has_its_legend_and_the_days_in_the_viewers_language(desk, here):
    at = desk(Role.DISTRICT, "ML-BKO")
    page = at.get(f"/cases/{here.case}/chain").text
    assert "cas confirmé" in page
    assert f"début : {TODAY - timedelta(days=4):%d/%m/%Y}" in page
    at.post("/account/language", locale="en")
    page = at.get(f"/cases/{here.case}/chain").text
    assert "confirmed case" in page
    assert "onset:" in page


def test_a_case_is_linked_to_its_source_and_the_link_taken_away_and_put_back(desk, world, here):
    at = desk(Role.DISTRICT, "ML-BKO")
    with world.transaction() as session:
        target = report(session, "Kadia Sow", "ML-BKO", "ML-BKO-1")
    form = {"source": here.case.lower(), "last_contact": str(TODAY - timedelta(days=6)), "context": "MARKET"}
    for wrong, words in (
        ({"source": "CA-2026-999999-X"}, "Aucun cas"), ({"source": ""}, "À remplir"), ({"source": target}, "la même personne"),
        ({"last_contact": ""}, "À remplir"), ({"last_contact": str(TODAY + timedelta(days=1))}, "dans l&#39;avenir"),
    ):  # fmt: skip
        answer = at.post(f"/cases/{target}/link", **form | wrong)
        assert (answer.status_code, words in answer.text) == (422, True), wrong
    assert at.post(f"/cases/{target}/link", **form).status_code == 303
    page = at.get(f"/cases/{target}/chain")
    assert "marché" in page.text
    (remove,) = link_of(page)
    assert at.post(remove).status_code == 422
    other = desk(Role.DISTRICT, "ML-SIKASSO")
    assert other.post(remove, reason="NOT_NEAR").status_code == 404
    assert at.post(remove.replace(target, here.case), reason="NOT_NEAR").status_code == 303
    page = at.get(f"/cases/{target}/chain")
    assert "ne se sont pas rencontrés" in page.text
    assert "On ne connaît personne avant ce cas" in page.text
    assert "ne se sont pas rencontrés" in at.get(f"/cases/{target}/history").text
    (restore,) = link_of(page, "restore")
    assert other.post(restore).status_code == 404
    assert at.post(restore).status_code == 303
    assert at.post(restore).status_code == 404
    assert here.case in at.get(f"/cases/{target}/chain").text


def test_what_teams_ask_is_edited_shown_and_stays_in_the_history(desk, world, here):
    at = desk(Role.DISTRICT, "ML-BKO")
    form = NEW | {
        "name": "Mariam Keïta", "sex": "FEMALE", "pregnancy": "YES_SECOND_TRIMESTER", "occupation": "MINING", "travel": "yes",
        "travel_places": "Siguiri", "severity": "MODERATE", "onset_approximate": "1", "isolation_type": "HOME",
        "isolation_place": "chez sa tante",
    }  # fmt: skip
    assert at.post(f"/cases/{here.case}/edit", symptoms=["fever"], conditions=["DIABETES", "RENAL"], **form).status_code == 303
    kept = sheet(world, here.case).fields
    assert (kept["conditions"], kept["pregnancy"], kept["occupation"]) == (["DIABETES", "RENAL"], "YES_SECOND_TRIMESTER", "MINING")
    assert (kept["travel"], kept["travel_places"], kept["severity"], kept["onset_approximate"]) == ("yes", "Siguiri", "MODERATE", True)
    page = at.get(f"/cases/{here.case}").text
    for words in ("diabète, maladie des reins", "oui, deuxième trimestre", "mine, orpaillage", "oui · Siguiri", "environ", "chez sa tante"):
        assert words in page, words
    again = at.get(f"/cases/{here.case}/edit").text
    assert 'value="DIABETES" checked' in again
    assert 'value="RENAL" checked' in again
    assert 'value="YES_SECOND_TRIMESTER" selected' in again
    assert 'name="onset_approximate" value="1" checked' in again
    assert (
        at.post(f"/cases/{here.case}/edit", symptoms=["fever"], conditions=["RENAL"], **form | {"onset_approximate": ""}).status_code == 303
    )
    history = at.get(f"/cases/{here.case}/history").text
    for words in ("Maladies déjà là", "diabète, maladie des reins", "Grossesse", "Métier", "Voyage", "coordination"):
        assert words in history, words
    with world.transaction() as session:
        line = [each for each in queries.history(session, here.case) if each.field == "conditions"][-1]
    assert (line.before, line.after, line.actor_id) == (["DIABETES", "RENAL"], ["RENAL"], str(at.staff.uuid))
    man = at.post(f"/cases/{here.case}/edit", symptoms=["fever"], **form | {"sex": "MALE"})
    assert (man.status_code, "Pas pour un homme" in man.text) == (422, True)
    assert at.post(f"/cases/{here.case}/edit", symptoms=["fever"], conditions=["GOUT"], **form).status_code == 422


def test_the_diary_of_an_isolation_stands_on_the_case_with_its_needs(desk, world, here):
    at = desk(Role.AGENT)
    assert "Accompagnement en isolement" not in at.get(f"/cases/{here.case}").text
    now = datetime.now(UTC)
    with world.transaction() as session:
        person = Person(locale="bm")
        session.add(person)
        session.flush()
        session.execute(update(Case).where(Case.case_id == here.case).values(reporter_id=person.id, subject="self"))
        service.begin(session, person.id, onset=TODAY - timedelta(days=3), hour=8, today=TODAY)
        service.answer(session, person.id, service.Feeling.WORSE, TODAY, now, danger="no")
        service.need(session, person.id, "food", now)
    page = at.get(f"/cases/{here.case}")
    for words in ("Accompagnement en isolement", "8 h", "va moins bien", "a besoin de nourriture", "en cours"):
        assert words in page.text, words
    done = link_of(page, "done")
    assert len(done) == 2
    assert desk(Role.DISTRICT, "ML-SIKASSO").post(done[0]).status_code == 404
    assert at.post(done[0]).status_code == 303
    page = at.get(f"/cases/{here.case}")
    assert len(link_of(page, "done")) == 1
    assert "fait le" in page.text
    assert at.post(f"/cases/{here.case}/tasks/999999/done").status_code == 404
    with world.transaction() as session:
        service.stop(session, person.id, now)
    assert "arrêté par la personne" in at.get(f"/cases/{here.case}").text
