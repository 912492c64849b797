"""A message as tokens: products, numbers, units, what happened, boundaries. Nothing is decided here about which belongs to which."""

import re
import unicodedata

from assa_text import fold
from core.entities.numbers import spoken
from stock.reading import numbers, phrases
from stock.reading.asides import Aside, asides
from stock.reading.catalogue import Names
from stock.reading.kinds import Is, Token
from stock.reading.nearly import nearest
from stock.reading.sms import spelt_out, undotted
from stock.reading.words import (
    CENTRE_KINDS,
    DONE,
    FROM,
    GIVERS,
    NOISE,
    NONE_LEFT,
    NOT,
    STRENGTHS,
    THINGS_IN_MENT,
    TOWARDS,
    UNIT,
    VAGUE,
    WHAT,
    WITHIN_CENTRE,
)

_BAD = r"\d+/\d+(?:/\d+)?|\d+[.,]\d{1,2}(?!\d)|[-–−]\s*\d+|\d{9,}"
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3})[.,](\d{3})(?![\d.,])")
_PIECES = re.compile(rf"(?P<bad>(?<![\w.,])(?:{_BAD})(?!\w)|\d+[.,]\d{{1,2}}(?!\d))|(?P<stop>[\n,;:.!?|+/&]| - )|(?P<word>[^\W_]+)")
_GLUED = re.compile(r"([a-z]{2,})(\d+)|(\d+)([a-z]{2,}|[lg])")
_TIMES = re.compile(r"(?<![\w.,])(\d+) ?[x×*] ?(?=\d)", re.IGNORECASE)
_MORE = re.compile(r"^\s*\+ ?(?=\d)(\d)")
_STRENGTH_THOUSANDS = re.compile(r"\b(\d{1,3}) (\d{3}) ?(mg|ui|mcg)\b", re.IGNORECASE)
_JOINED = re.compile(r"(?<=[a-zA-Z])\+(?=[a-zA-Z])")
_ILLNESS = re.compile(r"@?\bcov[io]?d ?[-–]? ?19\b", re.IGNORECASE)
"""Its 19 is no number."""
_SHARE = re.compile(r"\b\d+(?:[.,]\d+)? ?[%°]")
"""`alcool 70°`, `SSI 0,9 %`: how strong."""
_DOCUMENT = re.compile(r"\b(?:bl|bon|bordereau|facture|pv) ?n ?[°o]? ?\d+\b|\bbl \d+ (?=du \d)", re.IGNORECASE)
_BLISTERS = re.compile(r"\bal 6 ?x ?([14])\b", re.IGNORECASE)
"""Artemether-lumefantrine by tablets a blister: six times four for adults."""
_PACKS = re.compile(r"\b(\d{1,6}) ?([a-zA-Z]+) de (\d{1,5})\b(?! ?(?:mg|g|ml|ui|mcg)\b)")
_DASH = re.compile(r"(?<![\w.,/–-])(\d{1,8})[-–](\d{1,8})(?![\w.,/–-])")


def tokens(text: str, names: Names) -> list[Token]:
    """The tokens of a message, boundaries included; small words are left out."""
    found: list[Token] = []
    for part in asides(_plain_start(_without_accents(text[:1000].replace("œ", "oe")))):
        if isinstance(part, Aside):
            found += _aside(part)
        else:
            found += _pieces(part, names)
    return _thousands(found)


def _without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if unicodedata.category(letter) != "Mn")


def _aside(aside: Aside) -> list[Token]:
    if aside.day is not None:
        return [Token(Is.DAY, aside.day)]
    if aside.lot is not None or aside.expiry is not None or aside.bad:
        return [Token(Is.LOT, aside.text, lot=aside.lot, expiry=aside.expiry)]
    return []


def _pieces(text: str, names: Names) -> list[Token]:
    found: list[Token] = []
    words: list[tuple[str, str]] = []
    plain = _PACKS.sub(_packs, _DASH.sub(r"entre \1 et \2", _TIMES.sub(r"\1 fois ", _THOUSANDS.sub(r"\1\2", text))))
    for piece in _PIECES.finditer(plain):
        if piece["word"]:
            words += _split(piece["word"], names)
            continue
        _read(words, names, found)
        words = []
        found.append(Token(Is.BAD, piece[0].strip()) if piece["bad"] else Token(Is.BREAK, piece[0]))
    _read(words, names, found)
    return found


def _packs(found: re.Match[str]) -> str:
    """`2 boites de 50` is 2 times 50, whatever the usual box has; not `2 boites de 500 mg`."""
    return f"{found[1]} fois {found[3]}" if fold(found[2]) in UNIT else found[0]


