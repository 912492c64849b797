"""How the tokens of a message lie: whether its products or its numbers come first, what belongs together, what is beside."""

import re
from dataclasses import replace
from itertools import groupby

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


def together(found: list[Token]) -> list[Token]:
    """`3 cartons + 5 poches`: numbers in two units of one product are one quantity."""
    joined: list[Token] = []
    at = 0
    while at < len(found):
        run = [token for token in found[at : at + 5] if token.kind is not Is.BREAK or token.text not in _AND][:4]
        if [token.kind for token in run] == [Is.NUMBER, Is.UNIT, Is.NUMBER, Is.UNIT] and _one_quantity(found, at, run):
            joined.append(replace(run[0], more=((run[0].value, run[1].text), (run[2].value, run[3].text))))
            at = found.index(run[3], at) + 1
        elif [token.kind for token in run[:3]] == [Is.NUMBER, Is.UNIT, Is.NUMBER] and _units_follow(found, at, run):
            joined.append(replace(run[0], more=((run[0].value, run[1].text), (run[2].value, None))))
            at = found.index(run[2], at) + 1
        else:
            joined.append(found[at])
            at += 1
    return joined


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
