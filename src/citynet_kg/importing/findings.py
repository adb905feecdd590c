"""What is wrong with a row of a list, and what its author can do, in three languages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from citynet_kg.matching import explain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.matching import Match


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that keeps a row out: where, what was written there, a code of `words/` and what it speaks of.

    `match` is there if it is about a place; the review file shows its candidates.
    """

    file: str
    row: int
    column: str
    value: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    match: Match | None = None
    country: str = ""

    def tell(self, language: str) -> str:
        """The finding as a line in one of the three languages."""
        place = _words(language)["place"].format(
            file=self.file, row=self.row, column=self.column or "–", value=self.value
        )
        return place + self.reason(language)

    def reason(self, language: str) -> str:
        """What is wrong and how to repair it."""
        reasons = explain(self.match, language) if self.match else ""
        return _words(language)[self.code].format(**self.values, reasons=reasons)


def tell(code: str, language: str, **values: object) -> str:
    """Something that is told of a whole list."""
    return _words(language)[code].format(**values)


def codes(language: str) -> frozenset[str]:
    """Every finding that can be told in a language."""
    return frozenset(_words(language)) - {"place"}


@cache
def _words(language: str) -> Mapping[str, str]:
    return tomllib.loads((files("citynet_kg.importing") / "words" / f"{language}.toml").read_text("utf-8"))
