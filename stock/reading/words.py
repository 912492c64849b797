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
    ADJUSTMENT = "ADJUSTMENT"
    """found again: more than the card said"""


def word_set(text: str) -> frozenset[str]:
    """The words of a text, apart by spaces."""
    return frozenset(text.split())


_FORMS = ("", "s", "e", "es")


def _forms(words: str) -> list[str]:
    """Words with the endings of French participles: `donne`, `donnes`, `donnee`, `donnees`; `recu`, `recue` ..."""
    return [word + ending for word in words.split() for ending in _FORMS]


def _table(**lists: str) -> dict[str, What]:
    return {word: What(kind) for kind, words in lists.items() for word in words.split()}


_PARTICIPLES = {
    What.RECEIPT: "approvisionne reapprovisionne ravitaille dote entre depose acquis decharge receptionne apporte ramene amene offert pris"
    " recu reception receptionne livre arrive recupere emprunte achete",
    What.ISSUE: "donne sorti distribue utilise consomme traite place pose ecoule servi vendu dispense delivre remis administre injecte"
    " prescrit",
    What.LOSS: "perdu casse abime gate perime vole deteriore mouille jete brule incinere detruit renverse moisi fondu mange ronge"
    " disparu avarie dechire perce contamine noye elimine rejete inutilisable egare tombe",
    What.TRANSFER_OUT: "renvoye reverse achemine redeploye partage transfere envoye cede expedie prete passe depanne retourne rendu",
    What.ADJUSTMENT: "retrouve trouve",
}
WHAT = {word: what for what, words in _PARTICIPLES.items() for word in _forms(words)} | _table(
    COUNT="stock stok stocks soh reste restent rest rst restant restants inventaire compte comptage avons dispo disponible disponibles"
    " gardons garde conservons conserve restons solde soldes existant existants quantite quantites qte qtes compte comptons"
    " disponibilite disponibilites possede detient disposons dispose disposez possedons detenons yen tora toora to too",
    RECEIPT="prendre prenons dotation dotations approvisionnement ravitaillement achat achats entree entrees don dons resu r rec re"
    " livraison arrivage recevoir recevons sorola nana soro",
    ISSUE="dispensation prescription prescriptions prescrits consommation consommations conso dne donner done dn sortie sorties"
    " distribution utilisation bora dira di tila tilala",
    LOSS="manquant manquants manquante manquantes casse bris avaries peremption peremptions perte pertes pdu vol expires tununna"
    " tunun tinyena tinye sonyena",
    TRANSFER_OUT="retour retours expedition redeploiement transferer transfert envoi envoyer ceder cira cilen",
)
REASON = (
    dict.fromkeys(
        [
            *_forms(
                "casse abime gate deteriore mouille brule incinere detruit renverse moisi fondu mange ronge avarie dechire perce"
                " contamine noye inutilisable tombe"
            ),
            "tinyena",
            "tinye",
        ],
        Reason.DAMAGED,
    )
    | dict.fromkeys([*_forms("perime"), "expires"], Reason.EXPIRED)
    | dict.fromkeys([*_forms("vole"), "vol", "sonyena"], Reason.STOLEN)
    | dict.fromkeys(
        [*_forms("perdu jete disparu elimine rejete egare"), *_forms("manquant"), "perte", "pertes", "pdu", "tununna", "tunun"], Reason.LOST
    )
    | dict.fromkeys(_forms("retrouve trouve"), Reason.FOUND)
)
NONE_LEFT = word_set(
    """
    nul nulle nuls nulles penurie absent absents absente absentes fini finis finie finies termine terminee terminees termines epuise
    epuises epuisee epuisees rupture ruptur banna ban manque desera aucun aucune rien neant vide vides
    """
)
BROKEN = (
    ("en", "panne"), ("panne",), ("hs",), ("h", "s"), ("hors", "service"), ("hors", "usage"),
    ("non", "fonctionnel"), ("non", "fonctionnels"),
    ("vide",), ("vides",),
)  # fmt: skip
"""After a number beside another: those that are of no use, and not counted."""
HAVE = frozenset(["avons"])
"""With a participle after it, `nous avons 40 capsules périmées`, the participle says what became of them."""
TAKEN = frozenset([*_forms("pris"), "prendre", "prenons"])
"""From a centre it is a receipt; without one nobody can tell."""
EARLIER = frozenset(["avant", "commande", "commandes", "demande", "demandes", "prevu", "prevus"])
GIVERS = word_set(
    "district region partenaire partenaires ong ongs unicef oms msf usaid pam mairie ministere etat dnps projet distributeur fournisseur"
)
DONE = frozenset([*_forms("fait effectue realise"), "ke"])
"""Said of tests: they were used."""
SAME_UNIT = (frozenset(["flacon", "bouteille"]), frozenset(["comprime", "gelule", "capsule"]))
"""What people call alike, of a product that comes in one of them only."""
US = frozenset(["nous", "ns", "m", "me"])
NOT = frozenset(["pas", "jamais", "man", "bientot", "presque", "quasi", "panne", "hs", "plu"])
"""Before one of NONE_LEFT, it is not finished."""
GUESSED = frozenset(["crois", "pense", "approximativement", "approx", "estime", "estimation"])
"""After a number too: it is a guess."""
VAGUE = GUESSED | word_set(
    """
    dizaine douzaine quinzaine vingtaine trentaine cinquantaine centaine
    environ presque peu peine quelques beaucoup plusieurs moitie demi demie vers caman
    """
)

