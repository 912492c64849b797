"""What `deploy/` says is checked: against the schemas, and against the program."""
