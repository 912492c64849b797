"""The first page: what one may open."""

from starlette.responses import Response

from console.page import Access, Ask, Page


def home(ask: Ask) -> Response:
    return ask.render("home/home.html")


PAGES = (Page("home", "/", home, Access.STAFF),)
