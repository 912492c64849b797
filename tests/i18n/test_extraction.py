"""Whatever people read is in the template: in the code, in `domain.yml`, on pages. Read here in another way than Babel does."""

import ast
import re
from functools import cache
from html.parser import HTMLParser

import pytest

from core.i18n import update
from core.settings import ROOT
from tests.i18n.checks import RESPONSES

PACKAGES = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
CODE = [path for package in PACKAGES for path in sorted(package.rglob("*.py"))]
PAGES = [path for package in PACKAGES for path in sorted(package.rglob("*.html"))]
SCRIPTS = [path for package in PACKAGES for path in sorted(package.rglob("*.js"))]

NOT_SAID = {
    "actions/report_case/read.py": "words that people type",
    "assa/demo/desk.py": "what invented people ask and write",
    "assa/demo/people.py": "invented names and places of invented people",
    "assa/demo/outbreak.py": "invented names and places of invented people",
    "assa/demo/reports.py": "invented names of invented people",
    "benchmarks/dialogue/load.py": "what people type",
    "benchmarks/dialogue/mix.py": "what people type",
    "benchmarks/stock/project/actions.py": "the stock assistant's own words",
    "bot/channels/telegram/register.py": "commands, which Telegram shows by the device's language: none is a language of Mali",
    "bot/render/render.py": "the name of the language above a French text",
    "core/i18n/__init__.py": "the name of the language",
    "messages/translation.py": "a note to translators, who work from French",
    "stock/reading/question.py": "words that people type",
    "stock/reading/tokens.py": "words that people type",
    "stock/reading/words.py": "words that people type",
}
"""Files with French that is not for the catalogs, and why."""

_FRENCH = re.compile(r"[éèêàâçùûôîœ«»’]|\b(?:le|la|les|un|une|des|du|vous|votre|vos|pour|est|je|ne|pas|qui|que|dans|avec)\b", re.IGNORECASE)


@cache
def known():
    return {(message.context, message.id) for message in update.template() if message.id}


def marked(tree):
    """The calls of `_()` and `N_()`."""
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in ("_", "N_")]


def not_literal(tree):
    """Lines of marked strings that cannot be extracted: put together, or held by a name."""
    return [call.lineno for call in marked(tree) if not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))]


def french(tree):
    """Strings that read as French, are not marked, and are neither documentation nor patterns."""
    aside = {node for call in marked(tree) for node in ast.walk(call)}
    aside |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and n not in aside]
    return [
        text for text in strings if not re.search(r"\\|\(\?:", text) and (len(_FRENCH.findall(text)) > 1 or re.search("[éèêàçœ]", text))
    ]


class Page(HTMLParser):
    """What stands on a page outside of template expressions: texts, and attributes that are read out or shown."""

    def __init__(self, source):
        super().__init__()
        self.said = []
        self.feed(re.sub(r"{{.*?}}|{%.*?%}|{#.*?#}", "", source, flags=re.DOTALL))

    def handle_data(self, data):
        self.said.append(data)

    def handle_starttag(self, tag, attrs):
        self.said += [value or "" for name, value in attrs if name in ("title", "alt", "placeholder", "aria-label", "label", "value")]

    @property
    def words(self):
        return [text.strip() for text in self.said if re.search(r"[^\W\d_]", text) and text.strip() != "ASSA"]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_marks_what_people_read(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert not_literal(tree) == [], "a marked string is a literal"
    assert [call.args[0].value for call in marked(tree) if (None, call.args[0].value) not in known()] == [], "run `make messages`"
    if str(path.relative_to(ROOT)) not in NOT_SAID:
        assert french(tree) == [], "French outside of _() or N_()"


def test_the_exceptions_are_still_needed():
    assert [name for name in NOT_SAID if not french(ast.parse((ROOT / name).read_text("utf-8")))] == []


@pytest.mark.parametrize("name", RESPONSES)
def test_every_response_and_its_buttons_are_extracted(name):
    response = RESPONSES[name]
    said = [response["text"], *(button["title"] for button in response.get("buttons", []))]
    assert [text for text in said if (name, text) not in known()] == []


def test_nothing_is_extracted_that_nobody_says():
    said = {(name, response["text"]) for name, response in RESPONSES.items()}
    said |= {(name, button["title"]) for name, response in RESPONSES.items() for button in response.get("buttons", [])}
    assert {key for key in known() if key[0] is not None} == said


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_mark_what_people_read(path):
    source = path.read_text("utf-8")
    assert Page(source).words == [], "a text outside of _()"
    assert re.findall(r"\bgettext\(|{%-? *trans\b", source) == [], "only _() is looked for"
    strings = [double or single for double, single in re.findall(r"""\b_\((?:"([^"]+)"|'([^']+)')\)""", source)]
    assert strings
    assert len(strings) == len(re.findall(r"\b_\(", source)), "a marked string is a literal"
    assert [text for text in strings if (None, text) not in known()] == [], "run `make messages`"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_take_what_they_say_from_the_page(path):
    source = re.sub(r"/\*.*?\*/|//.*$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert [text for text in re.findall(r'"([^"\n]*)"', source) if len(_FRENCH.findall(text)) > 0] == []


def test_there_are_pages_and_scripts_to_look_at():
    assert PAGES
    assert SCRIPTS
    assert len(CODE) > 50


# the checks themselves


@pytest.mark.parametrize("code", ['_(f"Bonjour {name}")', '_("Bonjour " + name)', "N_(TITLE)", "_(3)"])
def test_a_marked_string_that_is_no_literal_is_found_out(code):
    assert not_literal(ast.parse(code)) == [1]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('say("Le numéro est noté")', True),
        ('button("Fièvre", "fever")', True),
        ('say("Je ne sais pas")', True),
        ('say(f"Voici le {number} pour vous")', True),
        ('say(N_("Le numéro est noté"))', False),
        ('"""Le numéro est noté."""', False),
        ('log.info("sent_again", channel="telegram")', False),
        ('re.compile(r"\\b(?:le|la|les) jour")', False),
    ],
)
def test_french_that_is_not_marked_is_found_out(code, found):
    assert bool(french(ast.parse(code))) is found


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Bonjour</p>", ["Bonjour"]),
        ('<p>{{ _("Bonjour") }}</p>', []),
        ('<input placeholder="Votre message">', ["Votre message"]),
        ("<input placeholder=\"{{ _('Votre message') }}\">", []),
        ("<h1>ASSA <span>{{ name }}</span></h1>", []),
        ("{# a remark #}<b>{% if x %}Oui{% endif %}</b>", ["Oui"]),
    ],
)
def test_a_text_of_a_page_that_is_not_marked_is_found_out(html, words):
    assert Page(html).words == words
