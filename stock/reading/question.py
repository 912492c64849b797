"""What a message asks of stock: levels, where to find, stock-outs, excess, what expires, how long it lasts, what to order."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assa_text import expand, fold
from stock.reading import numbers
from stock.reading.asking import told
from stock.reading.catalogue import Names
from stock.reading.sms import in_full
from stock.reading.words import NOISE, NONE_LEFT, UNIT, WHAT, word_set


class Asks(StrEnum):
    """What is asked."""

    LEVEL = "LEVEL"
    WHERE = "WHERE"
    STOCK_OUTS = "STOCK_OUTS"
    EXCESS = "EXCESS"
    EXPIRING = "EXPIRING"
    LASTS = "LASTS"
    ORDER = "ORDER"


@dataclass(frozen=True, slots=True)
class Question:
    """place: the words that name a place or a centre, folded, to be looked up; None: the asker's own."""

    asks: Asks
    products: tuple[str, ...] = ()
    place: str | None = None


_ASKS = (
    (Asks.WHERE, r"^ou (?:se )?(?:procurer|trouver|avoir)\b"),
    (Asks.LASTS, r"quand .*(?:fini|epuise|rupture)|combien de (?:temps|jours|semaines|mois)|\b(?:main)?tien(?:t|s|dra|drai|dront)|"
     r"dure(?:r|ra)? |tuma jumen|"
     r"waati jumen|\btile joli\b|\bmsd\b|\bdate epuise"),
    (Asks.LASTS, r"\b(?:fini|finir|finira|finiront|epuise|rupture)\b.* quand\b"),
    (Asks.ORDER, r"\b(?:commander|commande|cmd)\b|(?:dois|doit|faut|devons|faudrait).* demander\b|"
     r"\b(?:faut|faudra|faudrait) combien\b|\bcombien .*\b(?:faut|faudra|faudrait)\b"),
    (Asks.EXPIRING, r"\bperimes? (?:proches?|prevues?)\b|"
     r"\bexp \d+ mois\b|(?:qu|quoi|quel|quels|qui|lesquels|liste|munu).*\b(?:expire|expirent|expirer|perime|periment|perimer|perimes)\b|"
     r"^(?:les |des |mes |nos )?(?:produits?|medicaments?|lots?) .*\b(?:expire|expirent|periment?|perimes?)\b|"
     r"\by a t il .*\bperimes?\b|\bdates? d expiration\b|expiration des?\b|expire (?:ce|bientot|quand)|quand .*\bexpire"),
    (Asks.EXCESS, r"\bqui (?:a|ont) beaucoup\b|\bcayara\b|\b(?:trop|surplus|exces|surstock|excedent)\b|ka ca .*(?:jon|min)|jon .*ka ca"),
    (Asks.STOCK_OUTS, r"\bruptures\b|\bmun .*banna\b|\bjumenw? ye rupture\b|\bproduits a zero\b|\betat des rupture|"
     r"\bjon .*\bdese\b|\brupture quoi\b|\bquoi .*rupture\b|\b(?:centres?|cscoms?|csrefs?) (?:qui sont )?(?:sans|en rupture)\b|"
     r"(?:qui|quels?|ou|lesquels|liste) .*\b(?:rupture|manque|manquent|epuises?)\b|"
     r"\b(?:qui|ki|quels?|lesquels)\b.* (?:n ont|n a|ont|a|n en ont|n en a|na|nont) (?:plus|pu|pas)\b|"
     r"rupture (?:dans|a|au|sur) |min .* banna|banna min"),
    (Asks.WHERE, r"^(?:et )?ou\b|\b(?:trouve|trouver|avoir|trouvera) ou\b|\bavoir .* ou$|^trouver\b|"
     r"be jon (?:bolo|fe)|\bbe soro\b.* wa$|\bou ca\b|\btrouvables? ou\b|\b(?:je|on|nous) cherch|\btrouve t (?:on|il)\b|"
     r"\bqui (?:aurait|aurai|auraient)\b|be min\b|"
     r"\bjumen na\b|\bou (?:trouver|avoir|est ce|y a|peut|puis|acheter|se)|qui (?:a|en a|dispose)\b|"
     r"\bqui (?:peut|pourrait|pourra|veut|va) .*\b(?:depanner|preter|ceder|donner|fournir|envoyer|aider)\b|"
     r"\bmin\b.*(?:soro|ye$|be)|"
     r"be soro min|quel (?:centre|cscom)"),
    (Asks.LEVEL, r"\bstock .*\bjira\b|\btout mon stock\b|^(?:quantites?|qte) .*\b(?:disponible|cscom|csref)\b|^stock complet\b|"
     r"\b(?:combien|niveau|etat|situation|kombien|cb|joli|hake)\b|y a (?:il|t il)|est ce qu|reste t il|^(?:stock|stok|soh)\b|"
     r"(?<!rupture de )\bstock (?:de|d)\b|be yen wa$|\b(?:mon|notre|nos|mes) stocks?\b"),
)  # fmt: skip
_ASKS_RE = [(asks, re.compile(words)) for asks, words in _ASKS]
_INTERROGATIVE = re.compile(
    r"^(?:et |alors |svp |s il vous plait |bonjour |chef )*(?:qui|ki|kel|kels|quels?|quelles?|ou|jon|min|combien|cmb|cb|quand|est ce|"
    r"esk|eske|montre|montrez|liste|donne|donnez|dites|dis|voir|y a t il|ya t il|peut on|peux je|"
    r"puis je|pourrait on|je veux|je voudrais|je cherche|besoin)\b|"
    r"\b(?:combien|cmb|t il|t elle|quand|jumen|joli|jon)\b|\b(?:ou|min)$|\bou (?:pres|vers|dans)\b|\b(?:est ce qu|est ce que)\b"
)
_SUBJECTS = (
    (Asks.LEVEL, re.compile(r"\bou en (?:est|sont|suis|sommes)\b")),
    (Asks.ORDER, re.compile(r"\bcommand(?:e|er|es|ez|ons)\b")),
    (Asks.EXPIRING, re.compile(r"\b(?:expir|perim)")),
    (Asks.EXCESS, re.compile(r"\b(?:trop|surplus|excedent|surstock|exces)")),
    (Asks.LASTS, re.compile(r"\b(?:suffi|tenir|tien|dure|quand .*fini|quand .*ban|ban .*jumen)")),
    (Asks.STOCK_OUTS, re.compile(r"\b(?:ruptures?|manquent|manque|sans|penurie)\b")),
    (Asks.WHERE, re.compile(r"\b(?:trouver|avoir|procurer|chercher|acheter|recuperer|obtenir)\b|\bprendre\b.*\bou\b|\b(?:ou|min)$")),
    (Asks.LEVEL, re.compile(r"\b(?:mes stocks|stock|niveau|quantite)\b")),
)
"""What a question is about, the most telling words first."""
_BY_ITSELF = (
    (Asks.LEVEL, re.compile(r"\b(?:quel|quelle|kel|kelle) (?:est|sont)\b.*\b(?:stock|niveau|etat|quantite)\b")),
    (
        Asks.STOCK_OUTS,
        re.compile(
            r"^(?:et |alors |svp |s il vous plait |bonjour )*(?:qui|ki|kel|kels|quel|quels|jon)\b"
            r".*\b(?:plus|pu|pas|fini|zero|banna|manque)\b"
        ),
    ),
    (
        Asks.WHERE,
        re.compile(
            r"^(?:et |alors |svp |s il vous plait |bonjour )*(?:(?:qui|ki|jon) (?:a|ont|en|peut|pourrait|be)|kel|kels|quel|quels|"
            r"ou|min)\b"
        ),
    ),
    (Asks.LEVEL, re.compile(r"^(?:et |alors |svp |s il vous plait |bonjour )*(?:combien|cmb|cb|quelle|kelle|joli|hake)\b")),
)
"""What a message that begins so asks, where its words say no more: one that asks is never read as a count."""
_SMALL = (
    NOISE
    | set(UNIT)
    | set(WHAT)
    | NONE_LEFT
    | word_set(
        """
    expirer
    ou trouver avoir combien quand qui quoi quel quels quelle quelles qu est il sera seront trop surplus exces ruptures expire
    expirent trimestre mois prochain bientot temps jours jour encore niveau etat dispo disponible peut puis se faire acheter t wa
    peux jusqu bolo an fe vous plait s salut bonjour me vers trouve trouvera on je tiens sert dites dire cherche veux voudrais c date
    min joli hake jumen tuma waati pres dans district region cercle commune autour vers chez la ce liste manque manquent commander
    faut dois doit faudra pharmacie stocks lesquels tiendra tient tenir dure durer dura perime perimes periment medicament
    medicaments produit produits centres munu jon be soro kono ka ca a commande cb kombien semaines excedent surstock dispose
    connaitre savoir perimer avant apres finit finissent janvier fevrier mars avril mai juin juillet aout septembre octobre novembre
    decembre quantite donnez donne dites moi suffit suffisent montre montrez procurer obtenir recuperer sommes suis pas ne urgent
    urgence quelque part expiration
    date dates depanner demander sans cherchons chercher nos vont juste na pu ont dogotoroso preter ceder donner fournir envoyer aider
    pourrait pourra veut peuvent pouvons devons aurait moment cote proche avance fois ci drc reference merci actuel actuelle msd
    sdu exp proposer aire environs rythme prevue prevues complet trouvables qtes cmm teliya jira cayara beaucoup mara dese jumenw
    kerefe tile yan trois deux mon notre nos mes tous toute b
    situation fila ya vont va finir finira etre y ils ki kel eske besoin rupture l en
    """
    )
)
_NUL = re.compile(r"^stocks? (?:est )?(?:nul|zero|epuise|fini|vide)")
_SHORT = 6
"""Words besides products: up to so many a message is a note, `stock para banconi`."""
_LONG = 25
_ARTICLES = frozenset(["de", "du", "d", "des", "la", "le", "l", "les"])
_TO_PLACES = word_set(
    "a au aux dans vers chez pres cscom csref hopital depot centre district cercle region commune cote proche autour kono"
)
_CARE = re.compile(r"\bou (?:se |me |te )?faire\b|\bdoi(?:t|s|vent) (?:se |me )?(?:faire|porter|prendre)\b")
"""Where and by whom to be tested is asked of the health centres, not of stock."""
_SPAN = re.compile(r"\b\d+ (?:mois|jours?|semaines?|ans?)\b")
_HOW_MANY = re.compile(r"\bcombien\b")
_FIGURE = re.compile(r"\b\d")
_COMMUNE = re.compile(r"\b(?:commune|comune) ?([1-6])\b")


