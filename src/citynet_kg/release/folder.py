"""Read a release."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from citynet_kg.errors import ProjectNotFoundError

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
