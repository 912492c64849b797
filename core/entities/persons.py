"""Names of people in a text: words of `names` beside each other, or one beside a word with a capital letter.

One name alone is nobody: half of Mali is called Traoré, and Fanta is a drink. What is not found is asked for.
"""

from collections.abc import Sequence

from core.entities.names import MAX_WORDS, is_known
from core.entities.span import Span, Token, span, tokens

_LIKELY = 0.7


def find_persons(text: str) -> list[Span[str]]:
    """The full names in a text, as they are written, in its order. score: 1 when two of the words are known names, else 0.7."""
    words = tokens(text)
    found: list[Span[str]] = []
    position = 0
    while position < len(words):
        group = _group(text, words[position:])
        if position == 0 and len(group) > 2 and not is_known(group[0].word):
            # the capital of a sentence: "Appelez Zan Coulibaly"
            group = group[1:]
        known = sum(is_known(each.word) for each in group)
        if known and len(group) > 1:
            named = text[group[0].start : group[-1].end]
            found.append(span(text, group[0], group[-1], named, 1.0 if known > 1 else _LIKELY))
            position = words.index(group[-1]) + 1
        else:
            position += 1
    return found


def _group(text: str, words: Sequence[Token]) -> list[Token]:
    """The words from the first on that may be one name: known or with a capital, only spaces or a hyphen between."""
    group: list[Token] = []
    for word in words[:MAX_WORDS]:
        if group and text[group[-1].end : word.start] not in (" ", "-", ""):
            break
        if word.word.isdigit() or not (is_known(word.word) or (word.end - word.start > 1 and text[word.start].isupper())):
            break
        group.append(word)
    return group
