"""`python -m assa` is `assa`."""

from assa.cli import main

main()
