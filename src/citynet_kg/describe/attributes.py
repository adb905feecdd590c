"""The attributes of a thing, in the order in which a page shows them, each with what sources say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.describe.cells import Cell, readable, sort_key
from citynet_kg.describe.names import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from citynet_kg.describe.evidence import EvidenceView
    from citynet_kg.describe.facts import Description, Facts

NAMES = ("skos:prefLabel", "foaf:name", "skos:altLabel", "cnet:acronym")
SHOWN = (
    "skos:definition",
    "dct:description",
    "skos:scopeNote",
    "skos:example",
    "cnet:networkForm",
    "cnet:geographicScope",
    "cnet:theme",
    "cnet:assessment",
    "cnet:bodyOf",
    "org:unitOf",
    "org:postIn",
    "org:holds",
    "cnet:country",
    "locn:location",
    "cnet:seat",
    "cnet:foundedOn",
    "cnet:dissolvedOn",
    "cnet:startedOn",
    "cnet:endedOn",
    "cnet:operatedBy",
    "cnet:initiatedBy",
    "cnet:issuedBy",
    "cnet:decidedOn",
    "cnet:decidingBody",
    "cnet:voteOutcome",
    "cnet:countOf",
    "cnet:count",
    "cnet:countQualifier",
    "cnet:countedKind",
    "cnet:statedCurrentAsOf",
    "cnet:population",
    "cnet:populationYear",
    "cnet:aboutParty",
    "cnet:absentType",
    "cnet:addressesGoal",
    "dct:publisher",
    "dct:issued",
    "cnet:retrievedOn",
    "dct:language",
    "cnet:textHeld",
    "dct:license",
    "dct:rights",
    "schema:url",
    "cnet:sha256",
    "skos:notation",
    "skos:inScheme",
    "skos:broader",
    "skos:exactMatch",
    "skos:closeMatch",
    "dct:source",
    "wgs:lat",
    "wgs:long",
    "cnet:geonamesId",
    "cnet:unlocode",
    "cnet:municipalityKey",
    "cnet:nutsCode",
    "cnet:urbanAuditCode",
    "schema:sameAs",
    "cnet:unresolved",
)
# What a reader looks for on a page of this type, so that its absence is said.
EXPECTED = {
    "network": ("cnet:networkForm", "cnet:geographicScope", "cnet:theme", "cnet:foundedOn", "cnet:seat", "schema:url"),
    "association": ("cnet:geographicScope", "cnet:foundedOn", "cnet:seat", "schema:url"),
    "decision": ("cnet:decidedOn", "cnet:decidingBody", "cnet:voteOutcome"),
    "source": ("dct:publisher", "dct:issued", "cnet:retrievedOn", "dct:language", "schema:url"),
    "count": ("cnet:countOf",),
    "body": ("cnet:bodyOf",),
    "municipality": ("cnet:country",),
    "district": ("cnet:country",),
    "region": ("cnet:country",),
    "authority": ("cnet:country",),
}
# Texts that exist once per language: only the reader's is shown.
_TRANSLATED = frozenset({"skos:definition", "dct:description", "skos:scopeNote"})


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of a thing: its values, and the passages that speak of it.

    Without values the property is one that a reader would expect here and no source states.
    """

    term: str
    values: tuple[Cell, ...]
    evidence: tuple[EvidenceView, ...]

    @property
    def is_contradicted(self) -> bool:
        """Tell whether some passage speaks against a value."""
        return any(e.stance == "contradicts" for e in self.evidence)


def named_by(description: Description) -> set[str]:
    """The IRIs whose names the attributes of a thing need."""
    return {iri for curie in SHOWN for iri in description.iris(curie)}


def attributes_of(
    description: Description, kind: str, evidence: Sequence[EvidenceView], facts: Facts, language: str
) -> tuple[Attribute, ...]:
    """Collect what is known of a thing, in order.

    Args:
        description: the thing.
        kind: its type, for what is expected.
        evidence: passages on the thing.
        facts: where its attributes' values are named.
        language: of the reader.
    """
    found = []
    for curie in SHOWN:
        values = readable(cell(t, facts, language) for t in description.terms(curie))
        if curie in _TRANSLATED:
            values = _translated(values, language)
        spoken = tuple(e for e in evidence if curie in e.properties)
        told = any(e.stance == "contradicts" for e in spoken)
        if values or told or curie in EXPECTED.get(kind, ()):
            found.append(Attribute(curie, tuple(sorted(values, key=sort_key)), spoken))
    return tuple(found)


def names_of(
    description: Description, evidence: Sequence[EvidenceView], shown: Cell, facts: Facts, language: str
) -> tuple[Attribute, ...]:
    """Collect the names of a thing, unless its heading says all, and without those that only serve the search."""
    found = []
    for curie in NAMES:
        values = readable(cell(t, facts, language) for t in description.terms(curie))
        others = tuple(v for v in values if (v.text, v.language) != (shown.text, shown.language))
        spoken = tuple(e for e in evidence if curie in e.properties)
        if others or (values and spoken):
            shown_here = sorted(values, key=lambda c: (c.language, c.text))
            found.append(Attribute(curie, tuple(shown_here), spoken))
    return tuple(found)


def general_evidence(evidence: Iterable[EvidenceView], attributes: Iterable[Attribute]) -> tuple[EvidenceView, ...]:
    """The passages that stand at no attribute."""
    placed = {e.iri for attribute in attributes for e in attribute.evidence}
    return tuple(e for e in evidence if e.iri not in placed)


def _translated(values: Sequence[Cell], language: str) -> tuple[Cell, ...]:
    wanted = tuple(v for v in values if v.language == language)
    return wanted or tuple(v for v in values if v.language in ("en", "")) or tuple(values)
