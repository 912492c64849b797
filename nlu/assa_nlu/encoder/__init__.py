"""A sentence encoder of our own: reads a message where the n-grams are unsure. numpy only; made by `nlu/encoder/`, see its README."""

from assa_nlu.encoder.model import WEIGHTS, Encoder
from assa_nlu.encoder.spelling import written_out

__all__ = ["WEIGHTS", "Encoder", "written_out"]
