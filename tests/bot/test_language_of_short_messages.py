"""What is written in chats, beside the person's present language: a wrong offer to switch is worse than none.

Written for this test, from no corpus. STAY: no offer, whatever is written. OFFER: the language that is offered. FIRST: what the very
first message says of its writer's language (None: the question is asked).
"""

import pytest

from assa_text import detect
from bot.stages.language import plainly_other

STAY = {
    "fr": [
        # three words or fewer, in any language
        "i ni ce", "ini sogoma", "awo", "ayi", "corona don wa", "n ka kene", "n banana", "farigan b'a la", "ne be segin", "a jaraama",
        "jam waali", "mi yiɗi haalde", "ni baani", "ay ga doori", "hello", "thank you", "salam aleykum", "nanga def", "sannu", "ⴰⵣⵓⵍ",
        "wa", "a ye", "o", "ok", "1", "👍", "76 12 34 56", "Moussa Traoré", "Aminata Coulibaly", "Kati",
        "Kalaban Coura", "CSCOM de Niamana",
        # names and places, long
        "Moussa Traoré et Fanta Keita", "je suis à Kalaban Coura", "centre de santé de Sikasso", "Dr Coulibaly Seydou Bamako Coura",
        # French, as it is written here
        "mon tonton a la sogosogo grave", "je wa à Kati demain matin", "ma ba est malade depuis hier",
        "i ni ce je veux savoir les signes",
        "slt cv la famille et toi", "mn fils a la fievr dpui hier", "wallah la maladie est grave", "inchallah on va guerir tous",
        "vrmt c koi ce corona la", "le dogotoro a dit de rester", "pardon dis moi où faire le test", "c est ou le csref svp",
        # not ours, not switched to
        "what are the symptoms please", "how can I get the vaccine today", "ina so in san alamun cutar",
        "yaya zan kare iyalina daga cutar",
        "maa ngi bëgg xam lu tax", "ndax feebar bi dafa wér", "hola como estas amigo mio", "habari yako mtu wa nchi",
    ],
    "bm": [
        "bonjour", "merci beaucoup", "oui", "non merci", "d'accord", "test gratuit", "le masque",
        "c'est quoi", "ça va", "svp", "covid 19",
        "hôpital Gabriel Touré", "Point G", "demain matin", "j'ai compris", "a jaraama", "jam tan",
        "ni baani", "hello", "ok", "12", "😷",
        # Bambara with French words in it, in three spellings
        "n bɛ fɛ ka test kɛ demain matin", "ne be vaccin ko nyini centre de santé la",
        "ne bè vaccin ko gnini santé la", "masque don nafa ye mun ye",
        "n ye numéro vert wele nka réponse tɛ", "n ye numero vert wele nka reponse te",
        "symptômes corona la ye mun ye", "corona ye maladie ye wa",
        "quarantaine ye tile joli ye", "confinement bɛ laban tuma jumɛn", "n fa ka tension ka bon",
        "n muso ye enceinte ye a be se ka vaccin ta wa",
        "aw ka gel hydroalcoolique bɛ sɔrɔ min", "a ko le virus te yan", "est ce que corona be yen tuguni",
        "docteur ko n ka to so kono",
        "n bè Bamako ni bana bè n na", "dokotoro bɛ min sisan", "télé la u ko vaccin man nyi", "famille bɛɛ kɛnɛ don",
        # halves of both
        "n bɛ la fièvre et la toux na", "corona taamasiyɛnw c'est quoi", "ça fait trois jours a bɛ sɔgɔsɔgɔ",
        "où se trouve dogotoroso la plus proche", "est ce que n bɛ se ka vaccin kɛ", "corona be mun ke chez les enfants",
        "je suis malade n farikolo ka kalan",
        # not ours
        "what can I do for my father", "ina so in san alamun cutar", "maa ngi bëgg xam lu tax",
    ],
    "ff": ["bonjour", "merci", "i ni ce", "ni baani", "mi nyawi", "corona woni ɗo",
    "miɗo yiɗi vaccin hannde jooni", "ko woni test corona"],
    "ses": ["bonjour", "merci", "i ni ce", "jam tan", "ay ga vaccin ceeci", "corona doori wo macin no", "ay ga baa ay ma test tee"],
}  # fmt: skip

