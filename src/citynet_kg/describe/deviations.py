"""Where the sources of a relation disagree with what was chosen, or with each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.dates import PartialDate
from citynet_kg.describe.names import cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from citynet_kg.describe.cells import Cell
    from citynet_kg.describe.evidence import EvidenceView
    from citynet_kg.describe.facts import Description, Facts

DISPUTABLE = {
    "cnet:statedType": "cnet:partnershipType",
    "cnet:statedKind": "cnet:membershipKind",
    "cnet:statedRole": "org:role",
    "cnet:statedStatus": "cnet:temporalStatus",
    "cnet:statedStart": "cnet:startedOn",
    "cnet:statedEnd": "cnet:endedOn",
}


@dataclass(frozen=True, slots=True)
class Deviation:
    """What a source says differently from what was chosen."""

    term: str
    chosen: Cell | None
    said: Cell
    source: Cell
    stance: str


def deviations_of(
    facts: Facts, node: Description, evidence: Iterable[EvidenceView], language: str
) -> Iterable[Deviation]:
    """What passages state that is neither the chosen value nor the same date more or less precisely."""
    for passage in evidence:
        for stated in passage.stated:
            curie = DISPUTABLE.get(stated.term)
            if curie is None:
                continue
            term = next(iter(node.terms(curie)), None)
            chosen = None if term is None else cell(term, facts, language)
            if not _agree(chosen, stated.value):
                yield Deviation(curie, chosen, stated.value, passage.source.name, passage.stance)


def _agree(chosen: Cell | None, said: Cell) -> bool:
    """Tell whether a source says the chosen value, or the same date more or less precisely."""
    if chosen is None:
        return False
    if not said.is_date:
        return chosen.iri == said.iri
    one, other = PartialDate.parse(chosen.text), PartialDate.parse(said.text)
    return one.refines(other) or other.refines(one)
