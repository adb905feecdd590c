"""Which place a row means."""
