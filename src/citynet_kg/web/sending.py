"""Between an answer and its client: note what was sent, and bear with clients that are slow or gone."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Send = Callable[[dict[str, Any]], Awaitable[None]]

REQUEST_ID = b"x-request-id"
_PATIENCE = 60.0
_SLOWEST = 5000.0
"""Bytes a second that a client must take on average, after the first minute."""


class NotingSender:
    """`send` of ASGI that adds the id of the request and notes what was sent."""

    def __init__(self, send: Send, request_id: bytes) -> None:
        self._send, self._request_id = send, request_id
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.whole: bytes | None = None
        """The body, if it was sent in one piece."""
        self._pieces = 0

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], message["headers"]
            message = {**message, "headers": [*self.headers, (REQUEST_ID, self._request_id)]}
        else:
            self._pieces += 1
            self.whole = message.get("body", b"") if self._pieces == 1 and not message.get("more_body") else None
        await self._send(message)


class PatientSender:
    """`send` of ASGI for an application in a thread, which must come to its end whatever the client does.

    What cannot be sent, because the client has gone or takes it too slowly, is dropped; `check` tells of it once the
    application has ended. Else a thread would wait for each such client for ever.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._began = time.monotonic()
        self._sent = 0
        self._failed = False

    async def __call__(self, message: dict[str, Any]) -> None:
        if self._failed:
            return
        try:
            async with asyncio.timeout(self._began + _PATIENCE + self._sent / _SLOWEST - time.monotonic()):
                await self._send(message)
        except Exception:  # noqa: BLE001 - whatever the server says of a client that has gone
            self._failed = True
        self._sent += len(message.get("body", b""))

    def check(self) -> None:
        """Make sure that all was sent.

        Raises:
            ConnectionError: it was not, so that the connection breaks and nobody takes a part for the whole.
        """
        if self._failed:
            raise ConnectionError
