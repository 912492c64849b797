"""Somebody enrols by a code in their chat, is told of a report in their place, and leaves a shared phone."""

import time
import uuid
from typing import Any

from contact_tracing.service import CaseReport, report_case
from core.staff import codes, service
from core.staff.roles import Role
from tests.town import PEOPLE, Town


def said(parts: list[dict[str, Any]]) -> list[str]:
    return [part["response"] for part in parts]


def test_a_coordinator_enrols_is_told_of_a_report_and_leaves(whole_town: Town) -> None:
    person = PEOPLE["telegram"](whole_town)
    person.say("start")
    person.say("1")
    with whole_town.database.transaction() as session:
        code = service.invite(session, "Awa", Role.DISTRICT, area="ML-C-SIKASSO").code
    assert said(person.say(codes.new())) == ["utter_staff_bad_code"]
    enrolled = person.say(f"agent {code.lower()}")
    assert said(enrolled) == ["utter_staff_enrolled", "utter_work_help"]
    assert "coordination du district, Sikasso" in enrolled[0]["text"]
    assert said(person.say(code)) == ["utter_staff_enrolled_before"]

    report = CaseReport(
        submission_key=str(uuid.uuid4()), reporter_id=None, channel="webchat", subject="other", name="Moussa Keïta",
        age_band="25-34", sex="MALE", region="ML-SIKASSO", cercle="ML-C-SIKASSO", symptoms=("fever",), exposure="unknown",
    )  # fmt: skip
    with whole_town.database.transaction() as session:
        case_id = report_case(session, report).case_id
    until = time.monotonic() + 20
    while not (news := [sent for sent in whole_town.telegram.sent(person.chat) if case_id in sent.text]) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(news) == 1
    assert "Sikasso" in news[0].text
    assert "Moussa" not in news[0].text

    assert said(person.say("Fin de service")) == ["utter_staff_left"]
    assert said(person.say("baara banna")) == ["utter_staff_never"]
