"""A client that costs little, the same for every engine: one connection, kept alive, a plain socket."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

Row = tuple[tuple[str, ...], ...]

_PIECE = 1 << 16
_NUMERIC = {
    "http://www.w3.org/2001/XMLSchema#" + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
}
_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Asks one server at loopback.

    Args:
        port: of the server.
        source: the own address; any of 127.0.0.0/8.
        timeout: seconds without a byte before TimeoutError.
    """

    def __init__(self, port: int, source: str = "127.0.0.1", timeout: float = 120.0) -> None:
        self._port, self._source, self._timeout = port, source, timeout
        self._socket: socket.socket | None = None

    def get(self, target: str, accept: str = "application/sparql-results+json") -> Reply:
        """Send a GET; once again if the server has closed the kept connection meanwhile."""
        text = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAccept: {accept}\r\n\r\n".encode("ascii")
        fresh = self._socket is None
        try:
            return self._exchange(text)
        except ConnectionError:
            self.close()
            if fresh:
                raise
            return self._exchange(text)
        except TimeoutError:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _exchange(self, text: bytes) -> Reply:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), self._timeout, (self._source, 0))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(text)
        held = bytearray()
        while (end := held.find(b"\r\n\r\n")) < 0:
            held += self._more()
        first, *lines = bytes(held[:end]).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        del held[: end + 4]
        if headers.get("transfer-encoding") == "chunked":
            body = self._chunks(held)
        else:
            wanted = int(headers.get("content-length", "0"))
            while len(held) < wanted:
                held += self._more()
            body = bytes(held)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Reply(int(first.split()[1]), headers, body)

    def _chunks(self, held: bytearray) -> bytes:
        body = bytearray()
        while True:
            while (end := held.find(b"\r\n")) < 0:
                held += self._more()
            size = int(held[:end], 16)
            while len(held) < end + 2 + size + 2:
                held += self._more()
            body += held[end + 2 : end + 2 + size]
            del held[: end + 2 + size + 2]
            if size == 0:
                return bytes(body)

    def _more(self) -> bytes:
        piece = self._socket.recv(_PIECE) if self._socket is not None else b""
        if not piece:
            raise ConnectionResetError
        return piece


def target_of(path: str, query: str) -> str:
    """The address of a query; `path` may have parameters already."""
    return f"{path}{'&' if '?' in path else '?'}query={quote(query, safe='')}"


def rows_of(body: bytes) -> list[Row]:
    """The rows of a SPARQL JSON answer, sorted, and with one spelling for each number."""
    answer = json.loads(body)
    names = sorted(answer["head"].get("vars", []))
    return sorted(tuple(_term(binding.get(name)) for name in names) for binding in answer["results"]["bindings"])


def _term(term: dict[str, Any] | None) -> tuple[str, ...]:
    if term is None:
        return ()
    kind, value, datatype = term["type"], term["value"], term.get("datatype", "")
    if kind == "uri":
        return "iri", value
    if kind == "bnode":
        return ("blank",)
    if datatype in _NUMERIC:
        try:
            return "number", str(Decimal(value).normalize())
        except InvalidOperation:
            return "literal", value, datatype
    return "literal", value, "" if datatype == _STRING else datatype, term.get("xml:lang", "").lower()
