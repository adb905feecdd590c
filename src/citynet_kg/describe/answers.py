"""Answers as tables: the rows of a query with their terms turned into names and links."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from citynet_kg.describe.cells import Cell
from citynet_kg.describe.columns import column_cells, for_people, mentioned
from citynet_kg.describe.facts import Facts
from citynet_kg.describe.names import cell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from citynet_kg.describe.facts import Term
    from citynet_kg.describe.kept_answers import KeptAnswers
    from citynet_kg.query import Question
    from citynet_kg.store import Results, Store

# A page shows so many rows; the formats hold them all.
MOST_ROWS = 1000
_MOST_ROWS_OF_A_QUESTION = 200


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer to a query: rows of cells, or yes or no, or triples as text."""

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[Cell, ...], ...], ...] = ()
    """For each variable the values in its column: none if it is unbound."""
    total: int = 0
    boolean: bool | None = None
    text: str = ""


def ask_question(
    store: Store, question: Question, values: Mapping[str, str], language: str, kept: KeptAnswers | None = None
) -> AnswerView:
    """Ask a named question and show its answer as people read it.

    Args:
        store: the release.
        question: which.
        values: parameter name to value; missing ones take their default.
        language: of the names.
        kept: answers that need not be evaluated again.

    Raises:
        BadParameterError, UnknownThingError: see `Question.sparql`.
    """
    text = question.sparql(values, store)
    results: Results | None = None if kept is None else kept.again(text)
    is_kept = results is not None
    if results is None:
        results = store.query(text)
    if isinstance(results, ox.QueryBoolean):
        return AnswerView(boolean=bool(results))
    if isinstance(results, ox.QueryTriples):
        return AnswerView(text=(ox.serialize(results, format=ox.RdfFormat.TURTLE) or b"").decode())
    variables = tuple(v.value for v in results.variables)
    rows = (tuple(row[name] for name in variables) for row in results)
    shown, facts = list(islice(rows, _MOST_ROWS_OF_A_QUESTION)), Facts(store)
    total = kept.size(text) if is_kept and kept is not None else len(shown) + sum(1 for _ in rows)
    _mention(facts, shown)
    texts = ((n, t.value) for row in shown for n, t in zip(variables, row, strict=True) if isinstance(t, ox.Literal))
    facts.mention({iri for name, text in texts for iri in mentioned(name, text)})
    cells = [
        tuple(_read(t, partial(column_cells, name), facts, language) for name, t in zip(variables, row, strict=True))
        for row in shown
    ]
    ordered, table = for_people(variables, cells)
    return AnswerView(ordered, table, total)


def read_results(store: Store, body: bytes, language: str) -> AnswerView:
    """Show an answer in the SPARQL JSON results format.

    Args:
        store: where the names of things are looked up.
        body: what `query.evaluate` wrote as JSON, whole or as an excerpt.
        language: of the names.
    """
    document = json.loads(body)
    if "boolean" in document:
        return AnswerView(boolean=bool(document["boolean"]))
    variables = tuple(document["head"]["vars"])
    bindings = document["results"]["bindings"]
    rows = [tuple(_term(b[name]) if name in b else None for name in variables) for b in bindings]
    view = _table(store, variables, rows, language)
    return replace(view, total=document.get("total", view.total))


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
    shown, facts = rows[:MOST_ROWS], Facts(store)
    _mention(facts, shown)
    cells = tuple(tuple(_read(term, _as_it_is, facts, language) for term in row) for row in shown)
    return AnswerView(tuple(variables), cells, len(rows))


def _mention(facts: Facts, rows: Sequence[Sequence[Any]]) -> None:
    facts.mention({t.value for row in rows for t in row if isinstance(t, ox.NamedNode)})


def _read(
    term: Any, read: Callable[[Term, Facts, str], tuple[Cell, ...]], facts: Facts, language: str
) -> tuple[Cell, ...]:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return read(term, facts, language)
    return () if term is None else (Cell(str(term)),)


def _as_it_is(term: Term, facts: Facts, language: str) -> tuple[Cell, ...]:
    return (cell(term, facts, language),)
