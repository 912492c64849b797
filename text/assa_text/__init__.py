"""Text as people type it, made comparable. Standard library only: used by both environments."""
