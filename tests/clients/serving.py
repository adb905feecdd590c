"""A server of ours in a process of its own, as whoever installs it would start it."""

from __future__ import annotations

import http.client
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.live import started

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    broken: bool
    """Whether the connection ended before the body did."""

    @property
    def media_type(self) -> str:
        return self.headers.get_content_type()


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        """Its root, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def sparql(self) -> str:
        return f"{self.url}/sparql"

    def alive(self) -> bool:
        """Whether the process runs and answers."""
        return self.process.poll() is None and self.ask("GET", "/health").status == http.HTTPStatus.OK

    def ask(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = _PATIENCE,
    ) -> Answer:
        """Send one request on a connection of its own and read the whole answer; redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, target, body, dict(headers or {}))
            response = connection.getresponse()
            try:
                content, broken = response.read(), False
            except http.client.IncompleteRead as error:
                content, broken = error.partial, True
            except ConnectionError:
                content, broken = b"", True
            return Answer(response.status, response.headers, content, broken)
        finally:
            connection.close()


@contextmanager
def serving(log: Path, *options: str, **settings: str) -> Iterator[Server]:
    """Start `citynet serve`, wait until it answers, and end it in the end.

    Args:
        log: what the server writes.
        options: of `serve`; options of `citynet` stand before a `--`.
        settings: environment variables.
    """
    before, after = (
        (options[: options.index("--")], options[options.index("--") + 1 :]) if "--" in options else ((), options)
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CITYNET_")} | settings
    with started(before, after, environment, log) as (process, port):
        yield Server(port, process, log)
