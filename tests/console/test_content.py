"""Official messages on the pages: written, seen as on a phone, moved from draft to live by two people, compared, rolled back."""

import re
from dataclasses import replace

import pytest

from console.content.differences import differences
from core.staff.roles import Role
from messages import queries
from messages.questions import examples
from messages.questions.service import Asked, record
from tests.messages.samples import BAMBARA, MASKS, TODAY, bring, ogg

FORM = {
    "title": "Le masque",
    "text": "Portez un masque. {hotline}",
    "source": "OMS",
    "source_date": "2023-01-13",
    "valid_from": "2023-01-13",
    "valid_to": "",
    "next": "prevention, symptoms",
}


@pytest.fixture
def content(world):
    bring(world, MASKS, replace(BAMBARA, recording="masks.ogg", recording_content=ogg(3)))
    return world


@pytest.fixture
def editor(desk, content):
    return desk(Role.EDITOR)


@pytest.fixture
def approver(desk, content):
    return desk(Role.APPROVER)


def versions(database, locale="fr"):
    with database.transaction() as session:
        return [(v.version, v.state, v.id) for v in queries.versions(session, "masks", locale)]


def draft(at, locale="fr", **changes):
    return at.post(f"/content/masks/{locale}/new", **{**FORM, **changes})


def test_each_topic_is_seen_in_each_language_and_can_be_filtered(editor):
    page = editor.get("/content").text
    assert 'href="/console/content/masks/bm"' in page
    assert 'href="/console/content/vaccine/fr"' in page
    only = editor.get("/content", state="live").text
    assert 'href="/console/content/masks/fr"' in only
    assert 'href="/console/content/vaccine/fr"' not in only
    assert editor.get("/content", audience="nonsense", state="nonsense").status_code == 200


def test_a_message_is_written_by_one_and_put_live_by_another(editor, approver, content):
    made = draft(editor)
    assert made.status_code == 303
    address = made.headers["location"].removeprefix("/console")
    assert "C&#39;est enregistré" in editor.get(address).text
    number = versions(content)[0][2]
    assert editor.post(f"/content-versions/{number}/step/submit", comment="à relire").status_code == 303
    assert editor.post(f"/content-versions/{number}/step/approve").status_code == 404, "who writes does not approve"
    for step in ("approve", "publish"):
        assert approver.post(f"/content-versions/{number}/step/{step}").status_code == 303
    assert [row[:2] for row in versions(content)] == [(2, "live"), (1, "approved")]
    shown = approver.get(address).text
    assert "à relire" in shown
    assert "Portez un masque. 36061" in shown, "as people read it, with the fact of the day"
    assert shown.count('class="phone"') == 3


def test_nobody_approves_their_own(approver, content):
    draft(approver)
    number = versions(content)[0][2]
    approver.post(f"/content-versions/{number}/step/submit")
    refused = approver.post(f"/content-versions/{number}/step/approve")
    assert (refused.status_code, "vous-même" in refused.text) == (403, True)
    assert versions(content)[0][1] == "in_review"


def test_a_step_that_is_not_legal_is_refused_and_nothing_changes(approver, content):
    number = versions(content)[0][2]
    refused = approver.post(f"/content-versions/{number}/step/submit")
    assert refused.status_code == 409
    assert approver.post(f"/content-versions/{number}/step/create").status_code == 404
    assert approver.post("/content-versions/99999/step/submit").status_code == 404
    assert approver.get("/content-versions/x").status_code == 404
    assert versions(content)[0][1] == "live"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "À remplir"),
        ({"title": "x" * 61}, "Trop long"),
        ({"source_date": "demain"}, "pas une date"),
        ({"valid_to": "2020-01-01"}, "avant"),
        ({"next": "nonsense"}, "sujet"),
        ({"text": "Appelez {telephone}."}, "{telephone}"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(editor, content, changes, words):
    answer = draft(editor, **changes)
    assert answer.status_code == 422
    error = re.search(r'class="error"[^>]*>([^<]*)<', answer.text)
    assert error is not None
    assert words in error[1]
    assert "Portez un masque" in answer.text or "Appelez" in answer.text
    assert len(versions(content)) == 1


def test_a_draft_is_changed_in_place_and_what_is_live_cannot_be(editor, content):
    draft(editor)
    number = versions(content)[0][2]
    assert "Portez un masque" in editor.get(f"/content-versions/{number}/edit").text
    assert editor.post(f"/content-versions/{number}/edit", **{**FORM, "text": "Autre."}).status_code == 303
    with content.transaction() as session:
        assert queries.version(session, number).text == "Autre."
    live = versions(content)[-1][2]
    assert editor.post(f"/content-versions/{live}/edit", **FORM).status_code == 409


def test_a_translation_keeps_of_which_french_it_is(editor, content):
    draft(editor, "bm", text="Maski siri. {hotline}")
    with content.transaction() as session:
        found = queries.version(session, versions(content, "bm")[0][2])
    assert found.translated_from == BAMBARA.translated_from


def test_a_recording_is_uploaded_heard_and_taken_out(editor, content):
    heard = editor.client.post(
        "/console/content/masks/fr/new", data={"csrf": csrf(editor), **FORM}, files={"recording": ("voix.ogg", ogg(2), "audio/ogg")}
    )
    assert heard.status_code == 303
    number = versions(content)[0][2]
    address = re.search(r'<audio[^>]*src="([^"]+)"', editor.get(f"/content-versions/{number}").text)[1]
    answer = editor.client.get(address)
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "audio/ogg", ogg(2))
    editor.post(f"/content-versions/{number}/edit", **FORM)
    assert "<audio" in editor.get(f"/content-versions/{number}").text, "kept while nothing is said about it"
    editor.post(f"/content-versions/{number}/edit", **FORM, no_recording="1")
    assert "<audio" not in editor.get(f"/content-versions/{number}").text
    assert editor.get("/content-recordings/nothing").status_code == 404


