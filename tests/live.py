"""Start real servers on loopback, and talk to them."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_PATIENCE = 60.0
_asked_for = itertools.count()


@dataclass(frozen=True)
class Reply:
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0]

    def json(self) -> Any:
        return json.loads(self.body)


def free_port() -> int:
    """A port of loopback that nobody listens on, below those that the system gives to outgoing connections."""
    while True:
        port = 20000 + (os.getpid() * 97 + next(_asked_for)) % 10000
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def ask(
    url: str,
    method: str = "GET",
    *,
    query: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
    headers: Mapping[str, str | None] | None = None,
    form: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
    body: bytes | None = None,
    timeout: float = 60,
) -> Reply:
    """Send one request, follow no redirect."""
    parts = urlsplit(url)
    sent = {name: value for name, value in (headers or {}).items() if value is not None}
    if form is not None:
        body = urlencode(form).encode()
        sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    if query is not None:
        target += ("&" if parts.query else "?") + urlencode(query)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request(method, target, body=body, headers=sent)
        answer = connection.getresponse()
        return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


@contextmanager
def serving(*arguments: str, before: Sequence[str] = (), **environment: str) -> Iterator[str]:
    """Run `citynet serve` and yield its address; ends it by its process id.

    Args:
        arguments: of `serve`.
        before: options before `serve`, such as --root.
        environment: settings.
    """
    with started(before, arguments, {**os.environ, **environment}, None) as (_, port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def started(
    before: Sequence[str], arguments: Sequence[str], environment: Mapping[str, str], log: Path | None
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run `citynet serve` until it is no longer needed, and yield its process and port once it answers.

    Args:
        before: options before `serve`.
        arguments: of `serve`.
        environment: the whole of it.
        log: where what it writes goes.
    """
    port = free_port()
    command = [sys.executable, "-m", "citynet_kg.cli", *before, "serve", "--port", str(port), *arguments]
    with log.open("wb") if log else nullcontext(subprocess.DEVNULL) as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        _wait_for(process, port, log)
        yield process, port
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path | None) -> None:
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError, http.client.HTTPException):
            if ask(f"http://127.0.0.1:{port}/health").status == http.HTTPStatus.OK:
                return
        time.sleep(0.05)
    raise AssertionError(f"the server does not start:\n{log.read_text('utf-8', 'replace') if log else ''}")
