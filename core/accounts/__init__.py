"""Accounts of staff on the pages: password, second factor, sessions, and what slows down who guesses."""
