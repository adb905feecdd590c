"""Who is served next: a bounded number at once, a bounded queue, and no client before all others.

Clients take turns. One that sends a hundred queries has a few of them evaluated and waits for the rest like everybody,
and is told so when its part of the queue is full.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from citynet_kg.errors import ServiceBusyError, TooManyRequestsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

RETRY_AFTER = 5


class Turns:
    """`places` at once, `share` of them for one client; at most `longest` wait, half of them from one client."""

    def __init__(self, places: int, share: int, longest: int, patience: float) -> None:
        self._free, self._share, self._longest, self._patience = places, share, longest, patience
        self._running: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    @property
    def running(self) -> int:
        """How many are being served."""
        return self._running.total()

    @asynccontextmanager
    async def take(self, client: str) -> AsyncIterator[None]:
        """Wait for a place, and hold it.

        Raises:
            ServiceBusyError: the queue is full, or no place became free in time.
            TooManyRequestsError: too many of this client's queries wait already.
        """
        if self._free and self._running[client] < self._share and client not in self._waiting:
            self._free -= 1
            self._running[client] += 1
        else:
            await self._wait(client)
        try:
            yield
        finally:
            self._give_back(client)

    async def _wait(self, client: str) -> None:
        if self.waiting >= self._longest:
            raise ServiceBusyError(RETRY_AFTER)
        queue = self._waiting.setdefault(client, deque())
        if len(queue) >= max(1, self._longest // 2):
            raise TooManyRequestsError(RETRY_AFTER)
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(place)
        try:
            async with asyncio.timeout(self._patience):  # wait_for would swallow that a client has left (Python 3.11)
                await place
        except TimeoutError:
            if place.done() and not place.cancelled():
                return  # called in the same moment
            self._forget(client, place)
            raise ServiceBusyError(RETRY_AFTER) from None
        except asyncio.CancelledError:
            self._forget(client, place)
            if place.done() and not place.cancelled():
                self._give_back(client)  # called in the same moment: the place goes to somebody else
            raise

    def _give_back(self, client: str) -> None:
        self._free += 1
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]
        self._call()

    def _forget(self, client: str, place: asyncio.Future[None]) -> None:
        queue = self._waiting.get(client)
        if queue is not None:
            if place in queue:
                queue.remove(place)
            if not queue:
                del self._waiting[client]

    def _call(self) -> None:
        """Give free places to those who wait, one client after the other."""
        called = True
        while called and self._free:
            called = False
            for client in list(self._waiting):
                if self._free and self._running[client] < self._share:
                    called |= self._call_one(client)

    def _call_one(self, client: str) -> bool:
        """Give a place to the first of a client's queries that still waits."""
        queue = self._waiting[client]
        place = None
        while queue and (place is None or place.done()):
            place = queue.popleft()
        if queue:
            self._waiting.move_to_end(client)
        else:
            del self._waiting[client]
        if place is None or place.done():
            return False
        self._free -= 1
        self._running[client] += 1
        place.set_result(None)
        return True
