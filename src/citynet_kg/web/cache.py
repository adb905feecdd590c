"""Answers that were given before. They depend on the release alone, so they are good as long as it is served."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citynet_kg.query import Format, QueryRequest

    Headers = list[tuple[bytes, bytes]]
    Address = tuple[bytes, bytes, bytes]

# Functions whose value changes from call to call (SPARQL 1.1, section 17.4).
_CHANGING = re.compile(r"\b(RAND|NOW|UUID|STRUUID|BNODE)\b|\\u", re.IGNORECASE)
LARGEST = 1 << 20
_LONGEST_ADDRESS = 4000
_MOST_ADDRESSES = 4000
# The part of the memory that may hold answers as they were sent, where that differs from how they are kept.
_AS_SENT = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, whole."""

    body: bytes
    format: Format


@dataclass(frozen=True, slots=True)
class Said:
    """How a request was answered: the key of the answer, its headers, and its body if it was sent in other bytes."""

    key: str
    headers: Headers
    body: bytes | None


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
        self._left, self._left_as_sent = most, most // _AS_SENT
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._said: OrderedDict[Address, Said] = OrderedDict()

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

    def again(self, address: Address) -> tuple[Headers, bytes] | None:
        """What was sent for this very request before, if its answer is still kept.

        Args:
            address: query string, Accept and Accept-Encoding of a GET, as they came.
        """
        said = self._said.get(address)
        kept = self.get(said.key) if said else None
        if said is None or kept is None:
            return None
        return said.headers, kept.body if said.body is None else said.body

    def say_again(self, address: Address, key: str, headers: Headers, body: bytes) -> None:
        """Remember what was sent for an answer that is kept, so that the same request need not be read again."""
        kept = self._kept.get(key)
        if kept is None or sum(map(len, address)) > _LONGEST_ADDRESS or address in self._said:
            return
        own = None if body is kept.body else body
        self._said[address] = Said(key, headers, own)
        self._left_as_sent -= len(own or b"")
        while len(self._said) > _MOST_ADDRESSES or self._left_as_sent < 0:
            self._left_as_sent += len(self._said.popitem(last=False)[1].body or b"")
