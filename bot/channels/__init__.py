"""One folder a channel: webhook, parse, send, capabilities."""
