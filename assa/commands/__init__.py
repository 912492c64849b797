"""The commands of `assa`, one module each."""
