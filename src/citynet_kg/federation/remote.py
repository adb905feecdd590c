"""Ask a remote endpoint, politely and with bounds on everything that comes back."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlencode

import pyoxigraph as ox
import urllib3

from citynet_kg import __version__
from citynet_kg.errors import FederationError
from citynet_kg.federation.policy import resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citynet_kg.federation.policy import Address
    from citynet_kg.settings import Settings

Row: TypeAlias = "dict[str, ox.NamedNode | ox.BlankNode | ox.Literal]"

_CHUNK = 1 << 16
_KEPT_FOR = 3600.0
_KEPT_ANSWERS = 200
_LARGEST_KEPT = 1 << 20
_LONGEST_WAIT = 5.0
_TOO_MANY = (429, 503)


@dataclass(frozen=True, slots=True)
class _Kept:
    rows: Sequence[Row]
    size: int
    at: float


class RemoteServices:
    """The remote endpoints, what they answered before, and when they want to be asked again."""

    def __init__(self, settings: Settings) -> None:
        contact = settings.contact or settings.public_url
        self._agent = f"citynet-kg/{__version__} ({contact})"
        self._settings = settings
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._not_before: dict[str, float] = {}
        self._lock = Lock()

    def ask(self, endpoint: str, url: str, query: str, deadline: float, most: int) -> tuple[Sequence[Row], int]:
        """Send a SELECT query. Blocks; meant to run in a thread.

        Args:
            endpoint: as the query names it.
            url: where it is asked.
            query: SPARQL.
            deadline: by the monotonic clock.
            most: bytes that the answer may have.

        Returns:
            The rows, and the bytes that they came in.

        Raises:
            FederationError: which endpoint failed, and how.
        """
        key = (url, query)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and time.monotonic() - kept.at < _KEPT_FOR:
                self._kept.move_to_end(key)
                return kept.rows, kept.size
        body = self._fetched(endpoint, url, query, deadline, most)
        rows = self._read(endpoint, body)
        if len(body) <= _LARGEST_KEPT:
            with self._lock:
                self._kept[key] = _Kept(rows, len(body), time.monotonic())
                while len(self._kept) > _KEPT_ANSWERS:
                    self._kept.popitem(last=False)
        return rows, len(body)

    def _fetched(self, endpoint: str, url: str, query: str, deadline: float, most: int) -> bytes:
        """The body of the answer; asked a second time if the endpoint wants only a short wait."""
        for last in (False, True):
            wait = self._not_before.get(url, 0.0) - time.monotonic()
            if wait > 0:
                if wait > min(_LONGEST_WAIT, deadline - time.monotonic()):
                    raise FederationError(endpoint, f"asks not to be asked for another {wait:.0f} seconds.")
                time.sleep(wait)
            status, retry_after, body = self._post(endpoint, resolve(endpoint, url), query, deadline, most)
            if status in _TOO_MANY:
                self._not_before[url] = time.monotonic() + retry_after
                if not last:
                    continue
                raise FederationError(endpoint, f"is busy: it answered {status}.")
            if status != 200:  # noqa: PLR2004
                hint = "; redirects are not followed" if 300 <= status < 400 else ""  # noqa: PLR2004
                raise FederationError(endpoint, f"answered {status}{hint}.")
            return body
        raise FederationError(endpoint, "did not answer.")

    def _post(
        self, endpoint: str, address: Address, query: str, deadline: float, most: int
    ) -> tuple[int, float, bytes]:
        seconds = min(self._settings.federation_timeout, deadline - time.monotonic())
        if seconds <= 0:
            raise FederationError(endpoint, "could not be asked in the time that the query has.")
        until = time.monotonic() + seconds
        headers = {
            "Accept": "application/sparql-results+json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/x-www-form-urlencoded",
            "Host": _host(address),
            "User-Agent": self._agent,
        }
        try:
            with _connect(address, seconds) as pool:
                answer = pool.request(
                    "POST", address.target, body=urlencode({"query": query}), headers=headers, preload_content=False
                )
                try:
                    return answer.status, _retry_after(answer), _body(endpoint, answer, until, most)
                finally:
                    answer.close()
        except urllib3.exceptions.NewConnectionError:
            raise FederationError(endpoint, "cannot be reached.") from None
        except urllib3.exceptions.TimeoutError:
            raise FederationError(endpoint, f"did not answer within {seconds:.0f} seconds.") from None
        except (urllib3.exceptions.HTTPError, OSError):
            raise FederationError(endpoint, "cannot be reached, or broke off.") from None

    @staticmethod
    def _read(endpoint: str, body: bytes) -> list[Row]:
        try:
            results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
            if not isinstance(results, ox.QuerySolutions):
                raise FederationError(endpoint, "answered yes or no where rows were asked for.")
            names = [v.value for v in results.variables]
            rows = [{n: term for n in names if (term := row[n]) is not None} for row in results]
        except (SyntaxError, ValueError, RecursionError, OSError):
            raise FederationError(endpoint, "answered what is not SPARQL results in JSON.") from None
        if any(isinstance(term, ox.Triple) for row in rows for term in row.values()):
            raise FederationError(endpoint, "answered triple terms, which SPARQL 1.1 does not know.")
        return rows


def _body(endpoint: str, answer: urllib3.BaseHTTPResponse, until: float, most: int) -> bytes:
    pieces, size = [], 0
    while piece := answer.read1(_CHUNK, decode_content=False):  # what has come, so that the time is looked at
        size += len(piece)
        if size > most:
            raise FederationError(endpoint, f"answered more than the {most:,} bytes that are left for this query.")
        if time.monotonic() > until:
            raise FederationError(endpoint, "took too long to answer.")
        pieces.append(piece)
    return b"".join(pieces)


def _host(address: Address) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    return host if address.port in (80, 443) else f"{host}:{address.port}"


def _connect(address: Address, seconds: float) -> urllib3.HTTPConnectionPool:
    """A connection to the one address that was checked, under the name that the certificate must bear."""
    timeout = urllib3.Timeout(total=seconds)
    if address.scheme == "https":
        return urllib3.HTTPSConnectionPool(
            address.ip,
            address.port,
            timeout=timeout,
            retries=False,
            server_hostname=address.host,
            assert_hostname=address.host,
        )
    return urllib3.HTTPConnectionPool(address.ip, address.port, timeout=timeout, retries=False)


def _retry_after(answer: urllib3.BaseHTTPResponse) -> float:
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 60.0  # noqa: PLR2004 - under a day
