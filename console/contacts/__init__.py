"""Contacts: the list, all of one, and their days."""
