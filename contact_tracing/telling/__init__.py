"""A contact is told, and says in the chat how they are. Nothing that they get depends on who named them, where, when or how."""
