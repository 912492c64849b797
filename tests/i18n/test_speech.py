"""What a message does: a rumour passed on, an illness told or denied, a report refused."""

import pytest

from core.i18n.speech import speech


@pytest.mark.parametrize(
    "text",
    [
        "est-ce vrai que l'ail guérit ?",
        "es ke c vré ke lail guérit",
        "C'est vrai que le vaccin rend stérile",
        "il paraît que le thé tue le virus",
        "il parait k le thé tue le virus",
        "on dit que ça n'existe pas",
        "les gens disent que c'est fini",
        "on m'a dit que l'alcool protège",
        "j'ai entendu dire que les noirs ne l'attrapent pas",
        "le savon rend fou, vrai ou faux",
        "tiɲɛ don wa ko safinɛ bɛ mɔgɔ fa",
        "yala tiɲɛ don ko layi bɛ bana kɛnɛya wa",
        "nin ye tiɲɛ ye wa",
        "u ko ko safinɛ man ɲi",
        "mɔgɔw b'a fɔ ko bana tɛ yen",
        "n y'a mɛn ko safinɛ bɛ mɔgɔ fa",
        "tinye don wa",
    ],
)
def test_a_rumour_is_known_by_how_it_is_passed_on(text):
    assert speech().claim(text) is not None


@pytest.mark.parametrize("text", ["comment porter un masque", "je tousse", "maski nafa ye mun ye", "merci", "quels sont les signes"])
def test_a_question_or_a_statement_is_no_rumour(text):
    assert speech().claim(text) is None


def test_one_claim_however_it_is_passed_on():
    claims = {
        speech().claim(text)
        for text in ("On dit que le savon rend fou", "il paraît que le savon rend fou", "est-ce vrai que le savon rend fou ?")
    }
    assert claims == {"le savon rend fou"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mon fils tousse depuis 3 jours", "ill"),
        ("j'ai de la fièvre", "ill"),
        ("gé la toux et mal à la tête", "ill"),
        ("ma mère est malade depuis hier", "ill"),
        ("je ne sens plus les odeurs", "ill"),
        ("je ne tousse pas mais j'ai de la fièvre", "ill"),
        ("n den bɛ sɔgɔsɔgɔ kabini tile saba", "ill"),
        ("farigan bɛ n na", "ill"),
        ("je n'ai pas de fièvre", "not_ill"),
        ("j'ai pas la toux", "not_ill"),
        ("non je tousse pas", "not_ill"),
        ("il n'a plus de fièvre", "not_ill"),
        ("il n'a pas de mal à respirer", "not_ill"),
        ("je ne suis pas malade", "not_ill"),
        ("farigan tɛ n na", "not_ill"),
        ("n tɛ sɔgɔsɔgɔ", "not_ill"),
        ("j'ai de la fièvre, que faire ?", None),
        ("la fièvre est-elle un signe ?", None),
        ("que faire si j'ai de la toux", None),
        ("je veux signaler que mon fils tousse", None),
        ("combien de temps dure la toux", None),
        ("il y a le corona au Mali", None),
        ("bonjour", None),
        ("pas de masque", None),
    ],
)
def test_what_is_told_of_an_illness(text, told):
    assert speech().told(text) == told


@pytest.mark.parametrize(
    ("text", "refuses"),
    [
        ("je ne veux pas signaler", True),
        ("je veu pa signaler", True),
        ("non pas de signalement", True),
        ("n t'a fɛ ka banabaatɔ kofɔ", True),
        ("je veux signaler un malade", False),
        ("n b'a fɛ ka banabaatɔ dɔ kofɔ", False),
        ("je ne veux pas tarder : je veux signaler un malade", False),
    ],
)
def test_a_report_that_is_refused(text, refuses):
    assert speech().refuses_report(text) is refuses


@pytest.mark.parametrize("told", ["ma mère n'arrive plus à respirer", "n fa tɛ se ka ninakili"])
def test_an_emergency_is_no_denial(told):
    assert speech().told(told) is None
