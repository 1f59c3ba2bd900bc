"""Run ``python -m searchlib``."""

from searchlib.cli import main

main()
