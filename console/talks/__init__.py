"""People who asked for a human, and answering them."""
