"""Read a release."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from citynet_kg.errors import DamagedReleaseError, ProjectNotFoundError, UnknownThingError
from citynet_kg.vocab import BASE

if TYPE_CHECKING:
    from pathlib import Path

    from citynet_kg.layout import Layout

DATASET_FILE = "dataset.nq"
COMPRESSED_FILE = "dataset.nq.gz"
MANIFEST = "release.json"
CHECKSUMS = "SHA256SUMS"
REPORT = "report.json"
ONTOLOGY = "ontology.ttl"
SHAPES = "shapes.ttl"
# Folders of parts of the ontology: each file is served at `/ns/FOLDER/NAME`.
PARTS = ("align", "examples", "imports", "modules")
_ESSENTIAL = (DATASET_FILE, COMPRESSED_FILE, MANIFEST, REPORT, ONTOLOGY, SHAPES)
_KEYS = frozenset({"as_of", "engines", "figures", "findings", "ontology", "shapes", "triples", "version", "withdrawn"})


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
        return self._turtle(ONTOLOGY)

    def shapes(self) -> list[ox.Triple]:
        """The triples of the shapes."""
        return self._turtle(SHAPES)

    def part(self, name: str) -> list[ox.Triple]:
        """The triples of a part of the ontology, such as `modules/time` or `examples/textHeld`.

        Raises:
            UnknownThingError: the release has no such part.
        """
        return [q.triple for q in ox.parse(self.part_text(name), format=ox.RdfFormat.TURTLE, base_iri=BASE)]

    def part_text(self, name: str) -> str:
        """The Turtle of a part of the ontology.

        Raises:
            UnknownThingError: the release has no such part.
        """
        file = f"{name}.ttl"
        if name.partition("/")[0] not in PARTS or file not in self.files:
            raise UnknownThingError(f"There is no {name!r} under /ns.")
        return (self.folder / file).read_text("utf-8")

    def report(self) -> dict[str, Any]:
        """What the shapes found."""
        return dict(json.loads((self.folder / REPORT).read_text("utf-8")))

    def _turtle(self, file: str) -> list[ox.Triple]:
        path = str(self.folder / file)
        return [q.triple for q in ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=BASE)]


def digest_of(checksums: bytes) -> str:
    """Name a release after its content: the first 128 bits of the hash over all its checksums."""
    return hashlib.sha256(checksums).hexdigest()[:32]


def open_release(folder: Path) -> Release:
    """Open a release by its folder, and make sure that it is what was written.

    Raises:
        ProjectNotFoundError: there is no release.
        DamagedReleaseError: a file of it is not what its checksums say.
    """
    folder = folder.resolve()
    try:
        checksums = (folder / CHECKSUMS).read_bytes()
    except OSError as error:
        raise ProjectNotFoundError(f"No release at {folder} ({error.strerror}). Run: citynet build") from None
    release = Release(digest_of(checksums), folder, verify(folder, checksums))
    if not release.manifest.keys() >= _KEYS:
        raise DamagedReleaseError(MANIFEST)
    return release


def verify(folder: Path, checksums: bytes) -> dict[str, Any]:
    """Read every file of a release and compare it with its checksum. A release is read in a fraction of a second.

    Args:
        folder: its name is the digest of the release.
        checksums: the content of `SHA256SUMS`.

    Returns:
        The manifest.

    Raises:
        DamagedReleaseError: naming the first file that is not what it should be.
    """
    if folder.name != digest_of(checksums):
        raise DamagedReleaseError(CHECKSUMS)
    expected = {line[66:]: line[:64] for line in checksums.decode("utf-8").splitlines()}
    for name in _ESSENTIAL:
        if name not in expected:
            raise DamagedReleaseError(name)
    for name, digest in expected.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            raise DamagedReleaseError(name) from None
        if found != digest:
            raise DamagedReleaseError(name)
    return dict(json.loads((folder / MANIFEST).read_text("utf-8")))


def open_current(layout: Layout) -> Release | None:
    """Open the release that is served, if there is one."""
    return open_release(layout.current) if layout.current.exists() else None
