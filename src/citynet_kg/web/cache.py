"""Answers that were given before. They depend on the release alone, so they are good as long as it is served."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citynet_kg.query import Format, QueryRequest

# Functions whose value changes from call to call (SPARQL 1.1, section 17.4).
_CHANGING = re.compile(r"\b(RAND|NOW|UUID|STRUUID|BNODE)\b|\\u", re.IGNORECASE)
LARGEST = 1 << 20


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
