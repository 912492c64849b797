"""From a response name and arguments to text and choices within a channel's limits."""
