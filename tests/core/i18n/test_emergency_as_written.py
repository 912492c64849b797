"""Emergency signs as people tell of them in a hurry, beside what sounds alike: denied, over, asked about, or the dead.

Harm first: TRUE must all cut in, whatever else the message denies. DOUBT cuts in too, though it may be none. NONE is left to the dialogue.
"""

import pytest

from core.i18n.keywords import keywords

TRUE = {
    "breathing": [
        "mon tonton a du mal à respirer depuis ce matin venez vite",
        "svp aidez ma maman elle arrive plus a respirer",
        "ma fille respire avec le ventre et tres vite",
        "il halète il ne respire pas bien",
        "je ne respire plus bien",
        "jè du mal à respiré",
        "jar pa a respiré",
        "g arrive pa a respirer",
        "mon bebe respire tres mal svp",
        "il cherche l'air",
        "elle a le souffle qui coupe",
        "respiration sifflante chez mon enfant",
        "mon père étouffe la nuit",
        "je m'étouffe quand je me couche",
        "je sui essouflé meme assis",
        "elle est essoufflée rien qu'en parlant",
        "pas de toux, pas de fièvre, mais je n'arrive plus à respirer",
        "je n'ai pas mal à la poitrine mais je respire mal",
        "il a repris connaissance mais il respire mal",
        "quels sont les signes graves ? mon fils n'arrive plus à respirer",
        "est-ce grave, ma mère a du mal à respirer ?",
        "il ne tousse pas mais il étouffe",
        "son souffle est court",
        "mon souffle est bloqué",
        "je peux à peine respirer",
        "elle peine à respirer",
        "il lutte pour respirer",
        "il a l'air de s'étouffer",
        "le vieux gasp il respire plus",
        "n ninakili bɛ ka surunya",
        "n ninakili tɛ taa",
        "a tɛ se ka ninakili lase",
        "n den ninakili ka gɛlɛn kosɛbɛ",
        "n den ninakili ka guèlèn",
        "n tè ninakili soro",
        "n te ninakili soro",
        "a ninakili bora",
        "n muso tɛ se ka ninakili ka ɲɛ",
        "fiɲɛ tɛ don n na",
        "n bɛ ka degun ninakili la",
        "n disi ma dimi nka n te se ka ninakili",
        "farigan te n na nka n ninakili ka gelen",
        "a ninakili tigera",
        "mi waawataa foofude",
        "foofde ina satti e am",
        "o waawaa fooftude",
        "ay si hin ka hunanzamay",
        "a si hin ka funsu",
        "je n'ai jamais eu autant de mal à respirer",
        "je n'ai jamais eu de mal à respirer comme ça",
        "il n'a pas de convulsions mais il ne respire plus",
        "elle a repris connaissance, elle étouffe",
        "je n'ai ni fièvre ni toux, j'ai du mal à respirer, pas de mal à la poitrine",
    ],
    "chest": [
        "mon père est mort d'une crise cardiaque à l'instant, que faire",
        "ma poitrine est serrée",
        "j'ai comme un poids sur la poitrine",
        "g la poitrine ki me fai mal",
        "ça me serre dans la poitrine",
        "mon père fait une crise cardiaque",
        "je respire bien mais j'ai mal à la poitrine",
        "j'ai très mal au coeur côté gauche, poitrine serrée",
        "n disi bè n dimi kosèbè",
        "a disi bɛ a dimi",
        "n dusukun bɛ ka n dimi",
        "disidimi juguba bɛ n na",
        "becce am ina muusa sanne",
        "ay gandoo ga dooru gumo",
        "mon père est mort d'une crise cardiaque et maintenant j'ai mal à la poitrine",
        "il est presque mort d'une crise cardiaque ce matin",
        "il est parti à l'hôpital pour crise cardiaque",
        "on l'a emporté avec une crise cardiaque",
    ],
    "consciousness": [
        "il ne reprend pas ses esprits",
        "elle ne reprend toujours pas connaissance",
        "il ne se réveille pas avant que je le secoue fort",
        "mon frère est tombé et ne se réveille pas",
        "ma soeur s'est évanouie au marché",
        "il a perdu connaissance puis plus rien",
        "papa dort tout le temps on n'arrive pas à le réveiller",
        "il ne réagit plus",
        "elle dit n'importe quoi depuis la nuit",
        "il reconnait plus personne",
        "maman est dans les pommes",
        "il convulse",
        "la petite fait des convulsions",
        "il parl plus il boug plus",
        "je n'ai pas de mal à respirer mais mon fils a perdu connaissance",
        "il n'est pas confus mais il ne se réveille plus",
        "il a repris connaissance puis il s'est évanoui encore",
        "n ba kirinna sogoma in na",
        "a kirinna ka tila ka kunun, a kirinna tugun",
        "a kirinen don",
        "a binna a tɛ kuma",
        "n fa tɛ ka kunun",
        "a hakili bora a la",
        "a te mogo don bilen",
        "a ye kirin ani a te lamaga",
        "o faddii o haalataa",
        "boraa si hin ka selang",
        "ma soeur kirinna",
        "ma maman kirinna sisan",
        "il n'arrête pas de convulser",
        "il n'a toujours pas repris connaissance",
        "a ma kirin nka a te se ka kuma",
        "on ne peut pas la réveiller",
        "il ne nous reconnaît plus",
    ],
    "lips": [
        "ses lèvres deviennent bleues",
        "les ongles de ma mère sont bleus",
        "le bébé est devenu tout bleu",
        "a dawolo finna",
        "a daw bulama don",
    ],
}

