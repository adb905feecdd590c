"""The compiled validator, held against the reference."""
