"""Who may sign in: invited, given a new code, revoked, by those above them."""
