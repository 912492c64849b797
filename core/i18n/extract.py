"""Babel extractor of `domain.yml`: a response's name is the context of its text and of its buttons' titles."""

from collections.abc import Collection, Generator, Mapping
from typing import IO, Any

import yaml

Found = tuple[int, str, tuple[str, str], list[str]]


def extract_domain(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Generator[Found, None, None]:
    """Yields `(line, "pgettext", (response name, French text), [])` for each text and each button title, once a response."""
    root = yaml.compose(file, Loader=yaml.CSafeLoader)
    assert isinstance(root, yaml.MappingNode)
    responses = next(value for key, value in root.value if key.value == "responses")
    for name, variations in responses.value:
        for variation in variations.value:
            yield from _strings(name.value, variation)


def _strings(context: str, variation: yaml.MappingNode) -> Generator[Found, None, None]:
    for key, node in variation.value:
        if key.value == "text":
            yield key.start_mark.line + 1, "pgettext", (context, node.value), []
        elif key.value == "buttons":
            for button in node.value:
                for field, title in button.value:
                    if field.value == "title":
                        yield field.start_mark.line + 1, "pgettext", (context, title.value), []
