"""The pages of this subject, in the order of the navigation."""

from console.content import overview, questions, translators, versions

PAGES = (*overview.PAGES, *versions.PAGES, *questions.PAGES, *translators.PAGES)
