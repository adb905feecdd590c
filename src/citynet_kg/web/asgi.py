"""The application as the server runs it.

Strangers' SPARQL takes a lane of its own, in the event loop, where a client that leaves is noticed at once; everything
else goes to Flask, in threads. Both pass through the same metrics, log and compression.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, RequestTimeout

from citynet_kg.settings import settings_from
from citynet_kg.web.compression import compressing
from citynet_kg.web.endpoint import answer_sparql, refuse
from citynet_kg.web.generation import Generation
from citynet_kg.web.media_types import prefers_html
from citynet_kg.web.observing import Metrics, kind_of, log_request, set_up_logs
from citynet_kg.web.sending import PatientSender

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]
    Scope = Mapping[str, Any]

_LOG = logging.getLogger("citynet_kg.web")
_LOOK_EVERY = 1.0
_AGAIN_AFTER = 10.0
_BODY_PATIENCE = 15.0
_DIGITS = 15
_LOOK_AFTER = 0.02


class Service:
    """An ASGI application that serves the current release, and each one that follows it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._settings = settings_from(environment)
        self._given = environment.get("CITYNET_DATA", "")
        self._link = environment.get("CITYNET_RELEASE", "")
        self._metrics = Metrics()
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
        began, status = time.perf_counter(), 500
        request_id = secrets.token_hex(8)

        async def noting(message: dict[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], (b"x-request-id", request_id.encode())]}
            await send(message)

        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        out = compressing(noting, scope["method"], headers.get("accept-encoding", ""))
        if generation is None:
            return
        generation.in_flight += 1
        try:
            if scope["path"] == "/metrics":
                await self._tell_metrics(generation, out)
            elif scope["path"].rstrip("/") == "/sparql" and not _for_a_person(scope, headers):
                await self._sparql(scope, headers, receive, out, generation)
            else:
                await self._page(scope, headers, receive, out, generation)
        finally:
            generation.in_flight -= 1
            seconds = time.perf_counter() - began
            self._metrics.note(kind_of(scope["path"]), status, seconds)
            if self._settings.log_requests:
                log_request(request_id, scope["method"], scope["path"], status, seconds)

    async def _sparql(
        self, scope: Scope, headers: Mapping[str, str], receive: Receive, out: Send, generation: Generation
    ) -> None:
        said = generation.cache.again(scope["method"], scope["query_string"], headers)
        if said is not None:
            generation.metrics.cached.inc()
            await out({"type": "http.response.start", "status": 200, "headers": said[0]})
            await out({"type": "http.response.body", "body": said[1]})
            return
        try:
            body = await _body(headers, receive, generation.settings.body_bytes)
        except HTTPException as error:
            await refuse(out, error)
            return
        leaving = _Leaving(receive)
        try:
            await answer_sparql(scope, headers, body, out, generation, self._client(scope, headers))
        except asyncio.CancelledError:
            if not leaving.noticed:
                raise
        finally:
            leaving.forget()

    async def _page(
        self, scope: Scope, headers: Mapping[str, str], receive: Receive, out: Send, generation: Generation
    ) -> None:
        """Give a request to Flask once its body is here, so that a slow sender holds no thread."""
        try:
            body = await _body(headers, receive, generation.settings.body_bytes)
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


def _for_a_person(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Browsers get the form and a table; a parameter that names a format means the bare answer."""
    if scope["method"] not in ("GET", "HEAD", "POST") or not prefers_html(headers.get("accept")):
        return False
    query = scope["query_string"]
    return not any(query.startswith(name) or b"&" + name in query for name in (b"format=", b"output="))


async def _body(headers: Mapping[str, str], receive: Receive, most: int) -> bytes:
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


class _Leaving:
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


def application() -> Service:
    """What the server process runs; everything that it needs stands in the environment."""
    return Service(os.environ)
