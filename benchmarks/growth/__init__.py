"""The data of a country after half a year, loaded in minutes, and what the pages cost on it: `python -m benchmarks.growth`."""
