"""What a list may say of a city, one fact at a time."""

from __future__ import annotations

from dataclasses import dataclass

PROPERTIES = {
    "name": "skos:prefLabel",
    "alt_names": "skos:altLabel",
    "unlocode": "cnet:unlocode",
    "ags": "cnet:municipalityKey",
    "nuts3": "cnet:nutsCode",
    "website": "schema:url",
}
"""The facts that become rows of attributes.csv, and the property of each."""
CODES = ("unlocode", "ags", "nuts3")
KEYS = ("qid", "unlocode", "ags")
"""The codes that one place alone has."""
_SEVERAL = ("alt_names", "website")


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing that a row says: `of` is the language of a name, the year of a number of inhabitants."""

    field: str
    value: str
    of: str = ""

    def contradicts(self, other: Fact) -> bool:
        """Tell whether both cannot be true, because a place has one such thing only."""
        same = (self.field, self.of) == (other.field, other.of)
        return same and self.value != other.value and self.field not in _SEVERAL

    @property
    def as_told(self) -> Fact:
        """The same without the choice which of several names is preferred."""
        return Fact("alt_names", self.value, self.of) if self.field == "name" else self

    def __str__(self) -> str:
        return f"{self.field} {self.of}: {self.value}" if self.of else f"{self.field}: {self.value}"
