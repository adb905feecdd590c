"""Write data to standard output."""

from __future__ import annotations

import errno
import sys


def write(data: bytes) -> None:
    """Write bytes as they are.

    Raises:
        OSError: nobody takes them.
    """
    require()
    sys.stdout.buffer.write(data)


def require() -> None:
    """Make sure that there is a standard output.

    Raises:
        OSError: it was closed before we began.
    """
    if sys.stdout is None:  # so it is after `>&-`
        raise OSError(errno.EBADF, "Standard output is closed.")