def _split(word: str, names: Names) -> list[tuple[str, str]]:
    """(as typed, folded) of a word, `para120` and `120gants` in two; a known code such as `o2` stays whole."""
    plain = fold(word)
    plain = plain if names.is_word(plain) else spelt_out(plain)
    if names.is_word(plain) or numbers.figure(word) is not None or " " in plain:
        return [(part, part) for part in plain.split()] if " " in plain else [(word, plain)]
    glued = _GLUED.fullmatch(plain)
    if glued is None:
        return [(word, plain)] if plain else []
    return [(part, spelt_out(part)) for part in glued.groups() if part]


def _read(typed: list[tuple[str, str]], names: Names, found: list[Token]) -> None:
    """Add the tokens of words that no stop parts to those found before."""
    words = [plain for _, plain in typed]
    index = 0
    while index < len(words):
        centre = _centre(words, index, names)
        if centre is not None:
            found.append(centre)
            index += len(centre.text.split())
            continue
        token, length = _one(typed[index][0], words[index:], names, found)
        if token is not None:
            found.append(token)
        index += length


def _centre(words: list[str], index: int, names: Names) -> Token | None:
    """A centre: from its kind on (`csref c1`), or by its name alone after a small word (`de banconi`) or before one (`sikoro ma`)."""
    before = words[index - 1] if index else ""
    before_that = next((word for word in reversed(words[max(0, index - 2) : index]) if word not in ("le", "la", "l")), "")
    kind = words[index] in CENTRE_KINDS
    if words[index + 1 : index + 2] == ["ma"]:
        before = "ma"
    if not kind and (words[index] not in names.centre_words or before not in TOWARDS | FROM):
        return None
    end = index + 1
    for at in range(index + 1, min(index + 6, len(words))):
        numbered = (words[at - 1] == "commune" and words[at] in "123456") or re.fullmatch(r"c[1-6]", words[at]) is not None
        unknown = kind and end == index + 1 and words[at - 1] in ("de", "du", "d") and _may_name_a_centre(words[at:], names)
        if words[at] in names.centre_words or numbered or unknown:
            end = at + 1
        elif words[at] not in WITHIN_CENTRE and words[at] != "commune":
            break
    way = "for" if before_that == "pour" else "to" if before in TOWARDS else "from" if before in FROM else ""
    return Token(Is.CENTRE, " ".join(words[index:end]), way=way)


def _may_name_a_centre(words: list[str], names: Names) -> bool:
    """A word that is none of ours may be the name of a centre that we do not know: it is asked then."""
    word = words[0]
    known = word in NOISE or word in NONE_LEFT or word in WHAT or word in UNIT or word in VAGUE or word in NOT
    return len(word) > 3 and word.isalpha() and not known and names.at_start(words) is None and spoken(words) is None


def _one(typed: str, words: list[str], names: Names, before: list[Token]) -> tuple[Token | None, int]:
    phrase = phrases.phrase(words, names, before)
    if phrase is not None:
        return phrase
    word = words[0]
    strong = _strength(words, names, before)
    if strong:
        return None, strong
    if word in UNIT and before and before[-1].kind is Is.NUMBER and not _is_product_here(words, names, before):
        return Token(Is.UNIT, UNIT[word]), 1
    own = _own_unit(word, names, before)
    if own is not None:
        return Token(Is.UNIT, own), 1
    product = names.at_start(words, counted=_counted(before))
    if product is not None:
        return Token(Is.PRODUCT, " ".join(words[: product.length]), code=product.code, near=product.near), product.length
    if len(words) > 1 and word.isdigit() and words[1] in ("mg", "ui", "mcg"):
        # a strength that the product does not come in is no quantity
        return Token(Is.BAD, f"{word} {words[1]}"), 2
    value = numbers.figure(typed)
    if value is not None:
        return Token(Is.NUMBER, word, value, of=words[1:2] in (["de"], ["d"])), 1
    if any(character.isdigit() for character in word):
        return Token(Is.BAD, word), 1
    return _word(word, bool(before) and before[-1].kind is Is.NUMBER) or _loosely(word, names, before), 1


def _own_unit(word: str, names: Names, before: list[Token]) -> str | None:
    """`tdr 3 boites et 12 tests`: what the product of this clause is counted in, though it names another one."""
    if not before or before[-1].kind is not Is.NUMBER:
        return None
    for token in reversed(before):
        if token.kind is Is.BREAK and token.text not in ("et", "ani", "+", ":"):
            return None
        if token.kind is Is.PRODUCT:
            unit = names.products[token.code].unit
            return unit if word.removesuffix("s") == unit else None
    return None


