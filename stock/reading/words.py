"""What words of a stock message mean, folded: what happened, that there is none, units, and what says nothing."""

from enum import StrEnum

from stock.ledger import Reason


class What(StrEnum):
    """What a report tells: a count, or a movement of this kind of `stock.ledger.Kind`."""

    COUNT = "COUNT"
    RECEIPT = "RECEIPT"
    ISSUE = "ISSUE"
    LOSS = "LOSS"
    TRANSFER_OUT = "TRANSFER_OUT"


def word_set(text: str) -> frozenset[str]:
    """The words of a text, apart by spaces."""
    return frozenset(text.split())


def _table(**lists: str) -> dict[str, What]:
    return {word: What(kind) for kind, words in lists.items() for word in words.split()}


WHAT = _table(
    COUNT="stock stok stocks soh reste restent rest rst restant restants inventaire compte comptage avons dispo disponible disponibles"
    " yen tora toora",
    RECEIPT="recu recus recue recues resu r rec re reception receptionne livre livres livraison arrive arrives arrivee"
    " recevoir recevons sorola nana soro",
    ISSUE="donne dne donnes donnee donner done dn sorti sortis sortie sorties distribue distribues utilise utilises utilisation consomme"
    " consommes servi servis vendu vendus dispense delivre dira tila tilala",
    LOSS="perdu perdus perdue perdues perte pertes pdu casse casses cassee abime abimes gate gates perime perimes perimee perimees expires "
    "vole voles tununna tunun tinyena tinye sonyena cassees",
    TRANSFER_OUT="transfere transferes transferer transfert envoye envoyes cede cedes",
)
REASON = (
    dict.fromkeys(["casse", "casses", "cassee", "cassees", "abime", "abimes", "gate", "gates", "tinyena", "tinye"], Reason.DAMAGED)
    | dict.fromkeys(["perime", "perimes", "perimee", "perimees", "expires"], Reason.EXPIRED)
    | dict.fromkeys(["vole", "voles", "sonyena"], Reason.STOLEN)
    | dict.fromkeys(["perdu", "perdus", "perdue", "perdues", "perte", "pertes", "pdu", "tununna", "tunun"], Reason.LOST)
)
NONE_LEFT = word_set(
    """
    fini finis finie finies epuise epuises epuisee epuisees rupture ruptur banna ban manque desera aucun aucune rien
    """
)
NOT = frozenset(["pas", "jamais", "man", "bientot", "presque", "quasi"])
"""Before one of NONE_LEFT, it is not finished."""
VAGUE = word_set(
    """
    dizaine douzaine quinzaine vingtaine trentaine cinquantaine centaine
    environ presque peu peine quelques beaucoup plusieurs moitie demi demie vers caman
    """
)

UNITS = {
    "boite": "boite boites boit bte btes bt bts buwati buwatiw bwati",
    "carton": "carton cartons ctn ctns karton kartonw cart",
    "sachet": "sachet sachets sct saches",
    "flacon": "flacon flacons flc flacs",
    "plaquette": "plaquette plaquettes plq plqt",
    "comprime": "comprime comprimes cp cps cpr comp",
    "gelule": "gelule gelules gel gls glle",
    "ampoule": "ampoule ampoules amp amps",
    "bouteille": "bouteille bouteilles btl buteli",
    "paire": "paire paires pr",
    "piece": "piece pieces pce pcs unite unites",
    "poche": "poche poches",
    "litre": "litre litres l",
    "morceau": "morceau morceaux",
    "paquet": "paquet paquets pqt",
    "seau": "seau seaux",
    "balle": "balle balles",
    "dose": "dose",
    "kilogramme": "kilogramme kilogrammes kg kilo kilos",
    "trousse": "trousse trousses kit kits",
    "capsule": "capsule capsules",
    "bidon": "bidon bidons",
    "sac": "sac sacs",
    "palette": "palette palettes",
    "lot": "lot lots",
}
UNIT = {spelling: unit for unit, spellings in UNITS.items() for spelling in spellings.split()}

NOISE = word_set(
    """
    il ils elle on nous y a au aux de des du d la le les l un une en et est sont ne n qu que plus avec pour ce cette ces c s ici
    ns ont aujourd hui hier matin soir semaine bonjour bonsoir salut merci svp stp dr docteur chef ok notre nos mon mes ai j je
    vient viens venons depuis
    centre cscom ete encore deja aussi puis alors voila voici total nombre chez leur nb sur tous tout toute toutes ala x be ye na
    ka ni ani bi in o i an ma te tugun si sisan ko don kan aw bee dogotoroso furakise furakisew fura mun dron doron me se va avait
    avez avoir eu fait faire comme ca bien rapport situation point jour
    """
)
