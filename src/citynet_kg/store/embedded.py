"""The store inside this process: pyoxigraph, in memory.

Every triple that is not in quarantine stands in the default graph as well as in its named graph. That costs memory and
saves a union over all sources on each pattern of each query.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import QueryFailedError, QuerySyntaxError, RdfSyntaxError
from citynet_kg.sources.turtle import FORMATS, parse_rdf
from citynet_kg.vocab import PREFIXES, QUARANTINE, QUERY_BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from citynet_kg.release import Release
    from citynet_kg.store.interface import Results, Term


class EmbeddedStore:
    """A pyoxigraph store and the prefixes that its queries need not declare."""

    def __init__(self, store: ox.Store, prefixes: Mapping[str, str]) -> None:
        self._store = store
        self._prefixes = dict(prefixes)
        self._graph_names = frozenset(g.value for g in store.named_graphs() if isinstance(g, ox.NamedNode))

    @property
    def graph_names(self) -> frozenset[str]:
        return self._graph_names

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        substitutions: Mapping[str, Term] | None = None,
    ) -> Results:
        selected: dict[str, object] = {}
        if default_graphs or named_graphs:
            selected["default_graph"] = [ox.NamedNode(g) for g in default_graphs]
            selected["named_graphs"] = [ox.NamedNode(g) for g in named_graphs]
        try:
            return self._store.query(
                text,
                base_iri=QUERY_BASE,
                prefixes=self._prefixes,
                substitutions={ox.Variable(k): v for k, v in substitutions.items()} if substitutions else None,
                **selected,  # type: ignore[arg-type]
            )
        except SyntaxError as error:
            raise syntax_error(error) from None
        except RuntimeError as error:
            raise QueryFailedError(str(error)) from None


def syntax_error(error: SyntaxError) -> QuerySyntaxError:
    """Read line and column from pyoxigraph's message, where alone they stand."""
    message = (error.msg or str(error)).strip()
    at = re.search(r"error at (\d+):(\d+): ", message)
    if at is None:
        return QuerySyntaxError(message)
    return QuerySyntaxError(message[at.end() :], int(at[1]), int(at[2]))


def load_release(release: Release) -> EmbeddedStore:
    """Load a release. Anything else has no way into this store, so what is not validated is not served."""
    store = ox.Store()
    store.bulk_load(path=str(release.dataset), format=ox.RdfFormat.N_QUADS)
    store.bulk_extend(
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for quad in ox.parse(path=str(release.dataset), format=ox.RdfFormat.N_QUADS)
        if quad.graph_name != QUARANTINE
    )
    return EmbeddedStore(store, PREFIXES)


def load_files(files: Iterable[Path]) -> EmbeddedStore:
    """Load given RDF files as they are: their own default graph, no union, no predeclared prefixes.

    Raises:
        RdfSyntaxError: a file cannot be parsed; with line and column.
    """
    store = ox.Store()
    for file in files:
        if file.suffix not in FORMATS:
            raise RdfSyntaxError(str(file), f"the ending {file.suffix!r} is not known; use one of {', '.join(FORMATS)}")
        store.bulk_extend(parse_rdf(file, str(file), base=file.resolve().as_uri()))
    return EmbeddedStore(store, {})
