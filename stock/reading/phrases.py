"""What several words of a message say together: `2 fois 30`, `y a plus de`, `nous a envoyé`, `dont 1 en panne`."""

from collections.abc import Container

from core.entities.numbers import spoken
from stock.reading import numbers
from stock.reading.catalogue import Names
from stock.reading.kinds import Is, Token
from stock.reading.nearly import nearest
from stock.reading.words import BROKEN, DONE, EARLIER, GIVERS, UNIT, US, VAGUE, WHAT, What, word_set

_RANGE = (("a",), ("ou",), ("ka", "se"))
"""Between two numbers: the truth is somewhere from one to the other."""
_HAVE = frozenset(["ai", "g", "a", "avons", "ont", "jai"])
_NOT_BUT = (("et", "non", "pas"), ("et", "non"), ("et", "pas"), ("au", "lieu", "de"), ("non", "pas"))
_WHOM = US | {"les", "le", "la", "l", "vous", "eux", "lui"}
_BAMBARA_DAYS = frozenset(["tenen", "ntenen", "tarata", "araba", "alamisa", "juma", "sibiri", "kari"])
_PER = word_set("enfant enfants personne personnes malade malades patient patients jour jours femme femmes menage menages")
_PHRASES: tuple[tuple[tuple[Container[str], ...], Container[str], Is, str], ...] = (
    ((("rupture",), ("de",), ("stock",)), (), Is.NONE_LEFT, ""),
    ((("rupture",), ("stock",)), (), Is.NONE_LEFT, ""),
    ((("ya",), ("plus", "pu")), ("que",), Is.NONE_LEFT, ""),
    ((("a",), ("pu",)), (), Is.NONE_LEFT, ""),
    ((("a",), ("plus",), ("d",)), (), Is.NONE_LEFT, ""),
    ((("te",), ("yen",)), (), Is.NONE_LEFT, ""),
    ((("te",), ("an",), ("fe", "bolo")), (), Is.NONE_LEFT, ""),
    ((("en",), ("rupture",)), (), Is.NONE_LEFT, ""),
    ((("n",), ("y",), ("a",), ("plus",)), ("que",), Is.NONE_LEFT, ""),
    ((("y",), ("a",), ("pas",)), (), Is.NONE_LEFT, ""),
    ((("pas", "plus"), ("un", "une"), ("seul", "seule")), (), Is.NONE_LEFT, ""),
    ((("plus", "pas", "pu"), ("ni",)), (), Is.NONE_LEFT, ""),
    ((("plus",), ("un", "une")), (), Is.NOT, "plus"),
    ((("ni",), ("tila",)), (), Is.VAGUE, "estime"),
    ((("pu",), ("de", "d")), (), Is.NONE_LEFT, ""),
    ((("a",), ("sec", "court")), (), Is.NONE_LEFT, ""),
    ((_HAVE, ("eu",)), (), Is.WHAT, "recu"),
    ((("par",), _PER), (), Is.VAGUE, "estime"),
    ((("di", "dira", "ci", "cira"), ("an", "n", "anw"), ("ma",)), (), Is.WHAT, "recu"),
    ((("sonyakela", "sonyakelaw", "nson", "nsonw"), ("ye",)), (), Is.WHAT, "vole"),
    ((("kera",), ("ka",), ("ban",)), (), Is.WHAT, "utilise"),
    ((("voleur", "voleurs", "bandits"), ("a", "ont"), WHAT), (), Is.WHAT, "vole"),
    ((("be",), ("yen",)), ("plus", "pas"), Is.WHAT, "stock"),
    ((("y", "on"), ("a",)), ("plus", "pas", "eu"), Is.WHAT, "stock"),
    ((("il",), ("reste",)), ("plus", "pas"), Is.WHAT, "stock"),
    ((("plus",), ("que",)), (), Is.WHAT, "stock"),
    ((("be",), ("an",), ("bolo",)), (), Is.WHAT, "stock"),
)
"""Words one after the other, of each what it may be; after what they do not count; what they are."""


def _number(words: list[str], names: Names) -> tuple[int, int] | None:
    """The number that words begin with, in digits or in words, and how many words it is; not the code of a product (`o2`)."""
    if not words or names.is_word(words[0]):
        return None
    value = numbers.figure(words[0])
    return (value, 1) if value is not None else spoken(words)


