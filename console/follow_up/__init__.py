"""Whom to see on a day, by who looks after them."""
