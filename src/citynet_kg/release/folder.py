"""Read a release."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from citynet_kg.errors import BadParameterError, DamagedReleaseError, ProjectNotFoundError, UnknownThingError
from citynet_kg.vocab import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

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
CURRENT = "current"
_DIGEST = re.compile(r"[0-9a-f]{1,32}")
_ESSENTIAL = (DATASET_FILE, COMPRESSED_FILE, MANIFEST, REPORT, ONTOLOGY, SHAPES)
_KEYS = frozenset({"as_of", "engines", "figures", "findings", "ontology", "shapes", "triples", "version", "withdrawn"})
_COMPARED = (DATASET_FILE, MANIFEST)
_COMPARED_KEYS = frozenset({"as_of", "withdrawn"})


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


def open_release(folder: Path, *, to_serve: bool = True) -> Release:
    """Open a release by its folder, and make sure that it is what was written.

    Args:
        folder: its name is the digest of the release.
        to_serve: whether all that a server gives must be there. What an earlier version wrote may lack some of it,
            and can be compared still.

    Raises:
        ProjectNotFoundError: there is no release.
        DamagedReleaseError: a file of it is not what its checksums say.
    """
    folder = folder.resolve()
    try:
        checksums = (folder / CHECKSUMS).read_bytes()
    except OSError as error:
        raise ProjectNotFoundError(f"No release at {folder} ({error.strerror}). Run: citynet build") from None
    essential, keys = (_ESSENTIAL, _KEYS) if to_serve else (_COMPARED, _COMPARED_KEYS)
    release = Release(digest_of(checksums), folder, verify(folder, checksums, essential))
    if not release.manifest.keys() >= keys:
        raise DamagedReleaseError(MANIFEST)
    return release


def verify(folder: Path, checksums: bytes, essential: Iterable[str] = _ESSENTIAL) -> dict[str, Any]:
    """Read every file of a release and compare it with its checksum. A release is read in a fraction of a second.

    Args:
        folder: its name is the digest of the release.
        checksums: the content of `SHA256SUMS`.
        essential: the files that must be there.

    Returns:
        The manifest.

    Raises:
        DamagedReleaseError: naming the first file that is not what it should be.
    """
    if folder.name != digest_of(checksums):
        raise DamagedReleaseError(CHECKSUMS)
    expected = {line[66:]: line[:64] for line in checksums.decode("utf-8").splitlines()}
    for name in essential:
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


def find_release(layout: Layout, name: str) -> Release:
    """Open a release by what a person calls it.

    Args:
        layout: where the project's releases lie.
        name: `current`, a digest, the beginning of one, or the folder of a release, which may lie anywhere.

    Raises:
        ProjectNotFoundError: there is no such release; says which there are.
        BadParameterError: more than one digest begins like this.
        DamagedReleaseError: it is not what was written.
    """
    if name == CURRENT:
        return open_release(layout.current, to_serve=False)
    known = sorted(p.name for p in layout.releases.glob("*") if _DIGEST.fullmatch(p.name))
    meant = [digest for digest in known if _DIGEST.fullmatch(name) and digest.startswith(name)]
    if len(meant) > 1:
        raise BadParameterError(name, f"more than one release begins like this: {', '.join(meant)}.")
    if meant:
        return open_release(layout.releases / meant[0], to_serve=False)
    if _is_file(Path(name) / CHECKSUMS):
        return open_release(Path(name), to_serve=False)
    there = f"; there are {', '.join(known)}" if known else ""
    raise ProjectNotFoundError(
        f"There is no release {name[:200]!r}: no folder of one, and none in {layout.releases}{there}."
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long to be a name, or no name at all
        return False
