"""Leave out, where only some sources take part, what the others' lists alone brought in.

A relation without evidence falls away later, when the dataset is put together; places stay, because the register is
no source. But a list brings places of its own, by the hundred, and without the list nothing speaks of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.identifiers import AUTHORITY_TYPES, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from citynet_kg.sources.records import Attribute, Evidence, Project

LISTS = frozenset({"list", "gazetteer"})
"""Kinds of sources that bring places of their own."""


def without_lists(project: Project, unread: Iterable[tuple[str, Evidence]], others: Iterable[Attribute]) -> Project:
    """The project without the relations that only left-out lists speak of, and without places that only those name.

    Args:
        project: the records, with the statements of the sources that take part.
        unread: the evidence of the sources that do not, each with the kind of its source.
        others: the statements about entities of the sources that do not.
    """
    kinds: dict[str, set[str]] = defaultdict(set)
    for kind, passage in unread:
        for path in passage.about:
            kinds[path].add(kind)
    spoken_of = {path for passage in project.evidence for path in passage.about}
    gone = {path for path, of in kinds.items() if of <= LISTS} - spoken_of
    memberships = tuple(m for m in project.memberships if f"membership/{m.slug}" not in gone)
    partnerships = tuple(p for p in project.partnerships if f"partnership/{p.slug}" not in gone)
    listed = {m.member for m in project.memberships if f"membership/{m.slug}" in gone}
    listed |= {slug for p in project.partnerships if f"partnership/{p.slug}" in gone for slug in p.partners}
    named = {m.member for m in memberships} | {slug for p in partnerships for slug in p.partners}
    named |= {t.holder for t in project.tenures} | set(_named_elsewhere(project, others))
    authorities = tuple(a for a in project.authorities if a.slug in named or a.slug not in listed)
    there = {a.slug for a in authorities}
    items = {a.qid for a in authorities if a.qid}
    return replace(
        project,
        memberships=memberships,
        partnerships=partnerships,
        authorities=authorities,
        populations=tuple(p for p in project.populations if p.authority in there),
        wikidata=tuple(pair for pair in project.wikidata if {pair.qid_a, pair.qid_b} <= items),
    )


def speaks_of_place(row: Attribute) -> bool:
    """Tell whether a statement is about a place; if a left-out list makes it, that is no reason to keep the place."""
    return row.subject.partition("/")[0] in AUTHORITY_TYPES


def _named_elsewhere(project: Project, others: Iterable[Attribute]) -> Iterator[str]:
    """The slugs of what attributes and the editors' own files speak of."""
    for attribute in (*project.attributes, *others):
        yield from (path.rpartition("/")[2] for path in (attribute.subject, attribute.value))
    for file in project.turtle:
        for triple in file.triples:
            for term in (triple.subject, triple.object):
                path = path_of(term.value) if isinstance(term, ox.NamedNode) else None
                if path:
                    yield path.rpartition("/")[2]
