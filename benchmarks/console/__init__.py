"""How long each page of the console takes with a country's cases: `python -m benchmarks.console`."""
