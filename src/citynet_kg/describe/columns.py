"""What the columns of a named question hold, and how people read them.

The queries answer with notations, fixed words and names beside IRIs, for programs; a page shows labels in the reader's
language, words by the keys of messages, and no name twice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox
from babel import Locale

from citynet_kg.describe.attributes import NAMES, SHOWN
from citynet_kg.describe.cells import Cell
from citynet_kg.describe.deviations import DISPUTABLE
from citynet_kg.describe.evidence import place_of
from citynet_kg.describe.names import cell, name_of
from citynet_kg.identifiers import THING_TYPES
from citynet_kg.vocab import CONCEPT, ID, compact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from citynet_kg.describe.facts import Facts, Term

# Variable to the schemes whose notations it holds.
_SCHEMES: Mapping[str, tuple[str, ...]] = {
    "scope": ("scope",),
    "kind": ("membership-kind",),
    "otherKind": ("membership-kind",),
    "type": ("partnership-type", "membership-kind"),
    "statedType": ("partnership-type",),
    "status": ("temporal-status",),
    "assessment": ("assessment",),
    "otherAssessment": ("assessment",),
    "stance": ("stance",),
    "role": ("role",),
    "vote": ("vote-outcome",),
    "form": ("network-form",),
    "qualifier": ("count-qualifier",),
    "counted": ("counted-kind",),
    "themes": ("theme",),
}
_SOURCES = ("source", "sources")
_GOALS = "highlightedGoals"
_PROPERTIES = {curie.partition(":")[2]: f"property.{curie.replace(':', '-')}" for curie in (*SHOWN, *NAMES)}
_PROPERTIES |= {said.partition(":")[2]: f"property.{chosen.replace(':', '-')}" for said, chosen in DISPUTABLE.items()}
_PROPERTIES["hiddenLabel"] = "property.skos-hiddenLabel"
_AGAINST = re.compile(r"statedType, against the chosen (.+)")
# A name that does not begin like the variable of the thing it names.
_NAMED = {"issuerName": "issuedBy", "bodyName": "decidingBody", "sourceTitle": "source"}
_NEAREST = ("name", "title")
ORIGIN = "origin"
_HELD, _OTHER = "inDocuments", "inOtherSources"
_RECORDS = ("membership", "otherMembership", "tenure", "relation", "commitment", "memberCount", "evidence")
_LAST = (_HELD, _OTHER, "sources", "source", "place", "address")

Row = tuple[tuple[Cell, ...], ...]


def word_key(text: str) -> str:
    """The key of the message for a fixed word of a query.

    >>> word_key("none: the city itself")
    'word.none-the-city-itself'
    """
    return "word." + re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def mentioned(variable: str, text: str) -> tuple[str, ...]:
    """The IRIs that the notations in a column may stand for. That nothing is stated is no notation to look up."""
    parts = [part for part in text.split() if part != "not-stated"]
    if variable in _SOURCES:
        return tuple(f"{ID}source/{part}" for part in parts)
    against = _AGAINST.fullmatch(text) if variable == "aspect" else None
    if against:
        return (f"{CONCEPT}partnership-type/{against[1]}",)
    return tuple(f"{CONCEPT}{scheme}/{part}" for scheme in _SCHEMES.get(variable, ()) for part in parts)


def column_cells(variable: str, term: Term, facts: Facts, language: str) -> tuple[Cell, ...]:
    """Show what one column of a question holds in one row."""
    if isinstance(term, ox.NamedNode):
        key = _PROPERTIES.get(compact(term.value).partition(":")[2]) if variable == "statedProperty" else None
        return (Cell(compact(term.value), iri=term.value, key=key) if key else cell(term, facts, language),)
    if term.language or term.datatype.value.rpartition("#")[2] != "string":
        return (cell(term, facts, language),)
    text = term.value
    if variable == _GOALS:
        return tuple(Cell(f"SDG {goal}", iri=f"http://metadata.un.org/sdg/{goal}") for goal in text.split())
    if variable == "aspect":
        return (_aspect(text, facts, language),)
    # One notation in two schemes, as "unspecified", is a word.
    known = [iri for iri in mentioned(variable, text) if facts[iri]]
    if len(known) == len(text.split()):
        named = (name_of(facts, iri, language) for iri in known)
        return tuple(c if variable in _SOURCES else replace(c, path="", iri="") for c in named)
    return (_word(variable, text, language),)


def _aspect(text: str, facts: Facts, language: str) -> Cell:
    against = _AGAINST.fullmatch(text)
    if against:
        chosen = name_of(facts, mentioned("aspect", text)[0], language)
        return Cell(chosen.text, key="word.against-the-chosen-type")
    return Cell(text, key=_PROPERTIES.get(text) or word_key(text))


def _word(variable: str, text: str, language: str) -> Cell:
    if variable == "place":
        return place_of(text)
    if variable == "language":
        return Cell(str(Locale(language).languages.get(text, text)))
    if variable in ("kind", "organizationType") and text in THING_TYPES:
        return Cell(text, key=f"type.{text}")
    return Cell(text, key=word_key(text))


def for_people(variables: Sequence[str], rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Leave out names that stand beside what they name, say where rows come from, and put the weightiest first."""
    hidden = {name for name in variables if _is_named_beside(name, variables, rows)}
    shown = [name for name in variables if name not in hidden]
    if _HELD in variables and _OTHER in variables:
        shown.insert(min(2, len(shown)), ORIGIN)
    links = [n for n in shown if n not in (*_RECORDS, *_LAST) and n in variables and _leads(n, variables, rows)]

    def weight(name: str) -> int:
        if name in _RECORDS and links:
            return 2
        return 1 if name in _LAST else 0

    ordered = sorted(shown, key=weight)
    number = {name: n for n, name in enumerate(variables)}

    def at(row: Row, name: str) -> tuple[Cell, ...]:
        if name == ORIGIN:
            return (_origin(row[number[_HELD]], row[number[_OTHER]]),)
        return row[number[name]]

    return tuple(ordered), tuple(tuple(at(row, name) for name in ordered) for row in rows)


def _origin(held: Sequence[Cell], other: Sequence[Cell]) -> Cell:
    """Tell whether a row rests on the documents, on other sources, or on both."""
    documents, others = (bool(cells and cells[0].text != "0") for cells in (held, other))
    if documents and others:
        return Cell("documents and other sources", key="origin.both")
    return Cell("documents", key="origin.documents") if documents else Cell("other sources", key="origin.elsewhere")


def _is_named_beside(name: str, variables: Sequence[str], rows: Sequence[Row]) -> bool:
    target = _named_by(name, variables, rows)
    return target is not None and _leads(target, variables, rows)


def _named_by(name: str, variables: Sequence[str], rows: Sequence[Row]) -> str | None:
    """The column that holds the thing of which this column holds the name."""
    if name == "typeName" and "type" in variables:
        return "type"
    if name in _NEAREST:
        before = variables[: variables.index(name)]
        return next((v for v in reversed(before) if _leads(v, variables, rows)), None)
    target = _NAMED.get(name) if _NAMED.get(name) in variables else name.removesuffix("Name")
    return target if target != name and target in variables else None


def _leads(name: str, variables: Sequence[str], rows: Sequence[Row]) -> bool:
    """Tell whether a column holds things of ours, or labels of concepts."""
    if name == "type":
        return True
    column = variables.index(name)
    cells = [one for row in rows for one in row[column]]
    return bool(cells) and all(one.path or one.iri.startswith("http://publications.europa.eu/") for one in cells)