def read_question(text: str, names: Names) -> Question | None:
    """What is asked, or None where the message asks nothing of stock. A message with a quantity is a report unless marked a question."""
    said = told(text[:1000])
    if "?" in text and "?" not in said and _products(_words(said), names)[0]:
        return None
    folded = in_full(expand(fold(text[:1000])))
    words = _COMMUNE.sub(r"commune\1", folded).split()
    products, rest = _products(words, names)
    marked = "?" in text or _HOW_MANY.search(folded) is not None
    asks = next((asks for asks, pattern in _ASKS_RE if pattern.search(folded)), None)
    named_first = asks
    if asks is None and products:
        asks = next((asks for asks, pattern in _BY_ITSELF if pattern.search(folded)), None)
    if asks in (None, Asks.LEVEL) or "ou en " in folded:
        asks = _framed(folded, marked) or asks
    if _CARE.search(folded):
        return None
    if _NUL.search(folded) and asks is Asks.LEVEL:
        return None
    # of health is asked with the same words ("faut-il porter un masque ?"): what is left of those is no place, and finds none
    of_stock = re.search(r"\b(?:stocks?|rupture|command)", folded) is not None
    said_so = named_first is not None and (of_stock or (bool(products) and named_first is not Asks.LEVEL and len(words) < _LONG))
    if asks is None:
        asks = Asks.LEVEL if text.strip().endswith("?") and products else None
    if asks is Asks.EXPIRING and not marked and _FIGURE.search(_SPAN.sub("", folded)):
        return None
    about_time = asks in (Asks.LASTS, Asks.EXPIRING) or (asks is not Asks.LEVEL and any(each.search(folded) for _, each in _BY_ITSELF))
    if asks is None or (not about_time and not marked and any(word.isdigit() or numbers.figure(word) is not None for word in rest)):
        return None
    if not products and asks in (Asks.LEVEL, Asks.WHERE, Asks.LASTS, Asks.EXCESS) and not {"stock", "stocks"} & set(words):
        return None
    return Question(asks, tuple(dict.fromkeys(products)), _place(rest, asks, names, sure=said_so))


