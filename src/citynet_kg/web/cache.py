"""Answers that were given before. They depend on the release alone, so they are good as long as it is served."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.query import Format, QueryRequest

    Headers = list[tuple[bytes, bytes]]

# Functions whose value changes from call to call (SPARQL 1.1, section 17.4).
_CHANGING = re.compile(r"\b(RAND|NOW|UUID|STRUUID|BNODE)\b|\\u", re.IGNORECASE)
LARGEST = 1 << 20
_LONGEST_ADDRESS = 4000
_MOST_ADDRESSES = 4000


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, whole."""

    body: bytes
    format: Format


def key_of(digest: str, request: QueryRequest) -> str | None:
    """What tells this answer from all others, also its ETag; None if the query may be answered anew each time."""
    if _CHANGING.search(request.text):
        return None
    parts = (
        digest,
        request.text,
        request.result_format.name if request.result_format else "-",
        request.graph_format.name if request.graph_format else "-",
        *request.default_graphs,
        "--",
        *request.named_graphs,
    )
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]


class AnswerCache:
    """A bounded number of bytes; what was not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._said: OrderedDict[tuple[bytes, str | None], tuple[str, Headers]] = OrderedDict()

    def get(self, key: str) -> Kept | None:
        """An answer given before."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def put(self, key: str, kept: Kept) -> None:
        """Keep an answer, if it is small."""
        if len(kept.body) > LARGEST or key in self._kept:
            return
        self._kept[key] = kept
        self._left -= len(kept.body)
        while self._left < 0:
            self._left += len(self._kept.popitem(last=False)[1].body)

    def again(self, method: str, query_string: bytes, headers: Mapping[str, str]) -> tuple[Headers, bytes] | None:
        """What was sent for this very request before, if its answer is still kept and the client has none."""
        known = self._said.get((query_string, headers.get("accept"))) if method == "GET" else None
        if known is None or "if-none-match" in headers:
            return None
        kept = self.get(known[0])
        return None if kept is None else (known[1], kept.body)

    def say_again(self, query_string: bytes, accept: str | None, key: str, sent: Headers) -> None:
        """Remember what headers go with an answer that is kept, so that the same request need not be read again."""
        if len(query_string) + len(accept or "") <= _LONGEST_ADDRESS and key in self._kept:
            self._said[query_string, accept] = key, sent
            if len(self._said) > _MOST_ADDRESSES:
                self._said.popitem(last=False)
