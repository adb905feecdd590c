"""The beginning of an answer, for a page: a person reads so many rows, and the rest is only counted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from citynet_kg.errors import AnswerTooLargeError
from citynet_kg.vocab import PREFIXES, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_CHARACTERS = 2_000_000
_Result = TypeVar("_Result")


def rows_as_json(results: ox.QuerySolutions, most: int, limit: int) -> bytes:
    """The first rows in the SPARQL JSON results format, with one member more: `total`, the number of all.

    Args:
        results: of SELECT.
        most: rows to write.
        limit: rows to count.

    Raises:
        AnswerTooLargeError: there are more than `limit`.
    """
    names = [variable.value for variable in results.variables]
    rows, total = _beginning(results, most, limit)
    bindings = [{n: _binding(term) for n in names if (term := row[n]) is not None} for row in rows]
    document = {"head": {"vars": names}, "results": {"bindings": bindings}, "total": total}
    return json.dumps(document, ensure_ascii=False).encode()


def triples_as_turtle(results: ox.QueryTriples, most: int, limit: int) -> bytes:
    """The first triples as Turtle, with a comment that tells how many there are if these are not all.

    Args:
        results: of CONSTRUCT or DESCRIBE.
        most: triples to write.
        limit: triples to count.

    Raises:
        AnswerTooLargeError: there are more than `limit`.
    """
    triples, total = _beginning(results, most, limit)
    text: bytes = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)  # type: ignore[assignment]
    return text if total == len(triples) else text + f"# … {len(triples):,} / {total:,}\n".encode()


def _beginning(results: Iterable[_Result], most: int, limit: int) -> tuple[list[_Result], int]:
    first: list[_Result] = []
    size = total = 0
    for result in results:
        total += 1
        if total > limit:
            raise AnswerTooLargeError
        if total <= most:
            size += len(str(result))
            if size <= _MOST_CHARACTERS:
                first.append(result)
    return first, total


def _binding(term: Any) -> dict[str, str]:
    """A term as SPARQL 1.1 Query Results JSON Format, section 3.2.2, writes it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, ox.Literal):
        return {"type": "literal", "value": str(term)}
    binding = {"type": "literal", "value": term.value}
    if term.language:
        binding["xml:lang"] = term.language
    elif term.datatype != XSD.string:
        binding["datatype"] = term.datatype.value
    return binding
