"""Text as people type it, made comparable. Standard library only: used by both environments."""

from .folding import MAX_LENGTH, fold
from .language import Guess, detect
from .numbers import parse_number, parse_numbers
from .sms import expand

__all__ = ["MAX_LENGTH", "Guess", "detect", "expand", "fold", "normalise", "parse_number", "parse_numbers"]


def normalise(text: str) -> str:
    """What the models are trained on and asked with: folded, SMS spellings written out."""
    return expand(fold(text))
