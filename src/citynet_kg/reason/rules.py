"""Run the rules in `ontology/rules/`, in the order of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import DataError, Problem
from citynet_kg.graph.terms import day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Set as AbstractSet

    from citynet_kg.layout import Layout


def apply_rules(known: AbstractSet[ox.Triple], layout: Layout, as_of: dt.date) -> set[ox.Triple]:
    """Return what the CONSTRUCT rules add; each sees what those before it added.

    Args:
        known: accepted relations, entities and the ontology.
        layout: where the rules lie.
        as_of: what `?asOf` stands for.

    Raises:
        DataError: a rule is not SPARQL.
    """
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in known)
    added: set[ox.Triple] = set()
    for path in sorted(layout.rules.glob("*.rq")):
        text = path.read_text("utf-8")
        bound: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] | None
        bound = {ox.Variable("asOf"): day(as_of)} if "?asOf" in text else None
        try:
            results = store.query(text, substitutions=bound)
        except SyntaxError as error:
            name = path.relative_to(layout.root).as_posix()
            raise DataError(
                [Problem(name, None, None, f"Not readable as SPARQL: {error}.", "Mend the rule.")]
            ) from None
        new = set(results) - known - added  # type: ignore[arg-type]
        store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in new)
        added |= new
    return added
