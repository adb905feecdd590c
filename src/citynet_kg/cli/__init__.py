"""The command `citynet`. Data goes to stdout, talk to stderr.

Exit codes: 0 fine, 1 findings, 2 wrong use, 3 something around us is missing or broken, 130 interrupted.
"""

from citynet_kg.cli.main import main

__all__ = ["main"]
