"""What a store is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Results: TypeAlias = "ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean"
Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal"


class Store(Protocol):
    """Something that evaluates SPARQL 1.1 queries over one dataset."""

    @property
    def graph_names(self) -> frozenset[str]:
        """The IRIs of its named graphs."""
        ...

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        substitutions: Mapping[str, Term] | None = None,
    ) -> Results:
        """Evaluate a query.

        Args:
            text: SPARQL 1.1; the project's prefixes need no declaration.
            default_graphs: graphs to merge into the default graph; the store's own if empty.
            named_graphs: the named graphs to see; all if empty and `default_graphs` is empty too.
            substitutions: terms for projected variables.

        Raises:
            QuerySyntaxError: the text cannot be parsed.
        """
        ...


def select(store: Store, text: str, **values: Term) -> list[dict[str, Term]]:
    """Evaluate one of our own SELECT queries; each row holds the variables that are bound."""
    solutions = store.query(text, substitutions=values or None)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("not a SELECT query")
    names = [v.value for v in solutions.variables]
    return [{n: term for n in names if (term := row[n]) is not None} for row in solutions]


def construct(store: Store, text: str) -> list[ox.Triple]:
    """Evaluate one of our own CONSTRUCT queries."""
    triples = store.query(text)
    if not isinstance(triples, ox.QueryTriples):
        raise TypeError("not a CONSTRUCT query")
    return list(triples)


def ask(store: Store, text: str) -> bool:
    """Evaluate one of our own ASK queries."""
    return bool(store.query(text))