def _two_numbers(words: list[str], names: Names) -> tuple[Token | None, int] | None:
    """What two numbers say together: `2 fois 30` is 60; `20 à 30` is vague; of `2 sur 30` the 30 is only what it is of."""
    if words[0] == "sur":
        whole = _number(words[1:], names)
        return None if whole is None else (None, 1 + whole[1])
    lead = 1 if words[0] == "entre" else 0
    first = _number(words[lead:], names)
    if first is None:
        return None
    after = words[lead + first[1] :]
    joins = (("et",), ("ani",)) if lead else _RANGE
    join = next((each for each in (*joins, ("fois",)) if tuple(after[: len(each)]) == each), None)
    second = None if join is None else _number(after[len(join) :], names)
    if join is None or second is None:
        return None
    length = lead + first[1] + len(join)
    if join == ("fois",):
        return Token(Is.NUMBER, " ".join(words[: length + second[1]]), first[0] * second[0]), length + second[1]
    return Token(Is.VAGUE, " ".join(words[:length])), length


def _of_tests(after: list[str], names: Names, before: list[Token]) -> bool:
    """Whether what is done is tests: those that are named next, with their number, or just before."""
    number = _number(after, names)
    following = names.at_start(after[number[1] :]) if number is not None and after[number[1] :] else None
    named = next((token.code for token in reversed(before[-3:]) if token.kind is Is.PRODUCT), None)
    code = following.code if following is not None else named
    return code is not None and names.products[code].unit == "test"


def _given_to_us(words: list[str], before: list[Token]) -> int:
    """`nous a envoyé`, `le district a donné`, `csref c1 a livré`: how many words say that somebody gave to us; 0 for none."""
    if words[0] in US and words[1:2] and words[1] in ("a", "ont", "avait", "avaient") and len(words) > 2:
        verb = words[2] if words[2] in WHAT else nearest(words[2])
        return 3 if verb is not None and WHAT.get(verb) in (What.TRANSFER_OUT, What.ISSUE, What.RECEIPT) else 0
    giver = words[0] in GIVERS or (before and before[-1].kind is Is.CENTRE and not before[-1].way and words[0] in ("a", "ont"))
    said = words[2:3] if words[0] in GIVERS else words[1:2]
    if giver and said and (words[0] not in GIVERS or words[1] in ("a", "ont")):
        meant = said[0] if said[0] in WHAT else nearest(said[0])
        if meant is not None and WHAT.get(meant) in (What.TRANSFER_OUT, What.ISSUE, What.RECEIPT):
            return 3 if words[0] in GIVERS else 2
    return 0


def _not_in_use(words: list[str], names: Names, before: list[Token]) -> int:
    """`dont 1 en panne`, `3 vides`, `2 hors service` beside those that count: how many words; 0 for none."""
    lead = 1 if words[0] == "dont" else 0
    last = next((at for at in range(len(before) - 1, -1, -1) if before[at].kind is Is.PRODUCT), None)
    if last is None or not any(token.kind is Is.NUMBER for token in (before if lead else before[last:])):
        counted = last is not None and last > 0 and before[last - 1].kind in (Is.NUMBER, Is.UNIT)
        if not counted:
            return 0
    number = _number(words[lead:], names)
    if number is None:
        return 0
    after = lead + number[1]
    return next((after + len(each) for each in BROKEN if tuple(words[after : after + len(each)]) == each), 0)


def _instead_of(words: list[str], names: Names, before: list[Token]) -> int:
    """`16 boîtes et non 61`, `16 au lieu de 61`: the number that is taken back, with these words; 0 for none."""
    lead = next((each for each in _NOT_BUT if tuple(words[: len(each)]) == each), ())
    number = _number(words[len(lead) :], names) if lead else None
    return 0 if number is None or not any(token.kind is Is.NUMBER for token in before) else len(lead) + number[1]


def _purpose(words: list[str]) -> int:
    """`pour nous dépanner`: what something is for is not what happened; how many words, 0 for none."""
    lead = 2 if words[1:2] and words[1] in _WHOM else 1
    verb = words[lead] if words[0] == "pour" and len(words) > lead else ""
    return lead + 1 if verb.endswith(("er", "ir", "re")) and (verb in WHAT or nearest(verb) in WHAT) else 0