def csrf(at):
    return re.search(r'name="csrf" value="([^"]+)"', at.get("/content/masks/fr/new").text)[1]


def test_what_is_no_recording_is_refused(editor, content):
    answer = editor.client.post(
        "/console/content/masks/fr/new", data={"csrf": csrf(editor), **FORM}, files={"recording": ("voix.ogg", b"MP3", "audio/ogg")}
    )
    assert (answer.status_code, "Ogg" in answer.text) == (422, True)
    assert len(versions(content)) == 1


def test_two_versions_are_compared_word_by_word(editor, content):
    draft(editor)
    new, old = versions(content)[0][2], versions(content)[1][2]
    page = editor.get(f"/content-versions/{new}/compare/{old}").text
    assert "<del>Portez-le.</del>" in page
    assert "<ins>Portez un masque.</ins>" in page
    other = versions(content, "bm")[0][2]
    assert editor.get(f"/content-versions/{new}/compare/{other}").status_code == 404


def test_rolling_back_is_one_action(editor, approver, content):
    assert approver.post("/content/masks/fr/rollback", audience="citizen").status_code == 404, "nothing was live before"
    draft(editor)
    number = versions(content)[0][2]
    editor.post(f"/content-versions/{number}/step/submit")
    for step in ("approve", "publish"):
        approver.post(f"/content-versions/{number}/step/{step}")
    assert approver.post("/content/masks/fr/rollback", audience="citizen", comment="mot faux").status_code == 303
    assert [row[:2] for row in versions(content)] == [(2, "withdrawn"), (1, "live")]


def test_pieces_of_a_comparison_make_both_texts():
    before, after = "Lavez vos mains à l'eau.\nSouvent.", "Lavez bien vos mains au savon.\nSouvent."
    pieces = differences(before, after)
    assert "".join(words for change, words in pieces if change != "new") == before
    assert "".join(words for change, words in pieces if change != "gone") == after
    assert differences("a", "a") == [("same", "a")]


def ask_in_vain(database, text, kind="lost", **more):
    with database.transaction() as session:
        record(session, Asked(text, TODAY, "fr", kind, **more))


def test_questions_and_rumours_are_listed_and_become_examples(editor, content):
    ask_in_vain(content, "le savon tue le virus ?")
    ask_in_vain(content, "est-ce que le piment protège", "rumour")
    page = editor.get("/questions", period="").text
    assert "le savon tue le virus" in page
    assert "piment" in page
    only = editor.get("/questions", period="", kind="rumour").text
    assert "le savon tue le virus" not in only
    kept = editor.post("/questions/propose", text="le savon tue le virus", topic="hand_washing", locale="fr")
    assert kept.status_code == 303
    assert "le savon tue le virus" in editor.get("/questions/examples").text
    file = editor.get("/questions/examples/fr.yml")
    assert "intent: hand_washing" in file.text
    assert "attachment" in file.headers["content-disposition"]
    assert editor.get("/questions/examples/xx.yml").status_code == 404
    with content.transaction() as session:
        [only_one] = examples.examples(session)
    assert editor.post(f"/questions/examples/{only_one.id}/drop").status_code == 303
    assert "le savon tue le virus" not in editor.get("/questions/examples").text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"text": "je m'appelle Oumar Diarra", "topic": "masks", "locale": "fr"}, "nom"),
        ({"text": "x", "topic": "nonsense", "locale": "fr"}, "liste"),
        ({"text": " ", "topic": "masks", "locale": "fr"}, "remplir"),
    ],
)
def test_a_bad_example_is_refused_with_a_word(editor, form, words):
    answer = editor.post("/questions/propose", **form)
    assert (answer.status_code, words in answer.text) == (422, True)


def test_catalogs_go_to_translators_and_come_back(editor, content):
    catalog = editor.get("/translators/messages/bm.po")
    assert "Maski don." in catalog.text
    assert editor.get("/translators/interface/bm.po").text.startswith('msgid ""')
    assert editor.get("/translators/interface/xx.po").status_code == 404
    changed = catalog.content.replace(b"Maski don.", b"Maski siri.")

    def take(file):
        return editor.client.post("/console/translators/take", data={"csrf": csrf(editor), "locale": "bm"}, files={"file": ("bm.po", file)})

    assert "masks" in take(changed).text
    assert [row[:2] for row in versions(content, "bm")] == [(1, "draft")]
    bad = take(changed.replace(b'{hotline}"\n', b'36061"\n'))
    assert bad.status_code == 422
    assert "masks/text" in bad.text
    assert take(b"").status_code == 200, "an empty catalog changes nothing"
