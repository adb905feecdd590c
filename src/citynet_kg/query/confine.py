"""Keep whoever evaluates a query from opening a file or a socket: the engine would call whatever SERVICE names."""

from __future__ import annotations

import os
import resource
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def lowest_free() -> int:
    """The number that the next file or socket would get; a limit there lets nothing more be opened."""
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    return free


@contextmanager
def nothing_opened() -> Iterator[None]:
    """Open nothing within this block, in the whole process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free(), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
