"""No page reads more of a request than it needs: what is larger is thrown away, and a page says so. Nothing of it is kept."""

from collections.abc import Iterator
from html import unescape

import pytest

from console import bodies
from console.subjects import PAGES
from core.longwork.service import LARGEST_GIVEN
from core.staff.roles import Role
from messages.recordings import MAX_BYTES as LARGEST_RECORDING
from messages.translation import MAX_BYTES as LARGEST_CATALOG

FILES = {
    "work.import": LARGEST_GIVEN,
    "content.new": LARGEST_RECORDING,
    "content.edit": LARGEST_RECORDING,
    "translators.take": LARGEST_CATALOG,
}
"""Pages that a file comes to, and the largest that is taken."""


def test_only_pages_that_take_files_read_more_than_a_form():
    larger = {page.name: page.largest for page in PAGES if page.largest != bodies.PLAIN}
    assert larger == {name: largest + bodies.AROUND for name, largest in FILES.items()}


def path(name: str) -> str:
    page = next(each for each in PAGES if each.name == name)
    return page.path.format(topic="masks", locale="fr", version="1")


def said_too_large(answer) -> bool:
    return answer.status_code == 413 and "Trop grand" in answer.text and "Rien n'a été gardé" in unescape(answer.text)


@pytest.mark.parametrize("name", FILES)
def test_a_body_that_is_too_large_is_refused_by_a_page(desk, name):
    at = desk(Role.APPROVER if name != "work.import" else Role.NATIONAL)
    content = bytes(FILES[name] + bodies.AROUND)
    answer = at.client.post(f"/console{path(name)}", files={"file": ("much.csv", content)})
    assert said_too_large(answer)
    assert f"{(FILES[name] + bodies.AROUND) // 1_000_000} Mo" in answer.text


def test_a_file_as_large_as_may_be_is_read(desk):
    at = desk(Role.NATIONAL)
    answer = at.client.post("/console/work/import", files={"file": ("all.csv", bytes(LARGEST_GIVEN))})
    assert answer.status_code == 403  # read as a whole: its form is not one of ours
    assert "plus valable" in answer.text


def in_pieces(size: int) -> Iterator[bytes]:
    for _ in range(size // 10_000):
        yield b"a" * 10_000


def test_a_body_that_does_not_say_its_length_is_counted(desk):
    at = desk(Role.DISTRICT, "ML-BKO")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert said_too_large(at.client.post("/console/cases/new", content=in_pieces(2_000_000), headers=headers))
    assert at.client.post("/console/cases/new", content=in_pieces(500_000), headers=headers).status_code == 403


def test_nobody_signed_in_is_not_needed_to_be_told(visitor):
    assert said_too_large(visitor.post("/console/sign-in", data={"login": "a" * 2_000_000}))
