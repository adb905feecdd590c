"""Look things up in the store with our own prefixes, whether it knows them or not.

A release is loaded with them; files served as they are (`citynet serve --data`) come with none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.store import ask, construct, select
from citynet_kg.vocab import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citynet_kg.store import Store
    from citynet_kg.store.interface import Term

_DECLARED = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in PREFIXES.items())


def rows(store: Store, text: str) -> list[dict[str, Term]]:
    """The rows of a SELECT query."""
    return select(store, _DECLARED + text)


def pairs(store: Store, text: str) -> Iterator[tuple[Term, Term]]:
    """The rows of a SELECT query of two variables that are always bound, one after the other.

    Raises:
        TypeError: the query is none of that kind.
    """
    found = store.query(_DECLARED + text)
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError("not a SELECT query")
    for row in found:
        yield row[0], row[1]


def triples(store: Store, text: str) -> list[ox.Triple]:
    """The triples of a CONSTRUCT query."""
    return construct(store, _DECLARED + text)


def is_so(store: Store, text: str) -> bool:
    """The answer to an ASK query."""
    return ask(store, _DECLARED + text)
