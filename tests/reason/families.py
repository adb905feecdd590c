"""The W3C's tests of the RDF-Based Semantics that OWL 2 RL passes, read from the archive that is not part of this project."""

from __future__ import annotations

import re
import tarfile
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from tests.conformance.suites import SUITES

ARCHIVE = SUITES / "owl2-rl.tar.gz"
MISSING = f"{ARCHIVE} is not there; CITYNET_SUITES names the folder with the W3C's suites"
_SEMANTIC = re.compile(r"rdfbased-((?:sem|ont|xtr)-[\w-]+)")


@dataclass(frozen=True)
class Case:
    """A premise, and what follows from it: a conclusion, or that it is inconsistent."""

    name: str
    premise: tuple[ox.Triple, ...]
    conclusion: tuple[ox.Triple, ...] | None

    def __str__(self) -> str:
        return self.name


@cache
def cases() -> tuple[Case, ...]:
    """The semantic families: all tests but those of datatypes. None where the archive is absent."""
    if not ARCHIVE.is_file():
        return ()
    files: dict[str, dict[str, bytes]] = {}
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            file, found = archive.extractfile(member), _SEMANTIC.search(member.name)
            if file is not None and found is not None:
                files.setdefault(found[1], {})[member.name.rpartition(found[1] + ".")[2]] = file.read()
    return tuple(_case(name, files[name]) for name in sorted(files))


def _case(name: str, files: dict[str, bytes]) -> Case:
    if "premisegraph.ttl" in files:
        return Case(name, _triples(files["premisegraph.ttl"]), _triples(files["conclusiongraph.ttl"]))
    return Case(name, _triples(files["graph.ttl"]), None)


def _triples(text: bytes) -> tuple[ox.Triple, ...]:
    return tuple(quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
