"""People who stay apart: when it ends, and what follows what they say of their day."""
