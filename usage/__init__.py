"""Statistics of use: who was reached, when, on which channel, in which language, about what. No text, no names.

Rules: docs/decisions, "Usage is kept by person and day".
"""
