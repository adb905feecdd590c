"""Start `citynet serve --data …` on loopback, talk to it, and end it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.live import free_port

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_STARTS = 90.0
"""Seconds that a server may take to start; a dozen start at once on two cores."""
_ANSWERS = 40.0
_ENDS = 20.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP."""

    status: int
    content_type: str
    body: bytes

    @property
    def media_type(self) -> str:
        """Without parameters."""
        return self.content_type.partition(";")[0].strip().lower()

    def __str__(self) -> str:
        return f"{self.status} {self.content_type}\n{self.body[:2000].decode('utf-8', 'replace')}"


@dataclass(slots=True)
class Server:
    """One `citynet serve` process, from its start to its end."""

    folder: Path
    name: str
    options: Sequence[str]
    port: int
    _process: subprocess.Popen[bytes] | None = None
    _connection: http.client.HTTPConnection | None = None

    @property
    def url(self) -> str:
        """Its root."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        """Its SPARQL endpoint."""
        return f"{self.url}/sparql"

    def start(self) -> None:
        """Start it, and come back at once."""
        command = [sys.executable, "-m", "citynet_kg.cli", "serve", "--port", str(self.port), "--public-url", self.url]
        plain = {name: value for name, value in os.environ.items() if not name.startswith("CITYNET_")}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, *self.options], stdout=log, stderr=log, env=plain, start_new_session=True
            )

    def wait_until_ready(self) -> None:
        """Come back when it answers.

        Raises:
            RuntimeError: it ended, or does not answer in time; with what it said.
        """
        end = time.monotonic() + _STARTS
        while time.monotonic() < end and self._process is not None and self._process.poll() is None:
            with suppress(OSError, http.client.HTTPException):
                if self.ask("ASK {}", accept="application/sparql-results+json").status == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"citynet serve {' '.join(self.options)} did not start:\n{self._log.read_text('utf-8')}")

    def ask(self, query: str, *, accept: str, default: Iterable[str] = (), named: Iterable[str] = ()) -> Answer:
        """Send a query by direct POST, so that it arrives byte by byte as it is."""
        graphs = [("default-graph-uri", g) for g in default] + [("named-graph-uri", g) for g in named]
        parameters = "&".join(f"{name}={quote(graph, safe='')}" for name, graph in graphs)
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        path = f"/sparql?{parameters}" if parameters else "/sparql"
        return self.send("POST", path, headers, query.encode())

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """Send one request; a second time if the server had closed the connection that was kept."""
        is_kept = self._connection is not None
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_ANSWERS)
        try:
            self._connection.request(method, path, body, dict(headers))
            response = self._connection.getresponse()
            return Answer(response.status, response.headers.get("Content-Type", ""), response.read())
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = None
            if is_kept:
                return self.send(method, path, headers, body)
            raise

    def ask_to_end(self) -> None:
        """Send SIGTERM to the process that was started here, and come back at once."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.terminate()

    def wait_until_ended(self) -> None:
        """Come back when it is gone; end with force what it leaves behind."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_ENDS)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # the session is its own: nobody else is in it
        self._process.wait()

    @property
    def _log(self) -> Path:
        return self.folder / f"{self.name}.log"


@dataclass(slots=True)
class Fleet:
    """Servers that start together."""

    folder: Path
    servers: dict[str, Server] = field(default_factory=dict)

    def add(self, name: str, options: Sequence[str]) -> Server:
        """Name a server; its port is known before it starts."""
        server = Server(self.folder, name, options, free_port())
        self.servers[name] = server
        return server

    def start(self) -> None:
        """Start all and wait for all; where one fails, end them."""
        try:
            for server in self.servers.values():
                server.start()
            for server in self.servers.values():
                server.wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End all."""
        for server in self.servers.values():
            server.ask_to_end()
        for server in self.servers.values():
            server.wait_until_ended()
