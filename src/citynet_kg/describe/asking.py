"""Ask the store in our own prefixes, whether it knows them or not.

A release is loaded with them; files served as they are (`citynet serve --data`) come with none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citynet_kg.store import ask, construct, select
from citynet_kg.vocab import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph as ox

    from citynet_kg.store import Store
    from citynet_kg.store.interface import Term

_USED = re.compile(r"\b([a-z]+):[A-Za-z]")


def rows(store: Store, text: str) -> list[dict[str, Term]]:
    """The rows of a SELECT query."""
    return select(store, _declared(text))


def triples(store: Store, text: str) -> list[ox.Triple]:
    """The triples of a CONSTRUCT query."""
    return construct(store, _declared(text))


def is_so(store: Store, text: str) -> bool:
    """The answer to an ASK query."""
    return ask(store, _declared(text))


def _declared(text: str) -> str:
    used = sorted(set(_USED.findall(re.sub(r"<[^>]*>", "", text))) & set(PREFIXES))
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in used) + text
