"""What a message asks of stock: levels, where to find, stock-outs, excess, what expires, how long it lasts, what to order."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assa_text import expand, fold
from stock.reading import numbers
from stock.reading.catalogue import Names
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
    (Asks.LASTS, r"quand .*(?:fini|epuise|rupture)|combien de (?:temps|jours|semaines|mois)|\b(?:main)?tien(?:t|s|dra|drai|dront)|"
     r"dure(?:r|ra)? |tuma jumen|"
     r"waati jumen"),
    (Asks.LASTS, r"\b(?:fini|finir|finira|finiront|epuise|rupture)\b.* quand\b"),
    (Asks.ORDER, r"\b(?:commander|commande|cmd)\b|(?:dois|doit|faut|devons|faudrait).* demander\b"),
    (Asks.EXPIRING, r"(?:qu|quoi|quel|quels|qui|lesquels|liste|munu).*\b(?:expire|expirent|expirer|perime|periment|perimer|perimes)\b|"
     r"^(?:les |des |mes |nos )?(?:produits?|medicaments?|lots?) .*\b(?:expire|expirent|periment?|perimes?)\b|"
     r"\bdates? d expiration\b|expiration des?\b|expire (?:ce|bientot|quand)|quand .*\bexpire"),
    (Asks.EXCESS, r"\b(?:trop|surplus|exces|surstock|excedent)\b|ka ca .*(?:jon|min)|jon .*ka ca"),
    (Asks.STOCK_OUTS, r"\bruptures\b|\b(?:centres?|cscoms?|csrefs?) (?:qui sont )?(?:sans|en rupture)\b|"
     r"(?:qui|quels?|ou|lesquels|liste) .*\b(?:rupture|manque|manquent|epuises?)\b|"
     r"\b(?:qui|ki|quels?|lesquels)\b.* (?:n ont|n a|ont|a|n en ont|n en a|na|nont) (?:plus|pu|pas)\b|"
     r"rupture (?:dans|a|au|sur) |min .* banna|banna min"),
    (Asks.WHERE, r"^(?:et )?ou\b|\b(?:trouve|trouver|avoir|trouvera) ou\b|\bavoir .* ou$|^trouver\b|"
     r"be jon (?:bolo|fe)|\b(?:je|on|nous) cherch|be min\b|"
     r"\bjumen na\b|\bou (?:trouver|avoir|est ce|y a|peut|puis|acheter|se)|qui (?:a|en a|dispose)\b|"
     r"\bqui (?:peut|pourrait|pourra|veut|va) .*\b(?:depanner|preter|ceder|donner|fournir|envoyer|aider)\b|"
     r"\bmin\b.*(?:soro|ye$|be)|"
     r"be soro min|quel (?:centre|cscom)"),
    (Asks.LEVEL, r"\b(?:combien|niveau|etat|situation|kombien|cb|joli|hake)\b|y a (?:il|t il)|est ce qu|reste t il|^(?:stock|stok|soh)\b|"
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
            r"^(?:et |alors |svp |s il vous plait |bonjour )*(?:(?:qui|ki|jon) (?:a|ont|en|peut|pourrait|be)|kel|kels|quel|quels|ou|min)\b"
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
    pourrait pourra veut peuvent actuel actuelle mon notre nos mes tous toute b
    situation fila ya vont va finir finira etre y ils ki kel eske besoin rupture l en
    """
    )
)
_NUL = re.compile(r"^stocks? (?:est )?(?:nul|zero|epuise|fini|vide)")
_CARE = re.compile(r"\bou (?:se |me |te )?faire\b|\bdoi(?:t|s|vent) (?:se |me )?(?:faire|porter|prendre)\b")
"""Where and by whom to be tested is asked of the health centres, not of stock."""
_SPAN = re.compile(r"\b\d+ (?:mois|jours?|semaines?|ans?)\b")
_FIGURE = re.compile(r"\b\d")
_COMMUNE = re.compile(r"\b(?:commune|comune) ?([1-6])\b")


def read_question(text: str, names: Names) -> Question | None:
    """What is asked, or None where the message asks nothing of stock. A message with a quantity is a report unless marked a question."""
    folded = expand(fold(text[:1000]))
    words = _COMMUNE.sub(r"commune\1", folded).split()
    products, rest = _products(words, names)
    asks = next((asks for asks, pattern in _ASKS_RE if pattern.search(folded)), None)
    if asks is None and products:
        asks = next((asks for asks, pattern in _BY_ITSELF if pattern.search(folded)), None)
    if asks in (None, Asks.LEVEL) or "ou en " in folded:
        asks = _framed(folded, "?" in text) or asks
    if _CARE.search(folded):
        return None
    if _NUL.search(folded) and asks is Asks.LEVEL:
        return None
    if asks is None:
        asks = Asks.LEVEL if text.strip().endswith("?") and products else None
    if asks is Asks.EXPIRING and "?" not in text and _FIGURE.search(_SPAN.sub("", folded)):
        return None
    about_time = asks in (Asks.LASTS, Asks.EXPIRING) or (asks is not Asks.LEVEL and any(each.search(folded) for _, each in _BY_ITSELF))
    if asks is None or (not about_time and "?" not in text and any(word.isdigit() or numbers.figure(word) is not None for word in rest)):
        return None
    if not products and asks in (Asks.LEVEL, Asks.WHERE, Asks.LASTS, Asks.EXCESS) and not {"stock", "stocks"} & set(words):
        return None
    return Question(asks, tuple(dict.fromkeys(products)), _place(rest, asks))


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


def _place(rest: list[str], asks: Asks) -> str | None:
    """The words of a place: what is left, from its kind on (`cscom de banconi`)."""
    kinds = {"cscom", "csref", "hopital", "depot"}
    words = [word for word in rest if word in kinds or (word not in _SMALL and numbers.figure(word) is None)]
    named = [word for word in words if word not in kinds]
    # "mon cscom" is the asker's own; which csref or depot must be chosen
    return " ".join(words) if named or (asks is Asks.LEVEL and set(words) - {"cscom"}) else None
