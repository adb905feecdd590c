"""The application as the server runs it.

Strangers' SPARQL takes a lane of its own, in the event loop, where a client that leaves is noticed at once; everything
else goes to Flask, in threads. Both pass through the same metrics, log and compression.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException

from citynet_kg.settings import settings_from
from citynet_kg.web.compression import compressing
from citynet_kg.web.endpoint import answer_sparql, refuse
from citynet_kg.web.generation import Generation
from citynet_kg.web.media_types import prefers_html
from citynet_kg.web.observing import Metrics, kind_of, log_request, set_up_logs
from citynet_kg.web.receiving import Leaving, whole_body
from citynet_kg.web.sending import REQUEST_ID, NotingSender, PatientSender

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from citynet_kg.web.cache import Address

    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]
    Scope = Mapping[str, Any]

_LOG = logging.getLogger("citynet_kg.web")
_LOOK_EVERY = 1.0
_AGAIN_AFTER = 10.0


class Service:
    """An ASGI application that serves the current release, and each one that follows it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._settings = settings_from(environment)
        self._given = environment.get("CITYNET_DATA", "")
        self._link = environment.get("CITYNET_RELEASE", "")
        self._metrics = Metrics()
        self._run, self._numbers = secrets.token_hex(4), itertools.count()
        self._current: Generation | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._retiring: set[asyncio.Task[None]] = set()
        set_up_logs(requests=self._settings.log_requests)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._current = await self._made(self._source())
                self._watcher = asyncio.create_task(self._watch())
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if self._watcher is not None:
                    self._watcher.cancel()
                if self._current is not None:
                    await self._current.retire()
                await asyncio.gather(*self._retiring, return_exceptions=True)
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _source(self) -> str:
        return self._given or str(Path(self._link).resolve())

    async def _made(self, source: str) -> Generation:
        made = await asyncio.to_thread(Generation, source, self._settings, self._metrics)
        made.enter()
        self._metrics.release.clear()
        self._metrics.release.labels(made.digest).set(1)
        return made

    async def _watch(self) -> None:
        """Take over new releases; keep the workers' process alive; note when the event loop was held up."""
        source = self._source()
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_LOOK_EVERY)
            self._metrics.held_up(time.perf_counter() - before - _LOOK_EVERY)
            try:
                if self._current is not None:
                    await asyncio.to_thread(self._current.mend)
                latest = await asyncio.to_thread(self._source)
                if latest != source and await asyncio.to_thread(os.path.exists, latest):
                    await self._take_over(latest)
                    source = latest
            except Exception:  # noqa: BLE001 - what was served is still served, and it is tried again, whatever went wrong
                _LOG.exception("A new release, or new query workers, could not be taken over")
                await asyncio.sleep(_AGAIN_AFTER)

    async def _take_over(self, source: str) -> None:
        """Serve a new release; the one before it ends with its last request."""
        old, self._current = self._current, await self._made(source)
        if old is not None:
            task = asyncio.create_task(old.retire())
            self._retiring.add(task)
            task.add_done_callback(self._retiring.discard)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        generation = self._current
        if generation is None:
            return
        began = time.perf_counter()
        request_id = f"{self._run}{next(self._numbers):08x}".encode()
        address = _address(scope)
        said = generation.cache.again(address) if address else None
        if said is not None:
            generation.metrics.cached.inc()
            headers = [*said[0], (REQUEST_ID, request_id)]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": said[1]})
            self._note(scope, request_id, 200, began)
            return
        out = NotingSender(send, request_id)
        generation.in_flight += 1
        try:
            key = await self._answered(scope, receive, out, generation)
            if key and address and out.whole is not None:
                generation.cache.say_again(address, key, out.headers, out.whole)
        finally:
            generation.in_flight -= 1
            self._note(scope, request_id, out.status, began)

    def _note(self, scope: Scope, request_id: bytes, status: int, began: float) -> None:
        seconds = time.perf_counter() - began
        self._metrics.note(kind_of(scope["path"]), status, seconds)
        if self._settings.log_requests:
            log_request(request_id.decode(), scope["method"], scope["path"], status, seconds)

    async def _answered(self, scope: Scope, receive: Receive, send: Send, generation: Generation) -> str | None:
        """Answer by the lane that a request belongs to; returns the key of an answer that can be given again."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        out = compressing(send, scope["method"], headers.get("accept-encoding", ""))
        if scope["path"] == "/metrics":
            await self._tell_metrics(generation, out)
        elif scope["path"].rstrip("/") == "/sparql" and not _for_a_person(scope, headers):
            return await self._sparql(scope, headers, receive, out, generation)
        else:
            await self._page(scope, headers, receive, out, generation)
        return None

    async def _sparql(
        self, scope: Scope, headers: Mapping[str, str], receive: Receive, out: Send, generation: Generation
    ) -> str | None:
        try:
            body = await whole_body(headers, receive, generation.settings.body_bytes)
        except HTTPException as error:
            await refuse(out, error)
            return None
        leaving = Leaving(receive)
        try:
            return await answer_sparql(scope, headers, body, out, generation, self._client(scope, headers))
        except asyncio.CancelledError:
            if not leaving.noticed:
                raise
            return None
        finally:
            leaving.forget()

    async def _page(
        self, scope: Scope, headers: Mapping[str, str], receive: Receive, out: Send, generation: Generation
    ) -> None:
        """Give a request to Flask once its body is here, so that a slow sender holds no thread."""
        try:
            body = await whole_body(headers, receive, generation.settings.body_bytes)
        except HTTPException as error:
            await refuse(out, error)
            return
        sent = False

        async def whole() -> dict[str, Any]:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        application = generation.downloads if scope["path"].startswith("/download/") else generation.pages
        sender = PatientSender(out)
        await application(scope, whole, sender)  # type: ignore[arg-type]
        sender.check()

    def _client(self, scope: Scope, headers: Mapping[str, str]) -> str:
        if self._settings.trust_proxy:
            forwarded = headers.get("x-forwarded-for", "").split(",")[-1].strip()
            if forwarded:
                return forwarded
        return scope["client"][0] if scope.get("client") else "-"

    async def _tell_metrics(self, generation: Generation, out: Send) -> None:
        self._metrics.running.set(generation.pool.turns.running)
        self._metrics.waiting.set(generation.pool.turns.waiting)
        body, kind = self._metrics.text()
        headers = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await out({"type": "http.response.start", "status": 200, "headers": headers})
        await out({"type": "http.response.body", "body": body})


def _address(scope: Scope) -> Address | None:
    """What tells a query that was asked before at a glance; None for all that has to be read."""
    if scope["path"] != "/sparql" or scope["method"] != "GET":
        return None
    accept = coding = b""
    for name, value in scope["headers"]:
        if name == b"accept":
            accept = value
        elif name == b"accept-encoding":
            coding = value
        elif name == b"if-none-match":
            return None
    return scope["query_string"], accept, coding


def _for_a_person(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Browsers get the form and a table; a parameter that names a format means the bare answer."""
    if scope["method"] not in ("GET", "HEAD", "POST") or not prefers_html(headers.get("accept")):
        return False
    query = scope["query_string"]
    return not any(query.startswith(name) or b"&" + name in query for name in (b"format=", b"output="))


def application() -> Service:
    """What the server process runs; everything that it needs stands in the environment."""
    return Service(os.environ)
