"""Measurements run by hand: `python -m benchmarks.serve_mix` and `python -m benchmarks.runaway`."""
