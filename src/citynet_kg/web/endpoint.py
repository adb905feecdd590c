"""`/sparql` for programs. Nothing here evaluates: it reads, asks the workers, and passes on what they write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, RequestTimeout

from citynet_kg.errors import CityNetError
from citynet_kg.query.serialize import write_triples
from citynet_kg.web.cache import LARGEST, Kept, key_of
from citynet_kg.web.headers import ALWAYS, PREFLIGHT
from citynet_kg.web.media_types import PROBLEM, RDF_FORMATS, RDF_OFFERS, acceptable
from citynet_kg.web.problems import problem_of, retry_after
from citynet_kg.web.protocol import Call, content_type, read_call
from citynet_kg.web.service_description import describe_service

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from citynet_kg.query import Format
    from citynet_kg.web.generation import Generation

    Send = Callable[[dict[str, Any]], Awaitable[None]]

_VARY = "Accept, Accept-Encoding"


async def answer_sparql(
    scope: Mapping[str, Any], headers: Mapping[str, str], body: bytes, send: Send, generation: Generation, client: str
) -> str | None:
    """Answer one request.

    Args:
        scope: of ASGI.
        headers: of the request, by lower-case name.
        body: of the request, whole.
        send: of ASGI.
        generation: what is served.
        client: who asks; clients take turns.

    Returns:
        The key of the answer, if it was sent whole and can be sent again.
    """
    method = scope["method"]
    out = _Out(send, head=method == "HEAD")
    try:
        if method == "OPTIONS":
            await out.whole(204, PREFLIGHT, b"")
            return None
        call = read_call(method, scope["query_string"], headers, body, generation.settings)
        if call.query is None:
            form = RDF_FORMATS[acceptable(call.accept, RDF_OFFERS).name]
            description = describe_service(generation.settings.public_url, generation.store.graph_names)
            await out.whole(200, {"Content-Type": form.content_type, "Vary": _VARY}, write_triples(description, form))
        else:
            return await _evaluated(call, headers.get("if-none-match", ""), out, generation, client)
    except (CityNetError, HTTPException) as error:
        if out.begun:
            raise  # the connection breaks, so that nobody takes the beginning for the whole
        await out.problem(error)
    return None


async def refuse(send: Send, error: Exception) -> None:
    """Answer with a problem, before anything was read."""
    await _Out(send, head=False).problem(error)


async def _evaluated(call: Call, known: str, out: _Out, generation: Generation, client: str) -> str | None:
    """Answer a query from the cache or by a worker; with 304 if the client has the answer.

    Returns:
        The key of the answer, if it was sent whole and can be sent again.
    """
    if call.query is None:
        return None
    request, seconds = await generation.federation.resolve(call.query, client, call.seconds)
    key = key_of(generation.digest, request) if request is call.query else None
    kept = generation.cache.get(key) if key else None
    if kept is not None:
        generation.metrics.cached.inc()
        if key and key in known:
            await out.whole(304, {"ETag": f'"{key}"', "Vary": _VARY}, b"")
            return None
        await out.whole(200, _headers(kept.format, call, key), kept.body)
        return key
    async with generation.pool.ask(request, client, seconds) as running:
        buffered = bytearray()
        pieces = running.pieces()
        async for piece in pieces:
            buffered += piece
            if len(buffered) > LARGEST:
                break
        else:
            kept = Kept(bytes(buffered), running.format)
            if key:
                generation.cache.put(key, kept)
            await out.whole(200, _headers(kept.format, call, key), kept.body)
            return key
        await out.begin(200, _headers(running.format, call, None))
        await out.piece(bytes(buffered))
        async for piece in pieces:
            await out.piece(piece)
        await out.end()
    return None


def _headers(form: Format, call: Call, key: str | None) -> dict[str, str]:
    headers = {"Content-Type": content_type(form, call), "Vary": _VARY}
    if key:
        headers |= {"ETag": f'"{key}"', "Cache-Control": "public, max-age=0, must-revalidate"}
    else:
        headers["Cache-Control"] = "no-cache"
    return headers


class _Out:
    """The sending side of one answer."""

    def __init__(self, send: Send, *, head: bool) -> None:
        self._send, self._head = send, head
        self.begun = False

    async def begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.begun = True
        encoded = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in {**ALWAYS, **headers}.items()
        ]
        await self._send({"type": "http.response.start", "status": status, "headers": encoded})

    async def piece(self, data: bytes) -> None:
        if not self._head:
            await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def end(self) -> None:
        await self._send({"type": "http.response.body", "body": b""})

    async def whole(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        length = {} if status in (204, 304) else {"Content-Length": str(len(body))}
        await self.begin(status, {**headers, **length})
        await self._send({"type": "http.response.body", "body": b"" if self._head else body})

    async def problem(self, error: Exception) -> None:
        problem = problem_of(error)
        headers = {"Content-Type": PROBLEM, "Cache-Control": "no-store", "Vary": "Accept"} | retry_after(error)
        if isinstance(error, HTTPException):
            headers |= {name: value for name, value in error.get_headers() if name == "Allow"}
        if isinstance(error, RequestEntityTooLarge | RequestTimeout | BadRequest):
            headers["Connection"] = "close"
        body = json.dumps({"type": "about:blank", **problem}, ensure_ascii=False, indent=1) + "\n"
        await self.whole(problem["status"], headers, body.encode())
