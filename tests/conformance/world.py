"""Which servers the tests need, and which of them a test talks to.

A server takes seconds to start and there are some 150 data sets, so most share one server that holds each file as a
graph of its own; the protocol's `default-graph-uri` and `named-graph-uri` make the data set of a test, unless its query
names graphs by FROM. Data sets of many tests have a server whose own default graph they are.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pyoxigraph as ox

from tests.conformance.servers import Fleet
from tests.conformance.suites import Case, cases, content, holds, quads_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tests.conformance.servers import Answer, Server

_MANY = 12
"""Tests that make it worth while to start a server for their data set."""
_KASEI = "http://kasei.us/2009/09/sparql/data/"
_EMPTY, _ALL, _PROTOCOL = "empty", "all", "protocol"


@dataclass(frozen=True, slots=True)
class Place:
    """A server, and the graphs of it that are the data set of a test."""

    server: Server
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def ask(self, query: str, accept: str) -> Answer:
        return self.server.ask(query, accept=accept, default=self.default, named=self.named)


class World:
    """The servers for some tests."""

    def __init__(self, folder: Path, wanted: Iterable[Case]) -> None:
        self._fleet = Fleet(folder)
        self._folder = folder
        self._own: dict[tuple[tuple[str, ...], tuple[str, ...]], Server] = {}
        self._federations: list[_Federation] = []
        self._federated: dict[str, Server] = {}
        chosen = list(wanted)
        everything = self._write(_ALL, _all_graphs(chosen))
        nothing = self._write(_EMPTY, [])
        if any(not case.service_data and "Federated" not in case.group for case in chosen):
            self._fleet.add(_ALL, everything)
            self._fleet.add(_EMPTY, nothing)
        if any(case.kind in ("ProtocolTest", "ServiceDescriptionTest") for case in chosen):
            self._fleet.add(_PROTOCOL, self._write(_PROTOCOL, _protocol_graphs()))
        self._add_own(chosen)
        self._add_federations([case for case in chosen if "Federated" in case.group], everything)

    def start(self) -> None:
        """Start the servers, and wait for them."""
        self._fleet.start()

    def stop(self) -> None:
        """End them."""
        self._fleet.stop()

    @property
    def protocol(self) -> Server:
        """The server for tests that are about requests."""
        return self._fleet.servers[_PROTOCOL]

    def place_of(self, case: Case) -> Place:
        """Where a test finds its data."""
        default = tuple(f for f in case.data if quads_of(f, ox.DefaultGraph()))
        named = tuple(f for f in case.graph_data if quads_of(f, ox.DefaultGraph()))
        if case.name in self._federated:
            return Place(self._federated[case.name], default, named)
        if _graphs_named_by(case):
            return Place(self._fleet.servers[_ALL])
        own = self._own.get((case.data, case.graph_data))
        if own is not None:
            return Place(own)
        return Place(self._fleet.servers[_ALL if default or named else _EMPTY], default, named)

    def _write(self, name: str, quads: Iterable[ox.Quad]) -> Sequence[str]:
        """The options that serve some quads."""
        file = self._folder / f"{name}.nq"
        ox.serialize(quads, str(file), format=ox.RdfFormat.N_QUADS)
        return ("--data", str(file))

    def _add_own(self, wanted: Iterable[Case]) -> None:
        used = Counter(
            (case.data, case.graph_data)
            for case in cases()
            if case.result and case.data and not case.service_data and "Federated" not in case.group
        )
        for case in wanted:
            key = (case.data, case.graph_data)
            if used[key] >= _MANY and key not in self._own:
                name = f"own-{len(self._own)}"
                quads = [q for f in case.data for q in quads_of(f, ox.DefaultGraph())]
                quads += [q for f in case.graph_data for q in quads_of(f, ox.NamedNode(f))]
                self._own[key] = self._fleet.add(name, self._write(name, quads))

    def _add_federations(self, wanted: Sequence[Case], everything: Sequence[str]) -> None:
        """Servers that call stand-ins, shared by tests whose endpoints do not contradict each other."""
        for case in wanted:
            called = _endpoints_of(case)
            federation = next((f for f in self._federations if f.agrees(called)), None)
            if federation is None:
                federation = _Federation({}, [])
                self._federations.append(federation)
            federation.endpoints |= called
            federation.cases.append(case)
        for number, federation in enumerate(self._federations):
            stand_ins: dict[str, Server] = {}
            options: list[str] = []
            pending: list[tuple[str, list[str]]] = []
            for place, (endpoint, data) in enumerate(federation.endpoints.items()):
                name = f"stand-in-{number}-{place}"
                own = list(self._write(name, [q for f in data for q in quads_of(f, ox.DefaultGraph())]))
                stand_ins[endpoint] = self._fleet.add(name, own)
                pending.append((endpoint, own))
                options += ["--federate", endpoint, "--mirror", endpoint, stand_ins[endpoint].endpoint]
            for endpoint, own in pending:  # a stand-in may be asked to call the others, and not itself
                others = [
                    option
                    for other, server in stand_ins.items()
                    if other != endpoint
                    for option in ("--federate", other, "--mirror", other, server.endpoint)
                ]
                stand_ins[endpoint].options = [*own, *others]
            server = self._fleet.add(f"federation-{number}", [*everything, *options])
            self._federated |= {case.name: server for case in federation.cases}


@dataclass(slots=True)
class _Federation:
    """Endpoints, what each holds, and the tests that call them."""

    endpoints: dict[str, tuple[str, ...]]
    cases: list[Case]

    def agrees(self, called: dict[str, tuple[str, ...]]) -> bool:
        return all(
            list(map(content, self.endpoints[endpoint])) == list(map(content, data))
            for endpoint, data in called.items()
            if endpoint in self.endpoints
        )


def _endpoints_of(case: Case) -> dict[str, tuple[str, ...]]:
    """What a test's manifest says; a test of syntax has an endpoint without data for each that it names."""
    given: dict[str, tuple[str, ...]] = {endpoint: (data,) for endpoint, data in case.service_data}
    if case.result is None:
        nothing: tuple[str, ...] = ()
        given |= dict.fromkeys(_named_after(r"SERVICE\s+(?:SILENT\s+)?", case), nothing)
    return given


