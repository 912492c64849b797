"""What happens, at a glance."""
