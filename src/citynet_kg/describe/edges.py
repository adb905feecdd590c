"""Relations as edges between two parties, for programs that draw and count graphs: CSV and GraphML."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass
from itertools import combinations
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from citynet_kg.describe.records import read_names, read_organizations, read_relations
from citynet_kg.describe.spreadsheets import harmless
from citynet_kg.identifiers import THING_TYPES
from citynet_kg.languages import DEFAULT, pick
from citynet_kg.vocab import ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from citynet_kg.describe.records import OrganizationRecord, RelationRecord
    from citynet_kg.store import Store

EDGE_COLUMNS = ("one", "other", "kind", "type", "start", "end", "status", "assessment", "relation")
_NODE_KEYS = (
    ("label", "string"),
    ("kind", "string"),
    ("country", "string"),
    ("wikidata", "string"),
    ("latitude", "double"),
    ("longitude", "double"),
)
_EDGE_KEYS = tuple((name, "string") for name in EDGE_COLUMNS[2:])
# Rows are sent on in blocks of so many.
_BLOCK = 1000
# What XML 1.0 cannot hold, not even escaped.
_NO_XML = {code: " " for code in (*range(32), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r"}


@dataclass(frozen=True, slots=True)
class Edge:
    """Two parties of a relation, by IRI. A relation of more than two has an edge for each pair of them."""

    one: str
    other: str
    kind: str
    """What the relation is: membership, tenure, partnership, cooperation, project or commitment."""
    type: str
    """Partnership type, membership kind or role; several are separated by spaces."""
    start: str
    end: str
    status: str
    assessment: str
    relation: str


def edges_of(relation: RelationRecord) -> Iterator[Edge]:
    """The edges of a relation: from each party to what it belongs to, or between every two partners."""
    pairs: Iterable[tuple[str, str]] = combinations(relation.parties, 2)
    if relation.towards:
        pairs = ((party, relation.towards) for party in relation.parties)
    for one, other in pairs:
        yield Edge(
            ID + one,
            ID + other,
            relation.type,
            " ".join(relation.kinds),
            relation.started,
            relation.ended,
            relation.status,
            relation.assessment,
            ID + relation.path,
        )


def edge_table(store: Store) -> Iterator[bytes]:
    """All edges as CSV, in the order of their relations."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(EDGE_COLUMNS)
    for number, edge in enumerate(_all_edges(store)):
        writer.writerow([harmless(value) for value in astuple(edge)])
        if number % _BLOCK == 0:
            yield _taken(out)
    yield _taken(out)


def _all_edges(store: Store) -> Iterator[Edge]:
    return (edge for relation in read_relations(store) for edge in edges_of(relation))


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def graphml(store: Store) -> Iterator[bytes]:
    """All edges and what they join as GraphML.

    The ids are IRIs; where a relation has several edges, theirs end in a number. Edges to what a party belongs to are
    directed, those between partners are not.
    """
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        f"{_keys('node', _NODE_KEYS)}{_keys('edge', _EDGE_KEYS)}"
        '<graph id="citynet" edgedefault="undirected">\n'
    ).encode()
    relations, known = read_relations(store), {record.path: record for record in read_organizations(store)}
    ends = {end for relation in relations for end in (*relation.parties, relation.towards) if end}
    names = read_names(store, THING_TYPES)
    for path in sorted({*known, *ends}):
        yield _node(path, names.get(path, {}), known.get(path)).encode()
    for relation in relations:
        found = list(edges_of(relation))
        for number, edge in enumerate(found, 1):
            yield _edge(edge, f"{edge.relation}#{number}" if len(found) > 1 else edge.relation, relation).encode()
    yield b"</graph>\n</graphml>\n"


def _keys(what: str, keys: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f'<key id="{what}-{name}" for="{what}" attr.name="{name}" attr.type="{kind}"/>\n' for name, kind in keys
    )


def _node(path: str, names: Mapping[str, str], record: OrganizationRecord | None) -> str:
    picked = pick(names, DEFAULT)
    values: dict[str, object] = {"label": picked[0] if picked else path.split("/", 1)[1], "kind": path.split("/", 1)[0]}
    if record is not None:
        values |= {"country": record.country, "wikidata": record.wikidata}
        if record.coordinates:
            values["longitude"], values["latitude"] = record.coordinates
    return f"<node id={quoteattr(ID + path)}>{_data('node', values)}</node>\n"


def _edge(edge: Edge, identifier: str, relation: RelationRecord) -> str:
    ends = f"source={quoteattr(edge.one)} target={quoteattr(edge.other)}"
    directed = ' directed="true"' if relation.towards else ""
    values = {name: getattr(edge, name) for name, _ in _EDGE_KEYS}
    return f"<edge id={quoteattr(identifier)} {ends}{directed}>{_data('edge', values)}</edge>\n"


def _data(what: str, values: Mapping[str, object]) -> str:
    """The attributes that have a value."""
    return "".join(
        f'<data key="{what}-{name}">{escape(str(value).translate(_NO_XML))}</data>'
        for name, value in values.items()
        if value not in ("", None)
    )
