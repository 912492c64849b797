"""Training lines as typed in a hurry: without accents or apostrophes, a word short, misspelt, between other words."""

from __future__ import annotations

import random
import unicodedata

AROUND = (
    "bonjour", "bonsoir", "salut", "bonjour docteur", "svp", "s'il vous plaît", "bonjour à tous", "merci d'avance",
    "je voudrais savoir", "dites-moi", "pouvez-vous me dire", "j'aimerais comprendre", "une question", "bonne journée",
    "excusez-moi", "docteur", "aidez-moi", "je me demande", "on m'a demandé", "mon frère veut savoir", "expliquez-moi", "i ni ce",
    "aw ni ce", "j'ai une question", "bonjour j'habite à bamako", "je vis à sikasso avec ma famille",
    "je suis au village avec mes parents", "j'ai lu beaucoup de choses sur internet", "j'ai écouté la radio hier",
    "tout le monde en parle chez nous", "mes voisins en discutent beaucoup", "je ne comprends pas bien", "je suis un peu perdu",
    "merci pour votre réponse", "en ce moment", "par rapport au coronavirus", "concernant le coronavirus",
    "à propos de cette maladie", "avec cette épidémie", "pendant la pandémie",
)  # fmt: skip
"""What people say around a question, whatever it is about."""

NEAR = {
    "a": "qzs", "e": "zrd", "i": "uok", "o": "ipl", "u": "yij", "s": "qdz", "t": "ry", "r": "et",
    "n": "bh", "m": "lp", "l": "km", "p": "om", "c": "xv", "d": "sf",
}  # fmt: skip
"""Keys beside each other."""


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def misspelt(word: str, chance: random.Random) -> str:
    """A word with one letter left out, swapped, doubled or mistyped; words of up to three letters stay."""
    if len(word) < 4:
        return word
    at = chance.randrange(1, len(word) - 1)
    kind = chance.random()
    if kind < 0.3:
        return word[:at] + word[at + 1 :]
    if kind < 0.55:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.75:
        return word[: at + 1] + word[at:]
    near = NEAR.get(word[at])
    return word[:at] + chance.choice(near) + word[at + 1 :] if near else word


def noisy(text: str, chance: random.Random, share: float = 0.5) -> str:
    """`text`, changed in `share` of the cases; in the others its end may lose or gain a mark."""
    if chance.random() > share:
        return text if chance.random() < 0.6 else text.rstrip(" ?!.") + chance.choice(["", " ?", "?", ".", " !"])
    if chance.random() < 0.35:
        text = without_accents(text)
    if chance.random() < 0.3:
        text = text.replace("'", chance.choice([" ", ""]))
    words = text.split()
    if len(words) > 4 and chance.random() < 0.35:
        words.pop(chance.randrange(len(words)))
    if chance.random() < 0.4:
        words = [misspelt(word, chance) if chance.random() < 0.15 else word for word in words]
    text = " ".join(words)
    place = chance.random()
    if place < 0.2:
        return chance.choice(AROUND) + chance.choice([", ", ". ", " ", " : "]) + text
    if place < 0.27:
        return text + chance.choice([", ", ". ", " "]) + chance.choice(AROUND)
    return text
