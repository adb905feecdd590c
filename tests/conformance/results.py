"""Compare results as SPARQL means them: blank nodes by what they connect, numbers and dates by value."""

from __future__ import annotations

import csv
import io
import re
import struct
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from tests.conformance.suites import Description, Term

Row = frozenset[tuple[str, Term]]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_OURS = "tag:citynet-kg,2026:conformance#"
_INTEGERS = {
    *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger"),
    *("negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
}
_MOMENTS = {"dateTime", "date", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "dateTimeStamp"}
_FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
BY_ENDING = {
    "srj": "application/sparql-results+json",
    "srx": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
}


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT."""

    variables: frozenset[str]
    rows: tuple[Row, ...]
    is_ordered: bool = False


Result = Table | bool | ox.Dataset
"""Rows, yes or no, or a graph."""


def parse_result(body: bytes, media_type: str, base: str) -> Result:
    """Read an answer, or what a test expects; the latter may be RDF in the vocabulary of result sets."""
    if media_type == "text/csv":
        return _csv(body)
    if media_type in _FORMATS:
        parsed = ox.parse_query_results(body, format=_FORMATS[media_type])
        if isinstance(parsed, ox.QueryBoolean):
            return bool(parsed)
        assert isinstance(parsed, ox.QuerySolutions)
        names = [v.value for v in parsed.variables]
        rows = tuple(
            frozenset((name, _by_value(term)) for name in names if (term := row[name]) is not None) for row in parsed
        )
        return Table(frozenset(names), rows)
    if media_type not in _GRAPHS:
        raise ValueError(f"{media_type!r} is no format of results")
    described = Description(body, base, _GRAPHS[media_type])
    sets = described.subjects(_RDF_TYPE, ox.NamedNode(_RS + "ResultSet"))
    return _result_set(described, sets[0]) if sets else _graph(body, media_type, base)


def is_same(expected: Result, actual: Result, *, is_lax: bool = False, is_ordered: bool = False) -> bool:
    """Tell whether two results are the same, up to the names of blank nodes."""
    if isinstance(expected, Table) and isinstance(actual, Table):
        ordered = is_ordered or expected.is_ordered
        if is_lax and len(actual.rows) > len(expected.rows):
            return False
        return expected.variables == actual.variables and (
            _canonical(_described(expected, is_lax=is_lax, is_ordered=ordered))
            == _canonical(_described(actual, is_lax=is_lax, is_ordered=ordered))
        )
    if isinstance(expected, ox.Dataset) and isinstance(actual, ox.Dataset):
        return _canonical(expected) == _canonical(actual)
    return isinstance(expected, bool) and isinstance(actual, bool) and expected == actual


def show(result: Result) -> str:
    """A result for the eyes of whoever looks for the cause of a failure."""
    if isinstance(result, Table):
        return "\n".join(sorted(" ".join(f"?{name}={term}" for name, term in sorted(row)) for row in result.rows))
    return "\n".join(sorted(map(str, result))) if isinstance(result, ox.Dataset) else str(result)


def _csv(body: bytes) -> Table:
    """CSV has no types: each cell is its text; only blank nodes can be told."""
    header, *lines = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    rows = tuple(
        frozenset(
            (name, ox.BlankNode(cell[2:]) if cell.startswith("_:") else ox.Literal(cell))
            for name, cell in zip(header, line, strict=True)
            if cell
        )
        for line in lines
    )
    return Table(frozenset(header), rows)


def _result_set(described: Description, head: Term) -> Result:
    boolean = described.value(head, _RS + "boolean")
    if boolean is not None:
        return boolean == "true"
    rows: list[tuple[int, Row]] = []
    for solution in described.objects(head, _RS + "solution"):
        bindings = described.objects(solution, _RS + "binding")
        row = frozenset(
            (name, _by_value(value))
            for b in bindings
            if (name := described.value(b, _RS + "variable")) and (value := described.object(b, _RS + "value"))
        )
        rows.append((int(described.value(solution, _RS + "index") or 0), row))
    is_ordered = any(index for index, _ in rows)
    ordered = tuple(row for _, row in sorted(rows, key=lambda r: r[0]))
    return Table(frozenset(described.values(head, _RS + "resultVariable")), ordered, is_ordered)


def _graph(body: bytes, media_type: str, base: str) -> ox.Dataset:
    parsed = ox.parse(body, format=_GRAPHS[media_type], base_iri=base)
    return ox.Dataset(ox.Quad(q.subject, q.predicate, _by_value(q.object)) for q in parsed)


def _described(table: Table, *, is_lax: bool, is_ordered: bool) -> ox.Dataset:
    """A table as a graph, so that canonical names of blank nodes decide."""
    numbered = [(row, number) for number, row in enumerate(table.rows)] if is_ordered else Counter(table.rows).items()
    graph = ox.Dataset()
    for row, number in numbered:
        node = ox.BlankNode()
        how_often = ox.Literal("some" if is_lax else str(number))
        graph.add(ox.Quad(node, ox.NamedNode(_OURS + "row"), how_often))
        for name, term in row:
            graph.add(ox.Quad(node, ox.NamedNode(f"{_OURS}variable-{name}"), term))
    return graph


def _canonical(graph: ox.Dataset) -> ox.Dataset:
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return graph


def _by_value(term: Term) -> Term:
    """Write the value of a literal in one way."""
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(_XSD):
        return term
    kind = term.datatype.value.removeprefix(_XSD)
    try:
        text = _value(kind, term.value)
    except (ValueError, InvalidOperation, struct.error, OverflowError):
        return term  # ill-typed: it is its text
    kind = (
        "integer" if kind in _INTEGERS else kind
    )  # types derived from it have its values, and the engine keeps no more
    return ox.Literal(text, datatype=ox.NamedNode(_XSD + kind))


def _value(kind: str, text: str) -> str:
    if kind in _INTEGERS:
        text = str(int(text))
    elif kind == "decimal":
        text = f"{Decimal(text) + 0:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    elif kind == "double":
        text = repr(float(text))
    elif kind == "float":
        text = repr(struct.unpack("f", struct.pack("f", float(text)))[0])
    elif kind == "boolean":
        text = {"1": "true", "0": "false"}.get(text, text)
    elif kind in _MOMENTS:
        text = re.sub(r"(\.\d*?)0+(?=$|[Z+-])", r"\1", text).replace(".Z", "Z")
        text = re.sub(r"[+-]00:00$", "Z", text)
    elif kind.lower().endswith("duration"):
        text = _duration(text)
    return text


def _duration(text: str) -> str:
    """Months and seconds, which are all that a duration is."""
    match = re.fullmatch(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?", text)
    if match is None:
        return text
    sign, years, months, days, hours, minutes, seconds = match.groups(default="0")
    total = (int(days) * 24 + int(hours)) * 60 + int(minutes)
    exact = (Decimal(seconds) + total * 60).normalize()
    return f"{sign if sign == '-' else ''}{int(years) * 12 + int(months)} months {exact:f} seconds"
