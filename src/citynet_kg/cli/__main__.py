"""`python -m citynet_kg.cli` is `citynet`."""

from citynet_kg.cli import main

main(prog_name="citynet")
