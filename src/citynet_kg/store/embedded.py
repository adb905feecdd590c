"""The store inside this process: pyoxigraph, in memory.

Every triple that is not in quarantine stands in the default graph as well as in its named graph. That costs memory and
saves a union over all sources on each pattern of each query.
"""

from __future__ import annotations

import ctypes
import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import QueryFailedError, QuerySyntaxError
from citynet_kg.sources.turtle import stream_rdf
from citynet_kg.vocab import PREFIXES, QUARANTINE, QUERY_BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from citynet_kg.release import Release
    from citynet_kg.store.interface import Results, Term


# Inside the engine: half of what it takes to read the file once more and to hand over each triple.
_INTO_DEFAULT_GRAPH = f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != {QUARANTINE}) }}"


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
    # its checksum has been compared, and a build writes no IRI that is none: `lenient` checks none again
    store.bulk_load(path=str(release.dataset), format=ox.RdfFormat.N_QUADS, lenient=True)
    store.update(_INTO_DEFAULT_GRAPH)
    _give_back_memory()
    return EmbeddedStore(store, PREFIXES)


def stream_file(file: Path) -> Iterator[ox.Quad]:
    """The quads of a file that is served as it is; its own address is the base. Raises what `stream_rdf` raises."""
    return stream_rdf(file, str(file), base=file.resolve().as_uri())


def load_files(files: Iterable[Path]) -> EmbeddedStore:
    """Load given RDF files as they are: their own default graph, no union, no predeclared prefixes.

    Raises:
        RdfSyntaxError: a file cannot be parsed; with line and column.
    """
    store = ox.Store()
    for file in files:
        store.bulk_extend(stream_file(file))
    _give_back_memory()
    return EmbeddedStore(store, {})


def _give_back_memory() -> None:
    """Return to the system what loading needed beside the store: more than half as much again (glibc keeps it)."""
    with suppress(AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
