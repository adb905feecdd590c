"""The W3C's SPARQL suites, read from the archive that is not part of this project.

Nothing is unpacked: the archive is small, and whatever a server needs of it is written to a folder of the test run.
"""

from __future__ import annotations

import os
import re
import tarfile
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parents[2]
_BESIDE = PROJECT.parent / "shared" / "suites"
# Read on import: the fixture that keeps settings away from the tests removes it later.
SUITES = Path(os.environ.get("CITYNET_SUITES") or _BESIDE)
_ARCHIVE = SUITES / "rdf-tests-sparql.tar.gz"
MISSING = f"{_ARCHIVE} is not there; CITYNET_SUITES names the folder with the W3C's suites"

WEB = "https://w3c.github.io/rdf-tests/"
"""Where the W3C publishes the files; relative IRIs in them are meant relative to that."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_APPROVED = "http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#Approved"

_QUERY_FOLDERS = (
    *("aggregates", "bind", "bindings", "cast", "construct", "exists", "functions", "grouping", "negation"),
    *("project-expression", "property-path", "subquery", "syntax-query"),
)
GROUPS = {
    "SPARQL 1.1 Query": tuple(f"sparql11/{folder}" for folder in _QUERY_FOLDERS),
    "SPARQL 1.1 result formats (CSV, TSV, JSON)": ("sparql11/csv-tsv-res", "sparql11/json-res"),
    "SPARQL 1.1 Federated Query: evaluation": ("sparql11/service",),
    "SPARQL 1.1 Federated Query: syntax": ("sparql11/syntax-fed",),
    "SPARQL 1.1 Protocol (writes: refused, data unchanged)": ("sparql11/protocol",),
    "SPARQL 1.1 Service Description": ("sparql11/service-description",),
    "SPARQL 1.0 Query": ("sparql10/*",),
}

Subject = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Case:
    """One test of the W3C's, files named by their addresses."""

    name: str
    group: str
    kind: str
    iri: str
    query: str | None = None
    data: tuple[str, ...] = ()
    graph_data: tuple[str, ...] = ()
    service_data: tuple[tuple[str, str], ...] = ()
    """Endpoints and the files that they hold."""
    result: str | None = None
    is_lax: bool = False
    """REDUCED: any number of repeats between one and what is expected will do."""

    def __str__(self) -> str:
        return self.name


class Description:
    """Triples with a way to walk along them."""

    def __init__(self, text: bytes, base: str, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> None:
        self._objects: dict[tuple[str, str], list[Term]] = defaultdict(list)
        self._subjects: dict[tuple[str, str], list[Subject]] = defaultdict(list)
        for quad in ox.parse(text, format=form, base_iri=base, rename_blank_nodes=True):
            assert not isinstance(quad.subject, ox.Triple)
            self._objects[str(quad.subject), quad.predicate.value].append(quad.object)
            self._subjects[quad.predicate.value, str(quad.object)].append(quad.subject)

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        return self._objects.get((str(subject), predicate), [])

    def object(self, subject: Term, predicate: str) -> Term | None:
        return next(iter(self.objects(subject, predicate)), None)

    def values(self, subject: Term, predicate: str) -> list[str]:
        """IRIs or the texts of literals."""
        return [o.value for o in self.objects(subject, predicate) if not isinstance(o, ox.Triple)]

    def value(self, subject: Term, predicate: str) -> str | None:
        return next(iter(self.values(subject, predicate)), None)

    def subjects(self, predicate: str, value: Term) -> list[Subject]:
        return self._subjects.get((predicate, str(value)), [])

    def members(self, head: Term | None) -> Iterator[Term]:
        while head is not None and head != ox.NamedNode(_RDF + "nil"):
            first = self.object(head, _RDF + "first")
            assert first is not None
            yield first
            head = self.object(head, _RDF + "rest")


@cache
def _files() -> dict[str, bytes]:
    """Everything in the archive."""
    with tarfile.open(_ARCHIVE) as archive:
        opened = ((member.name, archive.extractfile(member)) for member in archive if member.isfile())
        return {name.removeprefix("./"): file.read() for name, file in opened if file}


def content(address: str) -> bytes:
    """A file of the suites."""
    return _files()[unquote(address.removeprefix(WEB))]


def holds(address: str) -> bool:
    """Whether the suites have this file."""
    return unquote(address.removeprefix(WEB)) in _files()


def quads_of(address: str, graph: ox.NamedNode | ox.DefaultGraph) -> list[ox.Quad]:
    """The triples of a file of data, put into a graph."""
    form = ox.RdfFormat.from_extension(address.rsplit(".", maxsplit=1)[1])
    parsed = ox.parse(content(address), format=form, base_iri=address, rename_blank_nodes=True)
    return [ox.Quad(q.subject, q.predicate, q.object, graph) for q in parsed]


def manifest(folder: str) -> Description:
    """The list of the tests of a folder."""
    address = f"{WEB}sparql/{folder}/manifest.ttl"
    return Description(content(address), address)


@cache
def cases() -> tuple[Case, ...]:
    """The tests of the groups; none where the archive is absent.

    Of SPARQL 1.1 those that the W3C approved; of 1.0 all, as the engine's own figure was taken with all.
    """
    if not _ARCHIVE.is_file():
        return ()
    found = {m[1] for m in (re.fullmatch(r"sparql/(sparql10/[^/]+)/manifest\.ttl", name) for name in _files()) if m}
    listed = [
        (group, folder)
        for group, patterns in GROUPS.items()
        for pattern in patterns
        for folder in (sorted(found) if pattern == "sparql10/*" else [pattern])
    ]
    return tuple(case for group, folder in listed for case in _cases_of(group, folder))


def _cases_of(group: str, folder: str) -> Iterator[Case]:
    here = manifest(folder)
    (head,) = here.subjects(_RDF + "type", ox.NamedNode(_MF + "Manifest"))
    for test in here.members(here.object(head, _MF + "entries")):
        approval = here.value(test, "http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#approval")
        kind = here.value(test, _RDF + "type")
        is_counted = approval == _APPROVED or folder.startswith("sparql10/")
        if not is_counted or kind is None or not isinstance(test, ox.NamedNode):
            continue
        action = here.object(test, _MF + "action")
        query = action.value if isinstance(action, ox.NamedNode) else here.value(action or test, _QT + "query")
        yield Case(
            name=f"{folder.removeprefix('sparql11/')}/{test.value.partition('#')[2]}",
            group=group,
            kind=kind.removeprefix(_MF),
            iri=test.value,
            query=query,
            data=tuple(here.values(action, _QT + "data")) if action else (),
            graph_data=tuple(here.values(action, _QT + "graphData")) if action else (),
            service_data=tuple(_services(here, action)) if action else (),
            result=here.value(test, _MF + "result"),
            is_lax=_MF + "LaxCardinality" in here.values(test, _MF + "resultCardinality"),
        )


def _services(here: Description, action: Term) -> Iterator[tuple[str, str]]:
    for service in here.objects(action, _QT + "serviceData"):
        endpoint, data = here.value(service, _QT + "endpoint"), here.value(service, _QT + "data")
        assert endpoint is not None
        assert data is not None
        yield endpoint, data
