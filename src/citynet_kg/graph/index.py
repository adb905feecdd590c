"""Know every thing that the records describe, so that a slug can be turned into an IRI and a typing error found."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import Problem
from citynet_kg.identifiers import AUTHORITY_TYPES, path_of, split_path, thing
from citynet_kg.sources.records import Origin
from citynet_kg.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.sources.records import Project


_HINTS = 100
"""Problems after which no more guesses are made: comparing a name with all of 20,000 takes 0.1 s, and a missing table
makes as many problems as it has rows."""


class Index:
    """Paths of all things, and the problems met while looking things up."""

    def __init__(self, project: Project, concepts: frozenset[str]) -> None:
        self.problems: list[Problem] = []
        self.origins: dict[str, Origin] = {}
        self._concepts = concepts
        self._types_of: dict[str, list[str]] = {}
        for city in project.authorities:
            self._add(f"{city.kind}/{city.slug}", city.origin)
            self._add(f"place/{city.slug}", city.origin)
            if city.population is not None:
                self._add(f"count/{city.slug}--population--1", city.origin)
        for kind, rows in (
            ("membership", project.memberships),
            ("partnership", project.partnerships),
            ("tenure", project.tenures),
            ("count", project.counts),
            ("count", project.populations),
        ):
            for row in rows:
                self._add(f"{kind}/{row.slug}", row.origin)
        for file in project.turtle:
            typed = {
                t.subject.value for t in file.triples if t.predicate == RDF.type and isinstance(t.subject, ox.NamedNode)
            }
            for iri in sorted(typed):
                path = path_of(iri)
                at = Origin(file.file, file.lines.get(iri))
                if path is None:
                    self.wrong(
                        at, None, f"<{iri}> is not an identifier of ours.", "Use https://w3id.org/citynet/id/type/slug."
                    )
                else:
                    self._add(path, at)
        for card in project.cards.values():
            self._add(f"source/{card.id}", card.origin)
            if card.publisher_id not in self.origins:
                self._add(card.publisher_id, card.origin)
        for gone in project.withdrawn:
            if gone.path in self.origins:
                self.wrong(gone.origin, "path", f"{gone.path} is still in use.", "Withdraw it, or use it, not both.")

    def _add(self, path: str, origin: Origin) -> None:
        known = self.origins.get(path)
        if known is not None:
            self.wrong(origin, "slug", f"{path} is described before, in {known}.", "Keep one; a slug names one thing.")
            return
        self.origins[path] = origin
        kind, slug = split_path(path)
        self._types_of.setdefault(slug, []).append(kind)

    def wrong(self, origin: Origin, column: str | None, problem: str, repair: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(origin.file, origin.row, column, problem, repair))

    def find(self, slug: str, types: tuple[str, ...], origin: Origin, column: str) -> ox.NamedNode:
        """The thing of one of these types that has this slug; a problem is noted if there is none."""
        for kind in types:
            if kind in self._types_of.get(slug, ()):
                return thing(f"{kind}/{slug}")
        known = [s for s, kinds in self._types_of.items() if set(kinds) & set(types)]
        self.wrong(origin, column, f"No {' or '.join(types)} is called {slug!r}.", self._hint(slug, known))
        return thing(f"{types[0]}/{slug}")

    def authority(self, slug: str, origin: Origin, column: str) -> ox.NamedNode:
        """A local authority by its slug."""
        return self.find(slug, AUTHORITY_TYPES, origin, column)

    def path(self, path: str, origin: Origin, column: str) -> ox.NamedNode:
        """A thing or concept by its path."""
        iri = thing(path)
        if path.startswith("concept/"):
            if iri.value not in self._concepts:
                names = [c.removeprefix(thing("").value) for c in self._concepts]
                self.wrong(origin, column, f"There is no {path}.", self._hint(path, names))
        elif path not in self.origins:
            self.wrong(origin, column, f"There is no {path}.", self._hint(path, list(self.origins)))
        return iri

    def concept(self, scheme: str, notation: str, origin: Origin, column: str) -> ox.NamedNode:
        """A concept of a scheme by its notation."""
        stem = thing(f"concept/{scheme}/").value
        if stem + notation not in self._concepts:
            known = sorted(c.removeprefix(stem) for c in self._concepts if c.startswith(stem))
            self.wrong(
                origin, column, f"{notation!r} is not in the scheme {scheme}.", f"Choose one of: {', '.join(known)}."
            )
        return ox.NamedNode(stem + notation)

    def _hint(self, name: str, known: list[str]) -> str:
        if len(self.problems) >= _HINTS:
            return "Describe it first; CONTRIBUTING.md says how."
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
        return f"Did you mean {near[0]!r}?" if near else "Describe it first; CONTRIBUTING.md says how."


def origins_by_iri(index: Index) -> Mapping[str, Origin]:
    """Where each thing is described, by IRI."""
    return {thing(path).value: origin for path, origin in index.origins.items()}
