"""Answers as tables: the rows of a query with their terms turned into names and links."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from citynet_kg.describe.cells import Cell, cell
from citynet_kg.describe.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from citynet_kg.describe.facts import Term
    from citynet_kg.query import Question
    from citynet_kg.store import Store

# A page shows so many rows; the formats hold them all.
MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer to a query: rows of cells, or yes or no, or triples as text."""

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    total: int = 0
    boolean: bool | None = None
    text: str = ""


def ask_question(store: Store, question: Question, values: Mapping[str, str], language: str) -> AnswerView:
    """Ask a named question and show its answer.

    Raises:
        BadParameterError, UnknownThingError: see `Question.sparql`.
    """
    results = store.query(question.sparql(values, store))
    if isinstance(results, ox.QueryBoolean):
        return AnswerView(boolean=bool(results))
    if isinstance(results, ox.QueryTriples):
        return AnswerView(text=(ox.serialize(results, format=ox.RdfFormat.TURTLE) or b"").decode())
    variables = tuple(v.value for v in results.variables)
    rows = [tuple(row[name] for name in variables) for row in results]
    return _table(store, variables, rows, language)


def read_results(store: Store, body: bytes, language: str) -> AnswerView:
    """Show an answer in the SPARQL JSON results format.

    Args:
        store: where the names of things are looked up.
        body: what `query.evaluate` wrote as JSON.
        language: of the names.
    """
    document = json.loads(body)
    if "boolean" in document:
        return AnswerView(boolean=bool(document["boolean"]))
    variables = tuple(document["head"]["vars"])
    bindings = document["results"]["bindings"]
    rows = [tuple(_term(b[name]) if name in b else None for name in variables) for b in bindings]
    return _table(store, variables, rows, language)


def _term(binding: Mapping[str, Any]) -> Term | ox.BlankNode:
    value = str(binding.get("value", ""))
    if binding["type"] == "uri":
        return ox.NamedNode(value)
    if binding["type"] == "bnode":
        return ox.BlankNode(value)
    if "xml:lang" in binding:
        return ox.Literal(value, language=binding["xml:lang"])
    return ox.Literal(value, datatype=ox.NamedNode(binding["datatype"])) if "datatype" in binding else ox.Literal(value)


def _table(store: Store, variables: Sequence[str], rows: Sequence[Sequence[Any]], language: str) -> AnswerView:
    shown = rows[:MOST_ROWS]
    facts = Facts(store)
    facts.mention({t.value for row in shown for t in row if isinstance(t, ox.NamedNode)})
    cells = tuple(tuple(_cell(term, facts, language) for term in row) for row in shown)
    return AnswerView(tuple(variables), cells, len(rows))


def _cell(term: Any, facts: Facts, language: str) -> Cell | None:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return cell(term, facts, language)
    return None if term is None else Cell(str(term))
