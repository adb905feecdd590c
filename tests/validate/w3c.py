"""The W3C's tests of SHACL, read from the archive that is not part of this project."""

from __future__ import annotations

import tarfile
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urldefrag

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, SH

from tests.conformance.suites import SUITES

ARCHIVE = SUITES / "shacl.tar.gz"
MISSING = f"{ARCHIVE} is not there; CITYNET_SUITES names the folder with the W3C's suites"
_BASE = "http://example.org/shacl/"
_MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")


@dataclass(frozen=True)
class Case:
    """Data, shapes, and how many results there have to be; None where a failure is expected."""

    name: str
    data: tuple[ox.Triple, ...] = field(compare=False)
    shapes: rdflib.Graph = field(compare=False)
    results: int | None

    def __str__(self) -> str:
        return self.name


@cache
def _files() -> dict[str, bytes]:
    with tarfile.open(ARCHIVE) as archive:
        opened = ((member.name, archive.extractfile(member)) for member in archive if member.isfile())
        return {_BASE + name.partition("tests/")[2]: file.read() for name, file in opened if file}


@cache
def _graph(address: str) -> rdflib.Graph:
    return rdflib.Graph(bind_namespaces="none").parse(data=_files()[address], format="turtle", publicID=address)


@cache
def _triples(address: str) -> tuple[ox.Triple, ...]:
    # not by way of rdflib, which changes how literals are written
    return tuple(q.triple for q in ox.parse(_files()[address], format=ox.RdfFormat.TURTLE, base_iri=address))


@cache
def cases() -> tuple[Case, ...]:
    """All tests; none where the archive is absent."""
    if not ARCHIVE.is_file():
        return ()
    found = []
    for address in sorted(name for name in _files() if name.endswith(".ttl")):
        graph = _graph(address)
        for test in graph.subjects(RDF.type, _SHT.Validate):
            action, result = graph.value(test, _MF.action), graph.value(test, _MF.result)
            data, shapes = (urldefrag(str(graph.value(action, _SHT[kind])))[0] for kind in ("dataGraph", "shapesGraph"))
            expected = None if result == _SHT.Failure else len(list(graph.objects(result, SH.result)))
            name = address.removeprefix(_BASE).removesuffix(".ttl")
            found.append(Case(name, _triples(data), _graph(shapes), expected))
    return tuple(found)
