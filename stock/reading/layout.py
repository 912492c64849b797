"""How the tokens of a message lie: whether its products or its numbers come first, what belongs together, what is beside."""

import re
from dataclasses import replace
from itertools import groupby

from stock.reading.catalogue import Names
from stock.reading.kinds import Is, Token

_AND = ("+", "et", "ani")


def without_asides(found: list[Token]) -> tuple[list[Token], list[str]]:
    """`donné aux malades : 90 cp de para`: where every number has its product right after it, a word that we do not know is of no
    product. It may be a verb, unless its clause has one that we know: else it is asked.
    """
    of_numbers = [_follows(found, at) for at, token in enumerate(found) if token.kind is Is.NUMBER]
    if not of_numbers or not all(of_numbers):
        return found, []
    kept: list[Token] = []
    beside: list[str] = []
    for ends, clause in groupby(found, key=lambda token: token.kind is Is.BREAK):
        here = list(clause)
        told = not ends and any(token.kind is Is.WHAT for token in here)
        beside += [token.text for token in here if told and token.kind is Is.UNKNOWN]
        kept += [token for token in here if not told or token.kind is not Is.UNKNOWN]
    return kept, beside


def without_headings(found: list[Token], names: Names) -> tuple[list[Token], list[str]]:
    """`concernant les équipements : 2 oxymètres`: words before a colon are of no number that has its product right after it."""
    kept: list[Token] = []
    beside: list[str] = []
    for at, token in enumerate(found):
        if token.kind is not Is.BREAK or token.text != ":":
            kept.append(token)
            continue
        if [each.kind for each in kept[-2:]] == [Is.PRODUCT, Is.NUMBER] and names.has_strength(kept[-2].code, kept[-1].value):
            # `amoxicilline dispersible 250 : 20`
            kept.pop()
        elif [each.kind for each in kept[-2:]] == [Is.PRODUCT, Is.NUMBER]:
            # `amox 250 : 33`
            words = [*kept[-2].text.split(), kept[-1].text]
            longer = names.at_start(words, counted=True)
            if longer is not None and longer.length == len(words):
                kept[-2:] = [replace(kept[-2], text=" ".join(words), code=longer.code)]
        start = next((index + 1 for index in range(len(kept) - 1, -1, -1) if kept[index].kind is Is.BREAK), 0)
        heading = kept[start:]
        numbered = at + 1 < len(found) and found[at + 1].kind is Is.NUMBER and _follows(found, at + 1)
        if numbered and not any(each.kind in (Is.PRODUCT, Is.NUMBER, Is.BAD) for each in heading):
            beside += [each.text for each in heading if each.kind is Is.UNKNOWN]
            kept[start:] = [each for each in heading if each.kind is not Is.UNKNOWN]
    return kept, beside


_PARTICIPLE = re.compile(r"\w{3,}(?:ees?|es?|us|is)")


def without_unknown_verbs(found: list[Token]) -> list[Token]:
    """`3 bouteilles explosées`, `20 ffp2 redonnés`: what became of them, a participle that we do not know says: it is asked."""
    read: list[Token] = []
    for _, clause in groupby(found, key=lambda token: token.kind is Is.BREAK and token.text not in _AND):
        here = list(clause)
        said = any(token.kind in (Is.WHAT, Is.NONE_LEFT, Is.NOT) for token in here)
        numbered = next((token.kind for token in here if token.kind in (Is.NUMBER, Is.PRODUCT)), None) is Is.NUMBER
        for at, token in enumerate(here):
            after = at > 0 and here[at - 1].kind is Is.PRODUCT and numbered and not said
            doubted = after and token.kind is Is.UNKNOWN and _PARTICIPLE.fullmatch(token.text)
            read.append(replace(token, kind=Is.NOT) if doubted else token)
    return read


_KIND_LETTERS = {Is.PRODUCT: "P", Is.NUMBER: "N", Is.UNIT: "U", Is.WHAT: "W"}
_VERBS_LAST = re.compile(r"W*((?:PNU?W){2,})")


