"""Measurements. Nothing here is part of the program, and nothing of the program imports it."""
