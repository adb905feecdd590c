"""Write triples as Turtle, N-Triples, RDF/XML or compact JSON-LD.

The engine writes the first three. Its JSON-LD is expanded and has no context, which no person wants to read, so that
form is written here: one object per subject, names as `prefix:local`, the prefixes in an inline context.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from citynet_kg.vocab import PREFIXES, RDF, XSD, compact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from citynet_kg.query.formats import Format


def write_triples(triples: Iterable[ox.Triple], form: Format) -> bytes:
    """Serialise triples, sorted, in one of `GRAPH_FORMATS`."""
    ordered = sorted(set(triples), key=str)
    if form.name == "jsonld":
        return (json.dumps(as_jsonld(ordered), ensure_ascii=False, indent=1) + "\n").encode()
    prefixes = PREFIXES if form.name in ("turtle", "rdfxml") else None
    return ox.serialize(ordered, format=form.engine, prefixes=prefixes)  # type: ignore[arg-type,return-value]


def as_jsonld(triples: Iterable[ox.Triple]) -> dict[str, Any]:
    """Triples as a JSON-LD document."""
    nodes: dict[str, dict[str, Any]] = {}
    used: set[str] = set()

    def name(iri: str) -> str:
        short = compact(iri)
        if short != iri and not short.partition(":")[2].startswith("//"):
            used.add(short.partition(":")[0])
            return short
        return iri

    for triple in triples:
        subject = _identifier(triple.subject, name)
        node = nodes.setdefault(subject, {"@id": subject})
        if triple.predicate == RDF.type and isinstance(triple.object, ox.NamedNode):
            node.setdefault("@type", []).append(name(triple.object.value))
        else:
            node.setdefault(name(triple.predicate.value), []).append(_value(triple.object, name))
    context = {prefix: PREFIXES[prefix] for prefix in sorted(used)}
    return {"@context": context, "@graph": list(nodes.values())}


def _identifier(term: Any, name: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else name(term.value)


def _value(term: Any, name: Any) -> dict[str, str]:
    if not isinstance(term, ox.Literal):
        return {"@id": _identifier(term, name)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype == XSD.string:
        return {"@value": term.value}
    return {"@value": term.value, "@type": name(term.datatype.value)}
