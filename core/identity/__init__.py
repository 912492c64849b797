"""Who writes to us: a person, the addresses they write from, what they agreed to."""
