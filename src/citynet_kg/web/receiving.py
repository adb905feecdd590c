"""What comes from a client: a body, all of it and in time, and the news that nobody waits any more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestTimeout

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Receive = Callable[[], Awaitable[dict[str, Any]]]

_BODY_PATIENCE = 15.0
_DIGITS = 15
_LOOK_AFTER = 0.02


async def whole_body(headers: Mapping[str, str], receive: Receive, most: int) -> bytes:
    """The whole body.

    Raises:
        HTTPException: it is too large (413), does not come to its end (400), or not in time (408).
    """
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and (len(length) > _DIGITS or int(length) > most):
        raise RequestEntityTooLarge
    if not length and "transfer-encoding" not in headers:
        return b""
    pieces, size = [], 0
    try:
        async with asyncio.timeout(_BODY_PATIENCE):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise BadRequest("The body breaks off.")
                pieces.append(message.get("body", b""))
                size += len(pieces[-1])
                if size > most:
                    raise RequestEntityTooLarge
                if not message.get("more_body"):
                    return b"".join(pieces)
    except TimeoutError:
        raise RequestTimeout from None


class Leaving:
    """Cancels the task that it is made in once the client has gone: nobody waits for the answer, its worker is killed.

    Most answers are given before it is worth looking.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive, self._answering = receive, asyncio.current_task()
        self._looking: asyncio.Task[None] | None = None
        self._later = asyncio.get_running_loop().call_later(_LOOK_AFTER, self._look)
        self.noticed = False

    def _look(self) -> None:
        self._looking = asyncio.ensure_future(self._wait())

    async def _wait(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.noticed = True
        if self._answering is not None:
            self._answering.cancel()

    def forget(self) -> None:
        self._later.cancel()
        if self._looking is not None:
            self._looking.cancel()
