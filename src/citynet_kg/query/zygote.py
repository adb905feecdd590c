"""The process that strangers' queries are evaluated in the children of.

Nothing inside a process can stop a pyoxigraph query, and some queries end their process (measured). So one process
without threads loads the store once and forks a child for each connection; children share the store by copy-on-write.
Whoever asks may kill the child: it costs nothing but the child.

A child may use so much memory and no more, runs behind other processes, and cannot open a socket or file: the limit on
open files stands at the number that are open.
"""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from citynet_kg.errors import CityNetError
from citynet_kg.query.confine import lowest_free
from citynet_kg.query.evaluate import QueryRequest, answer, evaluate
from citynet_kg.query.wire import AnswerWriter, unpack_request
from citynet_kg.release import open_release
from citynet_kg.settings import settings_from
from citynet_kg.store import load_files, load_release

if TYPE_CHECKING:
    from typing import BinaryIO

    from citynet_kg.settings import Settings
    from citynet_kg.store import Store

_PAGE = resource.getpagesize()
_NICENESS = 5
_PDEATHSIG = 1
_MOMENT = 0.05


def serve(address: str, store: Store, settings: Settings, parent: int) -> None:
    """Accept connections at a Unix socket, each in a child of its own, until SIGTERM or until the parent has ended."""
    # what is loaded lazily is loaded now: a child cannot open a file
    ctypes.CDLL(None)
    answer(store, QueryRequest("SELECT * { ?s ?p ?o } LIMIT 1"), settings)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended children leave nothing behind
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        beside = f"{address}.new"  # who sees the address may connect
        listener.bind(beside)
        Path(beside).chmod(0o600)
        listener.listen(128)
        listener.settimeout(1.0)
        Path(beside).rename(address)
        while os.getppid() == parent:
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError:  # too many open files, or no memory: it may pass
                time.sleep(_MOMENT)
                continue
            with connection, suppress(OSError):  # no memory for a child: the connection closes, and the asker is told
                if os.fork() == 0:
                    listener.close()
                    _child(connection, store, settings)


def _child(connection: socket.socket, store: Store, settings: Settings) -> None:
    """Answer what comes over the connection; never returns."""
    status = 1
    try:
        end_with_parent()
        os.nice(_NICENESS)
        stream: BinaryIO = connection.makefile("rwb")  # type: ignore[assignment]
        _limit(settings.query_memory)
        stream.write(f"{os.getpid()}\n".encode())
        stream.flush()
        while line := stream.readline():
            writer = AnswerWriter(stream)
            try:
                evaluate(store, unpack_request(line), settings, writer.begin)
            except CityNetError as error:
                writer.fail(error)
            else:
                writer.end()
        status = 0
    except (MemoryError, OSError):
        pass
    except Exception:  # noqa: BLE001 - a fault of ours: it ends this child and is told
        traceback.print_exc()
    finally:
        os._exit(status)


def _limit(memory: int) -> None:
    used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * _PAGE
    resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    free = lowest_free()
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, free))


def end_with_parent() -> None:
    """Be killed when the parent ends, however it ends (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Load what the environment names and serve at the address given as the only argument."""
    parent = os.getppid()
    settings = settings_from(os.environ)
    given = os.environ.get("CITYNET_DATA")
    if given:
        store = load_files(Path(p) for p in given.split(os.pathsep))
    else:
        store = load_release(open_release(Path(os.environ["CITYNET_RELEASE"])))
    serve(sys.argv[1], store, settings, parent)


if __name__ == "__main__":
    main()
