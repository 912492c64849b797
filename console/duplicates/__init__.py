"""The same person twice: likely pairs side by side, merged or told apart; merges, and taking them back."""
