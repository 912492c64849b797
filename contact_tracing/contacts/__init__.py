"""People who were near a case: each once, with all their exposures."""
