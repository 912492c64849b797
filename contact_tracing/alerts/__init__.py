"""A new report waits until somebody says that they have seen it; as it ages, higher levels are told."""
