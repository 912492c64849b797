"""Long work: one's exports and imports."""
