"""All pages of the console. A new subject is named here, and each of its pages in the table of `tests/console/test_permissions.py`."""

from console.accounts import pages as accounts
from console.audit import pages as audit
from console.cases import pages as cases
from console.contacts import pages as contacts
from console.content import pages as content
from console.duplicates import pages as duplicates
from console.follow_up import pages as follow_up
from console.home import pages as home
from console.overview import pages as overview
from console.page import Page
from console.supplies import pages as supplies
from console.talks import pages as talks
from console.team import pages as team
from console.usage import pages as usage
from console.work import pages as work

PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *overview.PAGES,
    *accounts.PAGES,
    *cases.PAGES,
    *contacts.PAGES,
    *follow_up.PAGES,
    *duplicates.PAGES,
    *supplies.PAGES,
    *talks.PAGES,
    *content.PAGES,
    *usage.PAGES,
    *work.PAGES,
    *team.PAGES,
    *audit.PAGES,
)
"""In the order of the navigation."""