def _words(text: str) -> list[str]:
    return in_full(expand(fold(text))).split()


def _framed(folded: str, marked: bool) -> Asks | None:
    """What a message asks that is a question by a word of its own: the first subject that it names; None: it asks nothing."""
    if not (marked or _INTERROGATIVE.search(folded)):
        return None
    return next((asks for asks, pattern in _SUBJECTS if pattern.search(folded)), None)


def _products(words: list[str], names: Names) -> tuple[list[str], list[str]]:
    """The products named, and the words that are of none."""
    products, rest, index = [], [], 0
    while index < len(words):
        found = names.at_start(words[index:], counted=True)
        if found is None or (found.near and words[index] in _SMALL):
            rest.append(words[index])
            index += 1
        else:
            products.append(found.code)
            index += found.length
    return products, rest


def _place(rest: list[str], asks: Asks, names: Names, *, sure: bool) -> str | None:
    """The words of a place: what is left, from its kind on (`cscom de banconi`). sure: a word says that stock is asked for."""
    kinds = {"cscom", "csref", "hopital", "depot"}
    kept = [(at, word) for at, word in enumerate(rest) if word in kinds or (word not in _SMALL and numbers.figure(word) is None)]
    if sure and len(rest) > _SHORT:
        # in a whole sentence a place is a name that we know, or stands after a word that leads to one
        kept = [(at, word) for at, word in kept if word in kinds or _leads(rest, at) or names.names_a_centre(word)]
    words = [word for _, word in kept]
    named = [word for word in words if word not in kinds]
    # "mon cscom" is the asker's own; which csref or depot must be chosen
    return " ".join(words) if named or (asks is Asks.LEVEL and set(words) - {"cscom"}) else None


def _leads(rest: list[str], at: int) -> bool:
    """Whether a word stands after one that leads to a place (`à`, `cscom de`, `district de`), or after another of its name."""
    before = next((word for word in reversed(rest[:at]) if word not in _ARTICLES), "")
    return before in _TO_PLACES or rest[at + 1 : at + 2] in (["cscom"], ["csref"], ["kerefe"], ["mara"])
