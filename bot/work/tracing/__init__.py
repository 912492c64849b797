"""Tracing in the chat: the day's list, what was seen, cases and contacts looked up, verified and named."""
