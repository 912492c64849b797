"""The web application as a whole: its routes, its headers."""

import httpx
import pytest

from assa.web import HEADERS, create_app
from tests.fakes.server import serve


@pytest.fixture
def web(settings, database):
    """The application as a server, without Rasa behind it."""
    with serve(create_app(settings)) as url, httpx.Client(base_url=url, timeout=20) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/metrics", "/nowhere"])
def test_every_answer_carries_the_security_headers_once(web, path):
    headers = web.get(path).headers
    for name, value in HEADERS.items():
        assert headers.get_list(name.decode()) == [value.decode()]


def test_the_headers_allow_nothing_from_elsewhere_and_nothing_inline():
    policy = HEADERS[b"content-security-policy"].decode()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_it_is_not_ready_without_rasa(web):
    answer = web.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "redis": True, "rasa": False}


def test_without_its_settings_a_channel_takes_nothing(web):
    assert web.post("/telegram", json={"update_id": 1}).status_code == 404
    assert web.post("/whatsapp", json={}).status_code in (403, 404, 503)


@pytest.mark.parametrize("path", ["/chat/messages"])
def test_a_body_that_is_too_long_is_refused(web, path):
    answer = web.post(path, content=b'{"text": "' + b"a" * 200_000 + b'"}', headers={"content-type": "application/json"})
    assert answer.status_code == 413
