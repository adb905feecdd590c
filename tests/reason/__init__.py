"""The compiled closure, held against the reference."""
