"""Text as people type it, made comparable. Standard library only: used by both environments."""

from .folding import MAX_LENGTH, fold
from .sms import expand

__all__ = ["MAX_LENGTH", "expand", "fold", "normalise"]


def normalise(text: str) -> str:
    """What the models are trained on and asked with: folded, SMS spellings written out."""
    return expand(fold(text))