UNITS = {
    "boite": "boite boites boit bte btes bt bts buwati buwatiw bwati boati bwate bwat",
    "carton": "carton cartons ctn ctns karton kartonw kariton karitonw cart crt crts",
    "sachet": "sachet sachets sct saches",
    "flacon": "flacon flacons flc flcs flacs fl fls",
    "plaquette": "plaquette plaquettes plaq plq plqt",
    "comprime": "comprime comprimes cp cps cpr comp",
    "gelule": "gelule gelules gel gls glle",
    "ampoule": "ampoule ampoules amp amps",
    "bouteille": "bouteille bouteilles btl buteli",
    "paire": "paire paires pr",
    "piece": "piece pieces pce pcs unite unites",
    "poche": "poche poches",
    "litre": "litre litres l litiri litri ltr",
    "morceau": "morceau morceaux",
    "paquet": "paquet paquets pqt",
    "seau": "seau seaux",
    "balle": "balle balles",
    "dose": "dose doses",
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
    plein pleine pleins pleines b g j ya fin nbre nbr donc alors totale seulement slm juste m xl taille
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    hebdo hebdomadaire mensuel mensuelle journalier journaliere actuellement maintenant desormais toujours tjrs tjr dpuis dps depui ts
    encor entier entiere entieres entiers dogo bolo ojd auj ajd
    pharmacie gerant dtc infirmier infirmiere sage matrone magasin armoire salle bloc maternite cpn physique malade malades patient
    patients femmes femme enceintes enceinte population village gens ds dans par parce car mais sous ainsi bon bonne merci
    monsieur madame svp stp pr prr cher chere bsn bonsr cordialement respectueusement veuillez trouver voir noter notez info infos note
    etaient etait sera seront sommes suis etre lui eux cela celui celle ceux
    mr mme chers prkoi voila bo soin soins apres jai bjr bsr slt cc dsl nous moi avez avoir eu fait faire comme ca bien rapport
    situation point jour final finale sogoma wula su kosebe wk son asc doc sem
    """
)

THINGS_IN_MENT = frozenset(["pansement", "medicament", "traitement", "equipement", "instrument", "vetement", "document"])
"""Words that end like an adverb and are none."""
CENTRE_KINDS = frozenset(["cscom", "csref", "depot", "ppm", "hopital", "chu", "magasin"])
"""A centre is named from such a word on."""
WITHIN_CENTRE = frozenset(["de", "du", "d", "la", "le", "l", "regional", "central", "n"])
TOWARDS = frozenset(["a", "au", "aux", "vers", "chez", "pour", "ma"])
FROM = frozenset(["de", "du", "d", "depuis", "des", "bo"])
STRENGTHS = frozenset(["mg", "g", "ml", "ui", "mcg"])
"""After a number: how strong a product is, not how many there are."""
