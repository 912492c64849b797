"""The language of a message is seen where it is plain, and left open where it is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assa_text.language import LANGUAGES, detect

FRENCH = [
    "g la fievre et je tousse",
    "c koi le corona",
    "comment se protéger de la maladie",
    "le gouvernement a annoncé lundi que les écoles seront fermées",
    "je veux signaler un cas",
    "mon fils est malade depuis hier",
    "slt cv pk le masque",
    "est ce que la maladie existe vraiment",
    "combien de cas à Bamako",
]
BAMBARA = [
    "ne bɛ sɔgɔsɔgɔ kɛ",
    "n farikolo ka kalan ani n kungolo bɛ n dimi",
    "corona ye mun ye",
    "corona be yelema cogo di",
    "an be se ka an tanga corona ma cogo di",
    "masque don nafa ye mun ye",
    "i ni sogoma n be farigan na",
    "ne b'a fe ka test kè Bamako",
    "koronabana tamasiyenw ye mun ye",
    "boloci ka nyi wa",
    "n tè se ka nana kunun",
    "aw ye aw bolo ko ni safunɛ ye",
    "corona tiɲɛ don wa",
    "n ba bananen don",
    "a y'a fɔ ko bana in bɛ mɔgɔw faga Mali la",
    "test bɛ kɛ min",
    "Fura jumɛn bɛ corona kɛnɛya",
]
FULFULDE = [
    "miɗo yiɗi anndude ko woni corona",
    "noye mi reentorta nyawu nguu",
    "yimɓe ɓee ina nyawi",
    "a jaraama mi nyawɗo hannde",
    "hol ko waɗata so neɗɗo nyawii",
    "ndiyam e saabunnde ina laɓɓina juuɗe",
    "jam waali mi yiɗi haalde Fulfulde",
    "mido woodi nguleeki e dojjere",
    # long vowels written short
    "sukabe fof nyawi hande",
    "sukabe nyawi safaro",
]
SONGHAY = [
    "ay ga doori ay gande ga dooru",
    "mate borey ga hin ka ngu yer faaba",
    "corona doori wo macin no",
    "ay goono ga kotto",
    "ni baani ay ga baa ay ma hantum",
    "war ma war kabey nyum nda saafun",
    "boro foo kaa goo doori na",
    "ir koyraa ra borey goo ga doori",
]
TAMASHEQ = [
    "ǝnta wǝr iha akal wa",
    "nak wǝr ǝssenaɣ awa imos corona",
    "ma imos turhna wa n corona",
    "medan win akal wadagh ewan turna",
    "ⴰⵣⵓⵍ ⵎⴰⵏⵉ",
]
OTHER = [
    "what are the symptoms of the disease",
    "how can I protect my family",
    "nanga def maa ngi ci dekk bi",
    "ina so in san alamun cutar",
    "مرحبا كيف حالك",
    "ߒ ߓߍ ߞߎߡߊ",
    "was ist das Virus und wie kann ich mich",
]
GREETINGS = {
    "bonjour": "fr",
    "Bonsoir !": "fr",
    "slt": "fr",
    "I ni sɔgɔma": "bm",
    "i ni sogoma": "bm",
    "i ni ce": "bm",
    "i ni cɛ": "bm",
    "jam waali": "ff",
    "a jaraama": "ff",
    "ni baani": "ses",
    "hello": "other",
}
CODE_SWITCHED = [
    "ne bɛ corona bana dɔn",
    "corona test bɛ kɛ min",
    "vaccin ka nyi wa",
    "an bɛ masque don cogo di",
    "covid symptômes ye mun ye",
    "n bɛ tousser ani farigan bɛ n na",
    "corona virus ye bana jugu ye",
    "école ka sira dayɛlɛla wa",
]
UNCLEAR = ["", "1", "ok", "😀", "36061", "corona", "masque", "covid 19 masque", "ka", "la", "non", "a ka", "?!", "corona covid vaccin"]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("fr", text) for text in FRENCH),
        *(("bm", text) for text in BAMBARA),
        *(("ff", text) for text in FULFULDE),
        *(("ses", text) for text in SONGHAY),
        *(("taq", text) for text in TAMASHEQ),
        *(("other", text) for text in OTHER),
        *((locale, text) for text, locale in GREETINGS.items()),
    ],
)
def test_a_plain_message_shows_its_language(locale: str, text: str) -> None:
    assert detect(text).locale == locale


@pytest.mark.parametrize("text", CODE_SWITCHED)
def test_bambara_with_french_words_in_it_is_not_taken_for_french(text: str) -> None:
    assert detect(text).locale in ("bm", None)


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_says_too_little_has_no_language(text: str) -> None:
    assert detect(text).locale is None


@given(st.text())
def test_any_text_gets_a_guess_within_bounds(text: str) -> None:
    guess = detect(text)
    assert guess.locale is None or guess.locale in LANGUAGES
    assert 0 <= guess.margin <= guess.score <= 1


def test_five_thousand_characters_take_no_time() -> None:
    started = time.perf_counter()
    detect("anticonstitutionnellement abracadabra " * 200)
    assert time.perf_counter() - started < 0.5
