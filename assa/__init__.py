"""The composition root: command line, web, worker, supervisor. May import everything."""
