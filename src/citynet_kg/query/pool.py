"""Ask the workers, pass on what they write, and end those that do not answer in time or that nobody waits for."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citynet_kg.errors import CityNetError, QueryEndedError, QueryTimeoutError, ServiceBusyError
from citynet_kg.query.evaluate import Answer
from citynet_kg.query.turns import RETRY_AFTER, Turns
from citynet_kg.query.wire import BROKEN, LENGTH, pack_request, unpack_head

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from citynet_kg.query.evaluate import QueryRequest
    from citynet_kg.query.formats import Format
    from citynet_kg.settings import Settings

_CONNECT_TIMEOUT = 5.0
# A query that has run for so many seconds lets younger ones go first: its worker gets this niceness.
_AGING = ((0.2, 12), (1.0, 19))
_QUERIES_PER_WORKER = 5000
_LONGEST_LINE = 1 << 20


@dataclass(slots=True)
class _Worker:
    """A connection to a child of the zygote."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    pid: int
    handle: int
    """A file descriptor for the process: its id may be another's once it has ended."""
    asked: int = 0
    slow: bool = False
    ended: bool = False
    aging: list[asyncio.TimerHandle] = field(default_factory=list)

    async def head_of(self, request: QueryRequest) -> bytes:
        """Ask; the first line of the answer, empty if the worker has ended. The query ages from now on."""
        self.asked += 1
        later = asyncio.get_running_loop().call_later
        self.aging = [later(age, self.step_back, niceness) for age, niceness in _AGING]
        with suppress(ConnectionError):
            self.writer.write(pack_request(request))
            head = await self.reader.readline()
            return head if head.endswith(b"\n") else b""
        return b""

    def kill(self) -> None:
        """End it; may be called again."""
        if not self.ended:
            self.ended = True
            self.rest()
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
            os.close(self.handle)
            self.writer.close()

    def rest(self) -> None:
        """Grow no older."""
        for step in self.aging:
            step.cancel()

    def step_back(self, niceness: int) -> None:
        """Let others go first, from now on: without privileges it cannot be taken back."""
        self.slow = True
        if self.ended or self.reader.at_eof():
            return
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, niceness)


@dataclass(slots=True)
class RunningQuery:
    """A query that has begun to answer."""

    format: Format
    _worker: _Worker
    finished: bool = field(default=False)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the answer.

        Raises:
            EOFError: the worker ended.
            CityNetError: what the worker found too late to be told first.
        """
        reader = self._worker.reader
        while True:
            length = LENGTH.unpack(await reader.readexactly(LENGTH.size))[0]
            if length == 0:
                self.finished = True
                return
            if length == BROKEN:
                unpack_head(await reader.readline())
            yield await reader.readexactly(length)


class QueryPool:
    """A bounded number of workers, and a fair queue for them."""

    def __init__(self, address: str, settings: Settings) -> None:
        self._address, self._settings = address, settings
        self._idle: list[_Worker] = []
        self.turns = Turns(settings.query_workers, settings.query_share, settings.query_queue, settings.query_wait)

    @asynccontextmanager
    async def ask(
        self, request: QueryRequest, client: str, seconds: float | None = None
    ) -> AsyncIterator[RunningQuery]:
        """Have a worker evaluate a query.

        Args:
            request: the query.
            client: who asks; clients take turns.
            seconds: until the last piece must have been taken; the deadline of the settings if None or longer.

        Raises:
            QueryTimeoutError: the time is over; the worker was killed.
            QueryEndedError: the query ended its worker.
            ServiceBusyError, TooManyRequestsError: no place became free.
            CityNetError: whatever `evaluate` raises.
        """
        allowed = min(seconds or self._settings.deadline, self._settings.deadline)
        async with self.turns.take(client):
            worker: _Worker | None = None
            running: RunningQuery | None = None
            told = False
            try:
                async with asyncio.timeout(allowed):
                    worker = self._rested() or await self._connected()
                    head = await worker.head_of(request)
                    if not head and worker.asked > 1:
                        # it may have died of something else while it was idle: a fresh one gets a chance
                        worker.kill()
                        worker = await self._connected()
                        head = await worker.head_of(request)
                    if not head:
                        raise EOFError  # noqa: TRY301 - the same answer as when the connection breaks
                    try:
                        running = RunningQuery(unpack_head(head), worker)
                    except CityNetError:
                        told = True
                        raise
                    except (ValueError, LookupError):  # no words of ours: whatever it is, it is not used again
                        raise EOFError from None
                    yield running
            except TimeoutError:
                raise QueryTimeoutError(f"The query was ended after {allowed:g} seconds. Make it narrower.") from None
            except (EOFError, ConnectionError):
                problem = "The query ended its worker: it needed too much memory, or more than the engine can bear."
                raise QueryEndedError(problem) from None
            finally:
                whole = told or (running is not None and running.finished)
                if worker is not None:
                    self._dismiss(worker, may_rest=whole)

    async def answer(self, request: QueryRequest, client: str, seconds: float | None = None) -> Answer:
        """Have a worker evaluate a query, and return the whole answer. Raises what `ask` raises."""
        async with self.ask(request, client, seconds) as running:
            return Answer(b"".join([piece async for piece in running.pieces()]), running.format)
        raise QueryEndedError("The query has no answer.")

    def _rested(self) -> _Worker | None:
        """A worker that has served before."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.reader.at_eof():
                return worker
            worker.kill()
        return None

    async def _connected(self) -> _Worker:
        """A fresh worker.

        Raises:
            ServiceBusyError: none could be started.
        """
        writer = None
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT):
                reader, writer = await asyncio.open_unix_connection(self._address, limit=_LONGEST_LINE)
                pid = int(await reader.readline())
                return _Worker(reader, writer, pid, os.pidfd_open(pid))
        except BaseException as error:
            if writer is not None:
                writer.close()
            if isinstance(error, OSError | TimeoutError | ValueError):
                raise ServiceBusyError(RETRY_AFTER) from None
            raise

    def _dismiss(self, worker: _Worker, *, may_rest: bool) -> None:
        """Let a worker rest for the next query, or end it."""
        if may_rest and not worker.slow and worker.asked < _QUERIES_PER_WORKER:
            worker.rest()
            self._idle.append(worker)
        else:
            worker.kill()

    def close(self) -> None:
        """End the idle workers."""
        while self._idle:
            self._idle.pop().kill()
