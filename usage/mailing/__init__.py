"""The report of use by mail, each week or month, to a list."""
