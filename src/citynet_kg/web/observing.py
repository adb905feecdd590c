"""What operators see: metrics and a line for each request. No address of a client, no text of a query."""

from __future__ import annotations

import json
import logging
import sys
import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

_LOG = logging.getLogger("citynet_kg.requests")
_KINDS = frozenset(
    ("sparql", "id", "doc", "list", "graph", "questions", "search", "suggest", "ns", "shapes", "download", "static")
)
_BUCKETS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Metrics:
    """The figures of one server process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "citynet_requests", "Answers by kind of address and status", ["kind", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "citynet_request_seconds", "Time to the last byte", ["kind"], buckets=_BUCKETS, registry=self.registry
        )
        self._known: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self.cached = Counter("citynet_cached_answers", "Query answers from the cache", registry=self.registry)
        self.running = Gauge("citynet_queries_running", "Queries being evaluated", registry=self.registry)
        self.waiting = Gauge("citynet_queries_waiting", "Queries waiting for a worker", registry=self.registry)
        self._held_up = Gauge(
            "citynet_event_loop_delay_seconds", "Longest time that all requests had to wait", registry=self.registry
        )
        self._longest = 0.0
        self.release = Gauge("citynet_release", "The release that is served", ["digest"], registry=self.registry)

    def note(self, kind: str, status: int, seconds: float) -> None:
        """An answer was given."""
        known = self._known.get((kind, status))
        if known is None:
            known = self._known[kind, status] = (self._requests.labels(kind, str(status)), self._seconds.labels(kind))
        known[0].inc()
        known[1].observe(seconds)

    def held_up(self, seconds: float) -> None:
        """The event loop came so much later than it should have."""
        self._longest = max(self._longest, seconds)
        self._held_up.set(self._longest)

    def text(self) -> tuple[bytes, str]:
        """The exposition and its content type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST


def kind_of(path: str) -> str:
    """The kind of an address: its first part, if it is one of ours."""
    first = path.split("/", 2)[1] if "/" in path else ""
    return first if first in _KINDS else "other"


def log_request(request_id: str, method: str, path: str, status: int, seconds: float) -> None:
    """Write a line for a request."""
    line = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "request": request_id,
        "method": method,
        "path": path[:200],
        "status": status,
        "ms": round(seconds * 1000, 1),
    }
    _LOG.info(json.dumps(line, ensure_ascii=True))


def set_up_logs(*, requests: bool) -> None:
    """Send logs to standard error, as lines of JSON or of text."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    for name, level in (
        ("citynet_kg.requests", logging.INFO if requests else logging.WARNING),
        ("citynet_kg", logging.WARNING),
    ):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(level)
        logger.propagate = False
