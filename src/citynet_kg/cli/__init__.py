"""The command `citynet`. Data goes to stdout, talk to stderr.

Exit codes: 0 fine, 1 findings, 2 wrong use, 3 something around us is missing or broken, 130 interrupted.
"""

import signal
import threading

# Loading takes a second. Whoever interrupts us then wants no account of which module we were in.
_IS_MAIN = threading.current_thread() is threading.main_thread()
_BEFORE = signal.signal(signal.SIGINT, signal.SIG_DFL) if _IS_MAIN else None

from citynet_kg.cli.main import main  # noqa: E402 - after the signal is set

if _IS_MAIN:
    signal.signal(signal.SIGINT, _BEFORE or signal.default_int_handler)

__all__ = ["main"]
