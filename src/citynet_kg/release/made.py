"""Know what the current release was made of, so that what has not changed is not made again.

The note about it lies beside the releases and not in one: how a release was checked, and by which version of a reader,
is no part of its content. A note that is missing, damaged or about another release only costs a build.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any

import citynet_kg
from citynet_kg.errors import DamagedReleaseError, ProjectNotFoundError
from citynet_kg.release.folder import open_current

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citynet_kg.layout import Layout
    from citynet_kg.release.folder import Release

ENGINES = ("rdflib", "owlrl", "pyshacl", "pyoxigraph", "babel")
"""The libraries that decide what a release says."""
_PACKAGES = ("sources", "graph", "validate", "reason", "release")
"""The packages of ours that do; the layers keep the others out of a build."""


@dataclass(frozen=True, slots=True)
class Making:
    """What decides the content of a release, and how it was checked."""

    inputs: str
    """See `inputs_of`."""
    only: tuple[str, ...] | None
    reasoner: str
    validator: str
    texts: str | None
    """Hash of the texts that quotes were compared with, if they were."""

    def stands_for(self, wanted: Making) -> bool:
        """Whether a release made so is what another making would give, as thoroughly checked.

        Reasoners and validators give the same release, but who asks for the reference asks for it to run.
        """
        same = (self.inputs, self.only, self.reasoner, self.validator)
        return same == (wanted.inputs, wanted.only, wanted.reasoner, wanted.validator) and wanted.texts in (
            None,
            self.texts,
        )


def inputs_of(layout: Layout) -> str:
    """Hash all that a release follows from: data, ontology, shapes, this program, the libraries that take part.

    The gazetteer is left out: lists are matched with it before they become data.
    """
    package = Path(citynet_kg.__file__).parent
    parts = {
        "data": dict(_files(layout.data, without=layout.gazetteer)),
        "ontology": dict(_files(layout.ontology)),
        "shapes": dict(_files(layout.shapes)),
        "program": {
            **{path.name: _hash(path) for path in package.glob("*.py")},
            **{f"{name}/{file}": digest for name in _PACKAGES for file, digest in _files(package / name)},
        },
        "libraries": {name: installed(name) for name in ENGINES},
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "python": platform.python_version(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def texts_in(folder: Path) -> str:
    """Hash the texts that quotes are compared with; they are told by their content, not by their names.

    Raises:
        OSError: there is no such folder.
    """
    return hashlib.sha256("".join(sorted(_hash(path) for path in folder.iterdir())).encode()).hexdigest()


def _files(folder: Path, without: Path | None = None) -> Iterator[tuple[str, str]]:
    """The names of the files below a folder, and their hashes."""
    for here, below, names in os.walk(folder, followlinks=True):
        place = Path(here)
        # what Python writes beside the program, what is left out, and links to a folder above
        below[:] = [
            name
            for name in below
            if name != "__pycache__"
            and place / name != without
            and not place.resolve().is_relative_to((place / name).resolve())
        ]
        for name in names:
            yield (place / name).relative_to(folder).as_posix(), _hash(place / name)


def _hash(path: Path) -> str:
    """The hash of a file; empty for what cannot be read, which whoever needs it will say."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def note(layout: Layout, release: Release, making: Making) -> None:
    """Write down what a release was made of. A note that cannot be written is left out."""
    beside = layout.note.with_name(f".note-{os.getpid()}")
    with suppress(OSError):
        try:
            beside.write_text(json.dumps({"release": release.digest, **asdict(making)}, indent=1) + "\n", "utf-8")
            beside.replace(layout.note)
        finally:
            beside.unlink(missing_ok=True)


def made_of(layout: Layout, release: Release) -> Making | None:
    """What a release was made of, if that is known."""
    try:
        said: dict[str, Any] = json.loads(layout.note.read_text("utf-8"))
        if said.pop("release") != release.digest:
            return None
        only = said.pop("only")
        return Making(only=None if only is None else tuple(only), **said)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def made_already(layout: Layout, wanted: Making) -> Release | None:
    """The current release, if it is undamaged and was made as wanted."""
    try:
        release = open_current(layout)
    except (ProjectNotFoundError, DamagedReleaseError):
        return None
    if release is None:
        return None
    made = made_of(layout, release)
    return release if made is not None and made.stands_for(wanted) else None
