"""The chat in a terminal: over the web chat's JSON route."""
