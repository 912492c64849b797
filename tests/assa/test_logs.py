"""Logs: one line of JSON an event, and nothing of a person in it."""

import json
import subprocess
import sys

import pytest

from assa.logs import HIDDEN, PERSONAL, without_personal_data
from core.settings import ROOT


def masked(**event):
    return without_personal_data(None, "info", event)


@pytest.mark.parametrize("key", sorted(PERSONAL))
def test_values_of_personal_keys_are_hidden_whatever_they_are(key):
    assert masked(**{key: "Awa"}) == {key: HIDDEN}
    assert masked(**{key: ["Awa"]}) == {key: HIDDEN}
    assert masked(outer={"inner": [{key: "Awa"}]}) == {"outer": {"inner": [{key: HIDDEN}]}}


@pytest.mark.parametrize(
    "number", ["76123456", "+223 76 12 34 56", "76.12.34.56", "76-12-34-56", "(223) 76123456", "70000001", "+22376123456"]
)
def test_phone_numbers_and_chat_ids_are_hidden_in_any_text(number):
    line = masked(event=f"calling {number} failed")["event"]
    assert not any(character.isdigit() for character in line)
    assert "failed" in line


def test_a_number_that_may_be_somebodys_is_hidden_and_a_count_is_not():
    assert masked(chat=70_000_001, count=42, share=0.25, ok=True, none=None) == {
        "chat": HIDDEN,
        "count": 42,
        "share": 0.25,
        "ok": True,
        "none": None,
    }


def test_a_token_in_a_url_is_hidden_whole():
    url = "https://api.telegram.org/bot123456789:AAF-abcdefghijklmnopqrstuvwxyz_12345/sendMessage"
    assert masked(error=f"POST {url}") == {"error": f"POST https://api.telegram.org/bot{HIDDEN}/sendMessage"}


def test_what_an_operator_needs_stays():
    conversation = "3f2b8c1e-1234-4567-8901-234567890123"
    assert masked(conversation=conversation, event="status 503 after 12 ms on 127.0.0.1:8000", timestamp="2026-11-23T17:59:51.651383Z") == {
        "conversation": conversation,
        "event": "status 503 after 12 ms on 127.0.0.1:8000",
        "timestamp": "2026-11-23T17:59:51.651383Z",
    }


def test_an_object_is_written_as_text_without_numbers():
    assert masked(error=ValueError("no such phone 76123456")) == {"error": f"no such phone {HIDDEN}"}


LOGGING = """
import logging, structlog
from assa import logs
logs.configure()
log = structlog.get_logger("bot.turn")
log.info("turn.done", text="bonjour", ms=12)
logging.getLogger("bot").info("from the standard library, 76123456")
logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:secret")
try:
    raise ValueError("Awa's phone is +223 76 12 34 56")
except ValueError:
    log.exception("turn.failed")
"""


def test_structlog_and_the_standard_library_go_the_same_way_and_httpx_is_silent():
    run = subprocess.run([sys.executable, "-c", LOGGING], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [(line["event"], line["level"]) for line in lines] == [
        ("turn.done", "info"),
        (f"from the standard library, {HIDDEN}", "info"),
        ("turn.failed", "error"),
    ]
    assert lines[0]["text"] == HIDDEN
    assert "ValueError" in lines[2]["exception"]
    assert "76" not in lines[2]["exception"].split("ValueError")[-1]
    assert run.stdout == ""