DOUBT = {
    "a tun kirinna nka sisan a ka kene": "consciousness",
    "la chaleur m'étouffe": "breathing",
}
"""Who fainted and is better should still be seen by somebody; who says that it is the heat may be wrong."""

NONE = [
    "il a repris connaissance",
    "elle a repris conscience ce matin",
    "a ma kirin",
    "a ma kirin abada",
    "je n'ai pas de mal à respirer",
    "j ai pas de mal a respirer",
    "jé pa de mal a respiré",
    "mon grand-père est mort d'une crise cardiaque l'an dernier",
    "mon oncle est décédé d'un arrêt cardiaque en 2015",
    "quels sont les signes graves ?",
    "quels signes doivent m'inquiéter ?",
    "c'est quoi l'essoufflement",
    "que veut dire détresse respiratoire",
    "est-ce que le covid donne mal à la poitrine ?",
    "le masque m'étouffe",
    "il respire mieux maintenant",
    "elle respire sans problème",
    "je respire normalement",
    "il n'est pas inconscient",
    "il n'est plus inconscient",
    "elle ne s'est pas évanouie",
    "il ne s est pas evanoui",
    "pas de perte de connaissance",
    "aucune perte de connaissance",
    "ses lèvres ne sont pas bleues",
    "je n'ai aucun mal à respirer",
    "je n'ai plus de mal à respirer",
    "je n'ai jamais eu de mal à respirer",
    "il n'a pas de convulsions",
    "sans convulsions",
    "il n'y a pas de problème de respiration",
    "ma poitrine ne me fait pas mal",
    "ni mal à la poitrine ni essoufflement",
    "n ninakili bɛ ka ɲɛ",
    "n ninakili ka nyi",
    "n disi te n dimi",
    "disidimi tɛ n na",
    "ninakili gɛlɛya tɛ n na",
    "a ma kirin, a bɛ kuma",
    "a hakili bɛ a la",
    "taamasiyɛn juguw ye mun ye",
    "a dawolo man fin",
    "mi foofi no haani",
    "les gens sont inconscients",
    "je ne parle plus français",
    "je ne répondrai plus au téléphone",
    "un masque bleu ou violet ?",
    "le médecin ne répond pas au téléphone",
    "mes enfants ne se réveillent pas tôt",
    "il ne se réveille pas avant midi",
    "mon coeur est triste",
    "j'ai mal au coeur de voir ça",
]


@pytest.mark.parametrize("sign", TRUE)
def test_every_true_sign_cuts_in(sign: str) -> None:
    seen = {text: keywords().emergency_sign(text) for text in TRUE[sign]}
    assert {text: found for text, found in seen.items() if found is None} == {}


def test_the_sign_is_named_rightly() -> None:
    wrong = {text: found for sign, texts in TRUE.items() for text in texts if (found := keywords().emergency_sign(text)) != sign}
    assert wrong == {}


def test_in_doubt_it_is_one() -> None:
    assert {text: keywords().emergency_sign(text) for text in DOUBT} == DOUBT


def test_what_is_denied_over_or_asked_about_is_none() -> None:
    assert {text: found for text in NONE if (found := keywords().emergency_sign(text)) is not None} == {}


def test_a_sign_among_denied_ones_cuts_in() -> None:
    """Each true sign, after something denied in the same message."""
    denied = ("je n'ai pas de fièvre, ", "il n'a pas perdu connaissance mais ", "pas de convulsions, ", "a ma kirin, ")
    missed = [
        start + text for start in denied for texts in TRUE.values() for text in texts if keywords().emergency_sign(start + text) is None
    ]
    assert missed == []


NOT_BEFORE = (
    "je n'ai jamais eu de mal à respirer avant aujourd'hui",
    "j'ai jamais eu de difficulté à respirer avant ça",
    "je n'avais jamais eu mal à respirer jusqu'à hier",
    "il n'a jamais eu de convulsions avant ce matin",
    "elle n'avait jamais eu de syncope avant",
    "je n'ai jamais perdu connaissance avant aujourd'hui",
    "je n'étais jamais essoufflé avant",
    "je n'avais jamais auparavant eu mal à la poitrine",
)


def test_what_never_was_before_is_there_now() -> None:
    assert {text for text in NOT_BEFORE if keywords().emergency_sign(text) is None} == set()


def test_without_before_the_same_denial_holds() -> None:
    assert keywords().emergency_sign("je n'ai jamais eu de mal à respirer") is None
    assert keywords().emergency_sign("il n'a jamais eu de convulsions, et je le connais depuis longtemps") is None
