"""Compress answers for those who accept gzip."""

from __future__ import annotations

import asyncio
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Send = Callable[[dict[str, Any]], Awaitable[None]]

_SMALLEST = 1000
_LONG = 1 << 16
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


def compressing(send: Send, method: str, accepted: str) -> Send:
    """Wrap `send` of an ASGI application so that what is worth it is compressed on its way.

    Args:
        send: of ASGI.
        method: of the request; an answer to HEAD has no body to compress.
        accepted: the Accept-Encoding header.
    """
    packer: Any = None

    async def packed(message: dict[str, Any]) -> None:
        nonlocal packer
        if message["type"] == "http.response.start":
            headers = {name.lower(): value for name, value in message["headers"]}
            length = int(headers.get(b"content-length", _SMALLEST))
            worth = headers.get(b"content-type", b"").startswith(_TEXTUAL) and length >= _SMALLEST
            if worth and message["status"] == 200 and b"content-encoding" not in headers:  # noqa: PLR2004
                gzip = accepts_gzip(accepted)
                message = {**message, "headers": _changed(message["headers"], gzip=gzip)}
                if gzip and method != "HEAD":
                    packer = zlib.compressobj(_LEVEL, wbits=31)
        elif packer is not None and message["type"] == "http.response.body":
            more = message.get("more_body", False)
            body = message.get("body", b"")
            if len(body) > _LONG:
                body = await asyncio.to_thread(packer.compress, body)  # meanwhile others are served
            else:
                body = packer.compress(body)
            body += packer.flush(zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH)
            message = {"type": "http.response.body", "body": body, "more_body": more}
        await send(message)

    return packed


def _changed(headers: list[tuple[bytes, bytes]], *, gzip: bool) -> list[tuple[bytes, bytes]]:
    """The headers of what differs by what is accepted.

    Other bytes are another representation: a weak ETag, no length.
    """
    varies = [value for name, value in headers if name.lower() == b"vary"]
    if not any(b"accept-encoding" in value.lower() for value in varies):
        varies.append(b"Accept-Encoding")
    changed = [(name, value) for name, value in headers if name.lower() != b"vary"]
    changed.append((b"vary", b", ".join(varies)))
    if not gzip:
        return changed
    dropped = (b"content-length", b"accept-ranges")
    weak = {b"etag": b"W/"}
    return [
        *(
            (n, v if v.startswith(b"W/") else weak.get(n.lower(), b"") + v)
            for n, v in changed
            if n.lower() not in dropped
        ),
        (b"content-encoding", b"gzip"),
    ]