def _all_graphs(wanted: Iterable[Case]) -> list[ox.Quad]:
    """Each file as a graph that has its address as name; and whatever graphs a test names by itself."""
    addresses: set[str] = set()
    made_up: set[str] = set()
    for case in wanted:
        addresses |= {*case.data, *case.graph_data}
        for graph in _graphs_named_by(case):
            (addresses if holds(graph) else made_up).add(graph)
    quads = [q for address in sorted(addresses) for q in quads_of(address, ox.NamedNode(address))]
    return [*quads, *(_about(graph) for graph in sorted(made_up))]


def _protocol_graphs() -> list[ox.Quad]:
    """The graphs that the protocol's tests take for granted; each says of itself that it is a document."""
    return [_about(f"{_KASEI}data{number}.rdf") for number in range(4)]


def _about(graph: str) -> ox.Quad:
    a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    return ox.Quad(ox.NamedNode(graph), a, ox.NamedNode("http://xmlns.com/foaf/0.1/Document"), ox.NamedNode(graph))


def _graphs_named_by(case: Case) -> list[str]:
    return _named_after(r"FROM\s+(?:NAMED\s+)?", case)


def _named_after(keyword: str, case: Case) -> list[str]:
    """The IRIs after a keyword of a test's query. The few queries that matter here write no comments before them."""
    if case.query is None:
        return []
    text = content(case.query).decode("utf-8", "replace")
    return [urljoin(case.query, iri) for iri in re.findall(rf"\b{keyword}<([^>]*)>", text, re.IGNORECASE)]
