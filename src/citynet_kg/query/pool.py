"""Ask the workers, and end those that do not answer in time."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.errors import CityNetError, QueryEndedError, QueryTimeoutError, ServiceBusyError
from citynet_kg.query.wire import receive_answer, send_request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from citynet_kg.query.evaluate import Answer, QueryRequest
    from citynet_kg.settings import Settings

_RETRY_AFTER = 5
_CONNECT_TIMEOUT = 5.0


@dataclass(slots=True)
class _Worker:
    """A connection to a child of the zygote."""

    connection: socket.socket
    stream: BinaryIO
    pid: int

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.stream.close()
        self.connection.close()


class QueryPool:
    """A bounded number of workers. `ask` has the signature of `evaluate`, less what the pool knows itself."""

    def __init__(self, address: str, settings: Settings) -> None:
        self._address, self._settings = address, settings
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._places = threading.Semaphore(settings.query_workers)
        self._waiting = 0

    def ask(self, request: QueryRequest) -> Answer:
        """Have a worker evaluate a query.

        Raises:
            QueryTimeoutError: the deadline passed; the worker was killed.
            QueryEndedError: the query ended its worker.
            ServiceBusyError: no worker became free in time.
            CityNetError: whatever `evaluate` raises.
        """
        with self._place():
            worker = self._worker()
            deadline = time.monotonic() + self._settings.deadline
            watchdog = threading.Timer(self._settings.deadline, worker.end)
            watchdog.daemon = True
            watchdog.start()
            try:
                send_request(worker.stream, request)
                answer = receive_answer(worker.stream)
            except CityNetError:
                self._give_back(worker)
                raise
            except (EOFError, OSError, ValueError):
                worker.end()
                if time.monotonic() >= deadline:
                    seconds = self._settings.deadline
                    raise QueryTimeoutError(
                        f"The query was ended after {seconds:g} seconds. Make it narrower."
                    ) from None
                raise QueryEndedError(
                    "The query ended its worker: it needed too much memory, or nests too deep."
                ) from None
            finally:
                watchdog.cancel()
            self._give_back(worker)
            return answer

    @contextmanager
    def _place(self) -> Iterator[None]:
        with self._lock:
            if self._waiting >= self._settings.query_queue:
                raise ServiceBusyError(_RETRY_AFTER)
            self._waiting += 1
        try:
            if not self._places.acquire(timeout=self._settings.query_wait):
                raise ServiceBusyError(_RETRY_AFTER)
        finally:
            with self._lock:
                self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()

    def _worker(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_CONNECT_TIMEOUT)
        connection.connect(self._address)
        stream = connection.makefile("rwb")
        pid = int(stream.readline())
        connection.settimeout(None)
        return _Worker(connection, stream, pid)  # type: ignore[arg-type]

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            self._idle.append(worker)
