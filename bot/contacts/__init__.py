"""Naming a contact of a case, question by question: the same for an agent and for who reported the case."""
