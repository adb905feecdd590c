"""Compress answers for those who accept gzip."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Send = Callable[[dict[str, Any]], Awaitable[None]]

_SMALLEST = 1000
_LEVEL = 5
_TEXTUAL = (
    b"text/",
    b"application/json",
    b"application/ld+json",
    b"application/sparql",
    b"application/rdf",
    b"application/n-",
    b"application/xml",
    b"image/svg",
)


def accepts_gzip(header: str) -> bool:
    """Tell whether an Accept-Encoding header allows gzip."""
    for part in header.lower().split(","):
        name, _, quality = part.strip().partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def compressing(send: Send) -> Send:
    """Wrap `send` of an ASGI application so that what is worth it is compressed on its way."""
    packer: Any = None

    async def packed(message: dict[str, Any]) -> None:
        nonlocal packer
        if message["type"] == "http.response.start":
            headers = {name.lower(): value for name, value in message["headers"]}
            length = int(headers.get(b"content-length", _SMALLEST))
            worth = headers.get(b"content-type", b"").startswith(_TEXTUAL) and length >= _SMALLEST
            if worth and message["status"] == 200 and b"content-encoding" not in headers:  # noqa: PLR2004
                packer = zlib.compressobj(_LEVEL, wbits=31)
                message = {**message, "headers": list(_changed(message["headers"]))}
        elif packer is not None and message["type"] == "http.response.body":
            more = message.get("more_body", False)
            body = packer.compress(message.get("body", b""))
            body += packer.flush(zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH)
            message = {"type": "http.response.body", "body": body, "more_body": more}
        await send(message)

    return packed


def _changed(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Other bytes are another representation: a weak ETag, no length, and it varies with what is accepted."""
    changed = []
    vary = [b"Accept-Encoding"]
    for name, value in headers:
        lower = name.lower()
        if lower == b"vary":
            vary.insert(0, value)
        elif lower == b"etag" and not value.startswith(b"W/"):
            changed.append((name, b"W/" + value))
        elif lower not in (b"content-length", b"accept-ranges"):
            changed.append((name, value))
    return [*changed, (b"content-encoding", b"gzip"), (b"vary", b", ".join(vary))]
