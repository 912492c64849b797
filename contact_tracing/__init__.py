"""Cases, contacts, follow-up, isolation: the rules, known to no chat."""
