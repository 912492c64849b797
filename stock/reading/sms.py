"""SMS French and a storekeeper's abbreviations as words of French: `kz moi`, `ya til`, `rupt.`, `SDU`.

Folded words; none is a product's code or name.
"""

import re

_WORDS = {
    "koi": "quoi", "ki": "qui", "kan": "quand", "kand": "quand", "kel": "quel", "kels": "quels", "kelle": "quelle",
    "kelke": "quelques", "kelk": "quelques", "kz": "chez", "fo": "faut", "foo": "faut", "doi": "dois", "dan": "dans",
    "ver": "vers", "bcp": "beaucoup", "bcoup": "beaucoup", "avan": "avant", "tt": "tout", "ttes": "toutes", "tte": "toute", "tts": "tous",
    "jr": "jour", "jrs": "jours", "depui": "depuis", "depi": "depuis", "mat1": "matin", "dem1": "demain", "dpo": "depot", "mn": "mon",
    "plaket": "plaquette", "plakette": "plaquette", "plaketes": "plaquettes", "pcq": "parce", "psk": "parce", "parske": "parce",
    "cb": "combien", "cmb": "combien", "kombien": "combien", "combin": "combien", "pri": "pris", "trimestr": "trimestre", "sem": "semaine",
    "wooro": "woro", "oci": "aussi", "osi": "aussi", "tjr": "toujours", "stok": "stock", "stoks": "stocks", "pre": "pres",
    "comande": "commande", "comander": "commander", "komande": "commande", "trouv": "trouver", "rupt": "rupture",
}  # fmt: skip
_CUT = {
    "rupt": "rupture", "per": "perime", "perim": "perime", "inv": "inventaire", "stk": "stock", "sdu": "stock", "cde": "commande",
    "cder": "commander", "livr": "livraison", "recept": "reception", "dot": "dotation", "transf": "transfert", "vacc": "vaccin",
    "sach": "sachet", "btlle": "bouteille", "btlles": "bouteilles", "pces": "pieces", "trim": "trimestre", "dist": "district",
    "dispo": "disponible", "zn": "zinc", "ser": "seringue", "qtes": "quantites", "epuis": "epuise", "prelev": "prelevement",
    "exam": "examen", "fourn": "fournisseur", "ster": "sterile",
}  # fmt: skip
_DOTTED = re.compile(
    rf"\b({'|'.join(_CUT)}|ad|enf|amp|plaq|gel|inj|disp|art|quin|conc|cath|mebend|salbu|exp|ac|max|av|rapp|mens|ch|b|fl|g)\.(?!\d)",
    re.IGNORECASE,
)
_RUNS = (
    (re.compile(r"\by(?: ?a) ?t ?il\b"), "y a t il"),
    (re.compile(r"\bpeu (?=\w+(?:er|e|ir|re)\b)"), "peut "),
    (re.compile(r"\b(\d+) moi\b"), r"\1 mois"),
    (re.compile(r"\b(qui peut )men\b"), r"\1m en"),
)


def spelt_out(word: str) -> str:
    """A folded word as French spells it."""
    return _WORDS.get(word) or _CUT.get(word, word)


def undotted(text: str) -> str:
    """Without the dots of abbreviations, which end no sentence: `rupt. PPM`. Of a text without accents."""
    return _DOTTED.sub(r"\1", text)


def in_full(folded: str) -> str:
    """A folded text with its words spelt out."""
    text = " ".join(spelt_out(word) for word in folded.split())
    for pattern, meant in _RUNS:
        text = pattern.sub(meant, text)
    return text
