"""The smallest thing that a page shows: a text, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.languages import NEVER_SHOWN, pick
from citynet_kg.vocab import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from citynet_kg.describe.facts import Description

_XSD = PREFIXES["xsd"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as people read it.

    `path` is set for our own things, `iri` for everything that has one, `datatype` (local name in XML Schema) for
    literals that are no plain text. `key` names the message of the pages that says the text, with the text
    as its `{text}`; the text alone stands where there is no such message.
    """

    text: str
    language: str = ""
    path: str = ""
    iri: str = ""
    datatype: str = ""
    key: str = ""

    @property
    def is_date(self) -> bool:
        """Tell whether the text is a year, a month or a day."""
        return self.datatype in ("gYear", "gYearMonth", "date")

    @property
    def is_number(self) -> bool:
        """Tell whether the text is a number."""
        return self.datatype in ("integer", "nonNegativeInteger", "positiveInteger", "decimal")

    @property
    def is_address(self) -> bool:
        """Tell whether the value leads out of here."""
        return not self.path and self.iri.startswith(("http://", "https://"))

    @property
    def notation(self) -> str:
        """The last part of a concept's path."""
        return self.path.rsplit("/", 1)[-1]


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
