"""The smallest thing that a page shows: a text, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox
from babel import Locale

from citynet_kg.graph.terms import EU_LANGUAGES
from citynet_kg.identifiers import path_of
from citynet_kg.languages import NEVER_SHOWN, pick
from citynet_kg.vocab import LANGUAGE, PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from citynet_kg.describe.facts import Description, Facts, Term

_GOAL = "http://metadata.un.org/sdg/"
_TAGS = {code: tag for tag, code in EU_LANGUAGES.items()}
_XSD = PREFIXES["xsd"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as people read it.

    `path` is set for our own things, `iri` for everything that has one, `datatype` (local name in XML Schema) for
    literals that are no plain text.
    """

    text: str
    language: str = ""
    path: str = ""
    iri: str = ""
    datatype: str = ""

    @property
    def is_date(self) -> bool:
        """Tell whether the text is a year, a month or a day."""
        return self.datatype in ("gYear", "gYearMonth", "date")

    @property
    def is_address(self) -> bool:
        """Tell whether the value leads out of here."""
        return not self.path and self.iri.startswith(("http://", "https://"))

    @property
    def notation(self) -> str:
        """The last part of a concept's path."""
        return self.path.rsplit("/", 1)[-1]


def name_of(description: Description, iri: str, language: str) -> Cell:
    """Name a thing: its preferred name, else its proper name, its label, its title, an alternative name.

    Args:
        description: its triples, or those that name it.
        iri: its IRI, whose end is shown if it has no name at all.
        language: one of the three; see `languages.pick`.
    """
    path = path_of(iri) or ""
    for curie in ("skos:prefLabel", "foaf:name", "rdfs:label", "dct:title", "skos:altLabel"):
        picked = pick(texts_of(description, curie), language)
        if picked:
            return Cell(picked[0], picked[1], path, iri)
    return Cell(_nameless(iri, language), "", path, iri)


def texts_of(description: Description, curie: str) -> dict[str, str]:
    """The texts of a property by language tag; the first in order where a language has several."""
    texts: dict[str, str] = {}
    for literal in description.literals(curie):
        texts.setdefault(literal.language or "", literal.value)
    return texts


def text_of(description: Description, curie: str, language: str) -> Cell | None:
    """The text of a property to show in a language."""
    picked = pick(texts_of(description, curie), language)
    return None if picked is None else Cell(*picked)


def _nameless(iri: str, language: str) -> str:
    if iri.startswith(_GOAL):
        return f"SDG {iri.removeprefix(_GOAL)}"
    if iri.startswith(LANGUAGE):
        code = iri.removeprefix(LANGUAGE)
        return str(Locale(language).languages.get(_TAGS.get(code, ""), code))
    path = path_of(iri)
    return path.split("/", 1)[1] if path else compact(iri)


def cell(term: Term, facts: Facts, language: str) -> Cell:
    """Show a term. IRIs are named by what `facts` has read of them."""
    if isinstance(term, ox.NamedNode):
        return name_of(facts[term.value], term.value, language)
    return literal_cell(term)


def literal_cell(literal: ox.Literal) -> Cell:
    """Show a literal."""
    datatype = literal.datatype.value
    local = datatype.removeprefix(_XSD) if datatype.startswith(_XSD) else ""
    return Cell(literal.value, literal.language or "", datatype="" if local == "string" else local)


def readable(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Leave out texts in languages that are never shown."""
    return tuple(c for c in cells if c.language.split("-")[0] not in NEVER_SHOWN)


def sort_key(shown: Cell) -> str:
    """Order by name as people expect it, whatever the case."""
    return shown.text.casefold()
