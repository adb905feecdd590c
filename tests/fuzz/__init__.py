"""Requests that nobody would send on purpose, to a real server on loopback. What was found stands in `test_found.py`."""