def _counted(before: list[Token]) -> bool:
    """Whether the number of a product that stands here came before it: `60 amox 500`."""
    said = [token for token in before if token.kind in (Is.PRODUCT, Is.NUMBER, Is.UNIT)]
    return bool(said) and said[0].kind is Is.NUMBER and before[-1].kind in (Is.NUMBER, Is.UNIT)


def _strength(words: list[str], names: Names, before: list[Token]) -> int:
    """How many words only say how strong the product before is: `500 mg` or `500` of `para 500 250`, `mg` of `amoxi 250 mg`."""
    last = before[-1] if before else None
    if last is None or last.kind is not Is.PRODUCT:
        return 0
    if words[0] in STRENGTHS and last.text[-1:].isdigit():
        return 1
    if len(words) < 2 or not words[0].isdigit() or not names.has_strength(last.code, int(words[0])):
        return 0
    if words[1] in STRENGTHS:
        return 2
    if len(words) > 2 and words[1] in UNIT and numbers.figure(words[2]) is not None:
        # `artesunate 60 flacons 8`
        return 1
    return int(words[1].isdigit() and words[1] != "000")


def _is_product_here(words: list[str], names: Names, before: list[Token]) -> bool:
    """A word that is a unit and a product too (`gel`, `doses`): a unit only of the product that is counted so."""
    if not names.is_word(words[0]):
        return False
    named = next((token for token in reversed(before) if token.kind is Is.PRODUCT), None)
    following = names.at_start(words[1:]) if len(words) > 1 else None
    codes = [each.code for each in (named, following) if each is not None]
    return not any(names.counted_in(code, UNIT[words[0]]) for code in codes)


def _word(word: str, after_number: bool = False) -> Token | None:
    for kind, table in ((Is.NONE_LEFT, NONE_LEFT), (Is.WHAT, WHAT), (Is.UNIT, UNIT), (Is.VAGUE, VAGUE), (Is.NOT, NOT)):
        if word in table and (word not in ("l", "pr") or after_number):
            return Token(kind, UNIT[word] if kind is Is.UNIT else word)
    if word == "e":
        # `2 boites é 3 sachets`
        return Token(Is.BREAK, "et")
    if word in ("et", "ani"):
        return Token(Is.BREAK, word)
    return None


def _plain_start(text: str) -> str:
    """`+50 gants` says that they came; `200 000 UI` is one number."""
    text = _DOCUMENT.sub(" ", _SHARE.sub(" ", _ILLNESS.sub("covid", undotted(text))))
    text = _BLISTERS.sub(lambda found: "al adulte " if found[1] == "4" else "al enfant ", text)
    return _JOINED.sub(" ", _STRENGTH_THOUSANDS.sub(r"\1\2 \3", _MORE.sub(r"recu \1", text)))


def _loosely(word: str, names: Names, before: list[Token]) -> Token | None:
    """A word of no table: said of the product before (`ffp2 30, chirurgicaux 200`), or a form or a spelling of another."""
    if word in NOISE or word in DONE or word in GIVERS or (word.endswith("ment") and word not in THINGS_IN_MENT):
        return None
    unit = _unit_begun(word) if before and before[-1].kind is Is.NUMBER else None
    if unit is not None:
        return Token(Is.UNIT, unit)
    last = next((token for token in reversed(before) if token.kind is Is.PRODUCT), None)
    another = None if last is None else names.describing.another_of(word, last.code)
    if another is not None:
        return Token(Is.PRODUCT, word, code=another, near=True)
    meant = nearest(word)
    return Token(Is.UNKNOWN, word) if meant is None else _word(meant)


def _unit_begun(word: str) -> str | None:
    """The unit that a word of three letters or more begins: `flac`, `comprim`."""
    units = {unit for spelling, unit in UNIT.items() if len(word) >= 3 and spelling.startswith(word)}
    return units.pop() if len(units) == 1 else None


def _thousands(found: list[Token]) -> list[Token]:
    """`1 000` is one number, where two numbers would say nothing."""
    joined: list[Token] = []
    for token in found:
        last = joined[-1] if joined else None
        if (
            last
            and last.kind is token.kind is Is.NUMBER
            and len(token.text) == 3
            and token.text.isdigit()
            and last.text.isdigit()
            and len(last.text) < 4
        ):
            joined[-1] = Token(Is.NUMBER, f"{last.text} {token.text}", last.value * 1000 + token.value)
        else:
            joined.append(token)
    return joined
