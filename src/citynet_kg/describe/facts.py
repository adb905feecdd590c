"""Read what a page needs from the store, in few queries.

Every query names its things inside a VALUES block that only joins required patterns: Oxigraph answers those fast, and
an OPTIONAL joined on such a variable slowly (engine facts, A5).
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from citynet_kg.describe import lookup
from citynet_kg.identifiers import RELATION_TYPES, path_of
from citynet_kg.vocab import QUARANTINE, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from citynet_kg.store import Store

Term: TypeAlias = "ox.NamedNode | ox.Literal"

# Enough for one page of relations; longer blocks slow the planner down more than a second query costs.
_AT_ONCE = 400
_NAMING = ("skos:prefLabel", "foaf:name", "rdfs:label", "dct:title", "skos:altLabel")
# What things without a name of their own are named after.
_NAMED_AFTER = (
    "org:member",
    "cnet:viaPost",
    "cnet:committedParty",
    "cnet:partner",
    "org:role",
    "org:organization",
    "cnet:instrument",
    "dct:publisher",
    "cnet:aboutParty",
    "cnet:absentType",
    "cnet:countOf",
)
# What is read of a thing that a page only mentions.
_MENTIONED = (
    *_NAMING,
    *_NAMED_AFTER,
    "cnet:geographicScope",
    "cnet:country",
    "cnet:acronym",
    "schema:url",
    "skos:notation",
)


@cache
def _expanded(curie: str) -> str:
    return expand(curie).value


class Description:
    """The triples that have one thing as their subject."""

    def __init__(self, values: Mapping[str, Sequence[Term]]) -> None:
        self._values = values

    def __bool__(self) -> bool:
        return bool(self._values)

    def terms(self, curie: str) -> tuple[Term, ...]:
        """All values of a property, in a stable order."""
        return tuple(self._values.get(_expanded(curie), ()))

    def iris(self, curie: str) -> tuple[str, ...]:
        """The values of a property that are IRIs."""
        return tuple(t.value for t in self.terms(curie) if isinstance(t, ox.NamedNode))

    def iri(self, curie: str) -> str | None:
        """The first IRI among the values."""
        return next(iter(self.iris(curie)), None)

    def literals(self, curie: str) -> tuple[ox.Literal, ...]:
        """The values of a property that are literals."""
        return tuple(t for t in self.terms(curie) if isinstance(t, ox.Literal))

    def literal(self, curie: str) -> ox.Literal | None:
        """The first literal among the values."""
        return next(iter(self.literals(curie)), None)

    def notation(self, curie: str) -> str:
        """The last part of the concept's IRI, empty if there is none."""
        iri = self.iri(curie)
        return iri.rsplit("/", 1)[1] if iri else ""

    def everything(self) -> Iterable[tuple[str, Sequence[Term]]]:
        """Property IRI and values."""
        return self._values.items()


_NOTHING = Description({})


class Facts:
    """The descriptions that one page has read so far.

    A thing that was only mentioned is read again, whole, when it is asked for whole.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._whole: dict[str, Description] = {}
        self._mentioned: dict[str, Description] = {}

    def __getitem__(self, iri: str) -> Description:
        return self._whole.get(iri) or self._mentioned.get(iri, _NOTHING)

    def load(self, iris: Iterable[str], *, quarantined: bool = False) -> None:
        """Read everything about some things.

        Args:
            iris: of the things.
            quarantined: whether to add what stands in quarantine.
        """
        wanted = sorted({i for i in iris if i not in self._whole})
        triples = _read(self.store, wanted, "?s ?p ?o")
        if quarantined:
            triples += _read(self.store, wanted, f"GRAPH {QUARANTINE} {{ ?s ?p ?o }}")
        self._whole.update(_described(wanted, triples))

    def mention(self, iris: Iterable[str]) -> None:
        """Read the names of some things, and what is told of them in passing."""
        wanted = sorted({i for i in iris if i not in self._whole and i not in self._mentioned})
        properties = ", ".join(_MENTIONED)
        pattern = f"?s ?p ?o FILTER(?p IN ({properties}))"
        self._mentioned.update(_described(wanted, _read(self.store, wanted, pattern)))
        rejected = [i for i in wanted if not self._mentioned[i] and _is_relation(i)]
        self._mentioned.update(_described(rejected, _read(self.store, rejected, f"GRAPH {QUARANTINE} {{ {pattern} }}")))
        if wanted:
            self.mention_parts(wanted)

    def mention_parts(self, iris: Iterable[str]) -> None:
        """Read the names of what some things are named after."""
        self.mention({part for iri in iris for curie in _NAMED_AFTER for part in self[iri].iris(curie)})


def _is_relation(iri: str) -> bool:
    return (path_of(iri) or "").split("/", 1)[0] in RELATION_TYPES


def _read(store: Store, iris: Sequence[str], pattern: str) -> list[ox.Triple]:
    triples: list[ox.Triple] = []
    for start in range(0, len(iris), _AT_ONCE):
        block = " ".join(f"<{iri}>" for iri in iris[start : start + _AT_ONCE])
        triples += lookup.triples(store, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {block} }} {pattern} }}")
    return triples


def _described(iris: Iterable[str], triples: Iterable[ox.Triple]) -> dict[str, Description]:
    values: dict[str, dict[str, set[Term]]] = {iri: defaultdict(set) for iri in iris}
    for triple in triples:
        if isinstance(triple.object, ox.NamedNode | ox.Literal):
            values[triple.subject.value][triple.predicate.value].add(triple.object)  # type: ignore[union-attr]
    return {
        iri: Description({p: sorted(terms, key=str) for p, terms in by_property.items()})
        for iri, by_property in values.items()
    }
