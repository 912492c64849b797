"""Turns a second of ASSA and of a stock Rasa assistant, in one run on one machine: `assa bench` (docs/performance.md)."""