def _of_before(words: list[str], names: Names, before: list[Token]) -> int:
    """`avant 1200, maintenant 900`, `(commande 25)`: a number that says neither what there is nor what came; how many words, 0 for none."""
    if words[0] not in EARLIER:
        return _instead_of(words, names, before)
    number = _number(words[1:], names)
    return 0 if number is None or (words[1 + number[1] :] and names.at_start(words[1 + number[1] :]) is not None) else 1 + number[1]


def _and_a_half(words: list[str], names: Names) -> int:
    """`2 boites et demie`: how many words; 0 for none."""
    number = _number(words, names)
    after = [] if number is None else words[number[1] :]
    unit = 1 if after[:1] and after[0] in UNIT else 0
    half = after[unit : unit + 2]
    return number[1] + unit + 2 if number is not None and half[:1] == ["et"] and half[1:] in (["demi"], ["demie"]) else 0


def phrase(words: list[str], names: Names, before: list[Token]) -> tuple[Token | None, int] | None:
    """What several words say together."""
    half = _and_a_half(words, names)
    if half:
        return Token(Is.BAD, " ".join(words[:half])), half
    if words[0] in _BAMBARA_DAYS and words[1:2] == ["don"]:
        # `alamisa don`: on Thursday, no gift
        return None, 2
    if words[:2] == ["faut", "fer"]:
        # `fo fer kelke chose`: to do, no iron
        return None, 2
    idle = _not_in_use(words, names, before) or _of_before(words, names, before) or _purpose(words)
    return (None, idle) if idle else _two_numbers(words, names) or _fixed_phrase(words, names, before)


def _fixed(words: list[str]) -> tuple[Token, int] | None:
    """A phrase of the table."""
    for pattern, unless, kind, text in _PHRASES:
        length = len(pattern)
        if len(words) >= length and all(word in each for word, each in zip(words, pattern, strict=False)):
            if words[length : length + 1] and words[length] in unless:
                continue
            return Token(kind, text), length
    return None


def _by_its_words(words: list[str], names: Names, before: list[Token]) -> tuple[Token, int] | None:
    """A phrase that depends on what stands around it."""
    if words[0] in _HAVE and words[1:2] == ["ni"] and words[2:] and names.at_start(words[2:]) is not None:
        return Token(Is.NONE_LEFT, "ni"), 2
    if words[0] in ("ya", "a") and words[1:2] == ["pa"] and words[2:] and numbers.figure(words[2]) is None:
        return Token(Is.NONE_LEFT, "pa"), 2
    if words[0] == "ci" and "ma" in words[2:4]:
        return Token(Is.WHAT, "envoye"), 1
    if words[0] in ("retour", "retours") and words[1:2] in (["du"], ["de"]):
        return Token(Is.WHAT, "recu"), 1
    if words[0] == "te" and words[1:2] and (words[1] in UNIT or _number(words[1:], names) is not None):
        # `a tɔ tɛ buwati kelen bɔ`: it is not one box
        return Token(Is.NOT, "te"), 1
    if words[0] in DONE and _of_tests(words[1:], names, before):
        return Token(Is.WHAT, "utilise"), 1
    given = _given_to_us(words, before)
    if given:
        return Token(Is.WHAT, "recu"), given
    if words[0] in ("plus", "pas") and len(words) > 2 and words[1] in ("de", "d"):
        # "plus de gants" is none, "plus de 100" is vague
        counted = numbers.figure(words[2]) is not None or spoken(words[2:]) is not None
        return Token(Is.VAGUE if counted else Is.NONE_LEFT, words[0]), 2
    return None


def _fixed_phrase(words: list[str], names: Names, before: list[Token]) -> tuple[Token, int] | None:
    """Phrases of several words, and a number in words."""
    if words[0] == "ma" and words[1:2] in (["ban"], ["banna"]):
        return Token(Is.NOT, "ma"), 1
    found = _fixed(words) or _by_its_words(words, names, before)
    if found is not None:
        return found
    if words[0] in ("un", "une") and words[1:2] and (words[1] in VAGUE or words[1] in WHAT or words[1] == "rupture"):
        return None
    number = spoken(words)
    if number is not None and not names.is_word(words[0]):
        return Token(Is.NUMBER, " ".join(words[: number[1]]), number[0]), number[1]
    return None
