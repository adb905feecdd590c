"""Read a release."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from citynet_kg.errors import ProjectNotFoundError, UnknownThingError
from citynet_kg.vocab import BASE

if TYPE_CHECKING:
    from pathlib import Path

    from citynet_kg.layout import Layout

DATASET_FILE = "dataset.nq"
MANIFEST = "release.json"
CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Release:
    """An immutable folder; `digest` is the hash of its checksums."""

    digest: str
    folder: Path
    manifest: dict[str, Any]

    @property
    def dataset(self) -> Path:
        return self.folder / DATASET_FILE

    @property
    def as_of(self) -> str:
        return str(self.manifest["as_of"])

    @property
    def figures(self) -> dict[str, int]:
        return dict(self.manifest["figures"])

    @property
    def withdrawn(self) -> dict[str, tuple[str, str]]:
        """Path of a withdrawn thing to (successor or empty, reason)."""
        return {path: (entry[0], entry[1]) for path, entry in self.manifest["withdrawn"].items()}

    @property
    def files(self) -> dict[str, str]:
        """The files of the release and their SHA-256."""
        lines = (self.folder / CHECKSUMS).read_text("utf-8").splitlines()
        return {line[66:]: line[:64] for line in lines}

    def ontology(self) -> list[ox.Triple]:
        """The triples of the ontology."""
        return self._turtle("ontology.ttl")

    def shapes(self) -> list[ox.Triple]:
        """The triples of the shapes."""
        return self._turtle("shapes.ttl")

    def part(self, name: str) -> list[ox.Triple]:
        """The triples of an example or an alignment, such as `examples/textHeld`.

        Raises:
            UnknownThingError: the release has no such part.
        """
        return [q.triple for q in ox.parse(self.part_text(name), format=ox.RdfFormat.TURTLE, base_iri=BASE)]

    def part_text(self, name: str) -> str:
        """The Turtle of an example or an alignment.

        Raises:
            UnknownThingError: the release has no such part.
        """
        file = f"{name}.ttl"
        if not name.startswith(("examples/", "align/")) or file not in self.files:
            raise UnknownThingError(f"There is no {name!r} under /ns.")
        return (self.folder / file).read_text("utf-8")

    def report(self) -> dict[str, Any]:
        """What the shapes found."""
        return dict(json.loads((self.folder / "report.json").read_text("utf-8")))

    def _turtle(self, file: str) -> list[ox.Triple]:
        path = str(self.folder / file)
        return [q.triple for q in ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=BASE)]


def digest_of(checksums: bytes) -> str:
    """Name a release after its content: the first 128 bits of the hash over all its checksums."""
    return hashlib.sha256(checksums).hexdigest()[:32]


def open_release(folder: Path) -> Release:
    """Open a release by its folder.

    Raises:
        ProjectNotFoundError: there is no release, or not a whole one.
    """
    try:
        checksums = (folder / CHECKSUMS).read_bytes()
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ProjectNotFoundError(f"No release at {folder} ({error}). Run: citynet build") from None
    return Release(digest_of(checksums), folder.resolve(), manifest)


def open_current(layout: Layout) -> Release | None:
    """Open the release that is served, if there is one."""
    return open_release(layout.current) if layout.current.exists() else None