def without_forms(found: list[Token]) -> list[Token]:
    """`paracétamol cp 12 boîtes`: a unit before the number is the product's form where another follows the number."""
    kinds = [token.kind for token in found]
    forms = {at + 1 for at in range(len(found)) if kinds[at : at + 4] == [Is.PRODUCT, Is.UNIT, Is.NUMBER, Is.UNIT]}
    return [token for at, token in enumerate(found) if at not in forms or kinds[at + 3 : at + 4] == [Is.NUMBER]]


def verbs_last(found: list[Token]) -> list[Token]:
    """`sro 12 gâté zinc 3 boîtes gâté`: where each number has its verb after it, each is a clause of its own."""
    read: list[Token] = []
    for ends, clause in groupby(found, key=lambda token: token.kind is Is.BREAK and token.text not in _AND):
        here = list(clause)
        bare = [token for token in here if token.kind is not Is.UNKNOWN]
        lies = _VERBS_LAST.fullmatch("".join(_KIND_LETTERS.get(token.kind, "?") for token in bare))
        if ends or lies is None:
            read += here
            continue
        for at, token in enumerate(bare):
            read += [token, Token(Is.BREAK, ".")] if token.kind is Is.WHAT and at >= lies.start(1) - 1 else [token]
    return read


def together(found: list[Token]) -> list[Token]:
    """`3 cartons + 5 poches`: numbers in two units of one product are one quantity."""
    joined: list[Token] = []
    at = 0
    while at < len(found):
        run = [token for token in found[at : at + 5] if token.kind is not Is.BREAK or token.text not in _AND][:4]
        if [token.kind for token in run] == [Is.NUMBER, Is.UNIT, Is.NUMBER, Is.UNIT] and _one_quantity(found, at, run):
            joined.append(replace(run[0], more=((run[0].value, run[1].text), (run[2].value, run[3].text))))
            at = found.index(run[3], at) + 1
        elif (
            [token.kind for token in run] == [Is.UNIT, Is.NUMBER] * 2
            and at
            and found[at - 1].kind is Is.PRODUCT
            and _ends(found, run[3], at)
        ):
            # `fer boite 1 ni cp 300`
            joined.append(replace(run[1], more=((run[1].value, run[0].text), (run[3].value, run[2].text))))
            at = found.index(run[3], at) + 1
        elif [token.kind for token in run[:3]] == [Is.NUMBER, Is.UNIT, Is.NUMBER] and _units_follow(found, at, run):
            joined.append(replace(run[0], more=((run[0].value, run[1].text), (run[2].value, None))))
            at = found.index(run[2], at) + 1
        else:
            joined.append(found[at])
            at += 1
    return joined


def _ends(found: list[Token], last: Token, at: int) -> bool:
    end = found.index(last, at) + 1
    return found[at].text != found[end - 2].text and (end == len(found) or found[end].kind not in (Is.PRODUCT, Is.UNIT, Is.UNKNOWN))


def _units_follow(found: list[Token], at: int, run: list[Token]) -> bool:
    """`amox: une boite et 400`: the second number ends the clause of a product that stands before the first."""
    end = found.index(run[2], at) + 1
    return (
        at > 0
        and found[at - 1].kind is Is.PRODUCT
        and found[at + 2].kind is Is.BREAK
        and (end == len(found) or found[end].kind is Is.BREAK)
    )


def _one_quantity(found: list[Token], at: int, run: list[Token]) -> bool:
    """Whether two numbers with units are of one product, which stands before or after them, not both. at: of the first."""
    before = at > 0 and found[at - 1].kind is Is.PRODUCT
    end = found.index(run[3], at) + 1
    after = end < len(found) and found[end].kind is Is.PRODUCT
    return run[1].text != run[3].text and before is not after


def _follows(found: list[Token], at: int) -> bool:
    """Whether a product follows the number there, with its unit at most between."""
    after = next((token for token in found[at + 1 :] if token.kind is not Is.UNIT), None)
    return after is not None and after.kind is Is.PRODUCT


def product_first(found: list[Token]) -> bool:
    for token in found:
        if token.kind in (Is.PRODUCT, Is.NUMBER, Is.BAD):
            return token.kind is Is.PRODUCT
    return False