OFFER = [
    ("fr", "bm", "n farikolo ka kalan n bɛ sɔgɔsɔgɔ"),
    ("fr", "bm", "n farikolo ka kalan n be sogosogo"),
    ("fr", "bm", "n farikolo ka kalan n bè sogossogo"),
    ("fr", "bm", "bana in bɛ yɛlɛma cogo di"),
    ("fr", "bm", "bana in be yelema cogo di"),
    ("fr", "bm", "bana in bè yèlèma cogo di"),
    ("fr", "bm", "n denmuso bananen don a bɛ sɔgɔsɔgɔ"),
    ("fr", "bm", "aw be vaccin ke yoro jumen"),
    ("fr", "bm", "ne b a fe ka bamanankan men"),
    ("fr", "ff", "miɗo yiɗi anndude ko woni nyawu nguu"),
    ("fr", "ff", "mido yidi anndude ko woni nyawu nguu"),
    ("fr", "ff", "yimɓe fuu ina nyawi ɗo wuro"),
    ("fr", "ff", "mi yidi anndugo dume woni nyawu ndu"),
    ("fr", "ff", "noy mi waɗata so ɓiyam nyawii hannde"),
    ("fr", "ses", "ay ga baa ay ma doori bay"),
    ("fr", "ses", "mate ir ga hin ka faaba ceeci"),
    ("fr", "ses", "boro foo goo hugoo ra kaa ga kotto"),
    ("bm", "fr", "quels sont les signes de la maladie"),
    ("bm", "fr", "je veux savoir où faire le test"),
    ("bm", "fr", "mn fils a la fievre depui hier"),
    ("bm", "fr", "est ce que le vaccin est gratuit"),
    ("bm", "ff", "mido yidi anndude ko woni nyawu nguu"),
    ("bm", "ses", "ay ga baa ay ma doori bay"),
    ("ff", "fr", "je ne comprends pas le peul"),
    ("ff", "bm", "n tɛ fulakan faamu kosɛbɛ sisan"),
    ("ses", "fr", "je voudrais savoir si le vaccin est gratuit"),
]

FIRST = [
    ("bonjour", "fr"), ("slt", "fr"), ("i ni ce", "bm"), ("ini sogoma", "bm"), ("jam waali", "ff"),
    ("a jaraama", "ff"), ("ni baani", "ses"),
    ("hello", "other"), ("ⴰⵣⵓⵍ", "taq"), ("ⵎⴰ ⵜⵍⵉⴷ", "taq"), ("مرحبا", "other"), ("Moussa", None),
    ("corona", None), ("1", None), ("👍", None),
    ("covid 19", None), ("ok", None), ("ma ijjan tolas tǝmattirt tǝkkal", "taq"), ("nak wǝr ǝssenaɣ awa imos", "taq"),
]  # fmt: skip


def test_the_set_is_worth_its_name() -> None:
    assert sum(map(len, STAY.values())) + len(OFFER) + len(FIRST) >= 120


@pytest.mark.parametrize("present", STAY)
def test_no_wrong_offer(present: str) -> None:
    offered = {text: plainly_other(text, present) for text in STAY[present]}
    assert {text: locale for text, locale in offered.items() if locale is not None} == {}


def test_who_plainly_writes_another_of_our_languages_is_offered_it() -> None:
    offered = {(present, text): plainly_other(text, present) for present, _, text in OFFER}
    assert offered == {(present, text): locale for present, locale, text in OFFER}


def test_the_first_message() -> None:
    assert {text: detect(text).locale for text, _ in FIRST} == dict(FIRST)
