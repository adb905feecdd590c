"""Start and stop the engines that are compared. All listen on loopback only, and are ended by their ids."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from benchmarks.client import Client, target_of

if TYPE_CHECKING:
    from collections.abc import Mapping

PEERS = Path("/tmp/citynet-peers")  # noqa: S108 - a place that the README names; nothing secret
_START = 300.0
_STOP = 15.0
_GRAPH = "urn:benchmark"
_PORTS = range(20000, 30000)
_given: set[int] = set()

# Python of the peers' environment runs these.
_RDFLIB_ENDPOINT = """
import sys
from rdflib import Dataset, Graph
from rdflib_endpoint import SparqlEndpoint
import uvicorn
graph = Graph(store=sys.argv[3])
graph.parse(sys.argv[1], format=sys.argv[4])
uvicorn.run(SparqlEndpoint(graph=graph), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""
_VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {data}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
ThreadsPerQuery = 2
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 20
[SPARQL]
ResultSetMaxRows = 1000000
"""


class MissingError(Exception):
    """An engine is not installed here."""


@dataclass(slots=True)
class Engine:
    """A running engine."""

    name: str
    port: int
    path: str
    process: subprocess.Popen[bytes]
    started: float
    """Seconds from the command to the first answer from the loaded data."""
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(self.port)

    def ask(self, query: str) -> bytes:
        """The JSON answer to a query.

        Raises:
            RuntimeError: another status than 200.
        """
        reply = self.client.get(target_of(self.path, query))
        if reply.status != 200:  # noqa: PLR2004 - HTTP
            raise RuntimeError(f"{reply.status}: {reply.body[:200]!r}")
        return reply.body

    def memory(self) -> int:
        """Bytes of the process and its descendants; what they share is counted once."""
        return sum(map(pss, family(self.process.pid)))

    def stop(self) -> None:
        """End the process and what it started."""
        self.client.close()
        stop(self.process)


class InProcess:
    """pyoxigraph in this process, without HTTP."""

    name = "pyoxigraph in process"

    def __init__(self, data: Path) -> None:
        before, began = pss(os.getpid()), time.perf_counter()
        self.store = ox.Store()
        self.store.bulk_load(path=str(data))
        self.started = time.perf_counter() - began
        self._memory = pss(os.getpid()) - before

    def ask(self, query: str) -> bytes:
        """The JSON answer to a query."""
        results = self.store.query(query)
        if isinstance(results, ox.QueryTriples):
            raise TypeError(query)
        body = results.serialize(format=ox.QueryResultsFormat.JSON)
        return body or b""

    def memory(self) -> int:
        """Bytes that loading has added to this process."""
        return self._memory

    def stop(self) -> None:
        """Nothing to stop."""


def citynet(data: Path, source: Path | None = None, environment: Mapping[str, str] | None = None) -> Engine:
    """Our service on the given data.

    Args:
        data: an RDF file.
        source: a folder that the package is taken from, if not what is installed.
        environment: settings.
    """
    port = free_port()
    variables = {**os.environ, **(environment or {})}
    if source is not None:
        variables["PYTHONPATH"] = str(source)
    command = [sys.executable, "-m", "citynet_kg.cli", "serve", "--data", str(data), "--port", str(port)]
    return _started(
        "citynet serve" if source is None else f"citynet serve ({source})", port, "/sparql", command, variables
    )


def oxigraph(data: Path, peers: Path) -> Engine:
    """`oxigraph serve` in memory, loaded over its own protocol."""
    binary = _found(peers / "bin" / "oxigraph")
    port, began = free_port(), time.perf_counter()
    process = _process([binary, "serve", "--bind", f"127.0.0.1:{port}"])
    _wait(process, port, "/query", "ASK {}")
    with socket.create_connection(("127.0.0.1", port)) as connection, data.open("rb") as file:
        head = f"POST /store?default HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {_media_type(data)}\r\n"
        head += f"Content-Length: {data.stat().st_size}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        connection.sendfile(file)
        while connection.recv(1 << 12):
            pass
    _wait(process, port, "/query", "ASK { ?s ?p ?o }")
    return Engine("oxigraph serve, memory", port, "/query", process, time.perf_counter() - began)


def rdflib_endpoint(data: Path, peers: Path, store: str = "default") -> Engine:
    """rdflib-endpoint under uvicorn, with rdflib's own store in memory or another."""
    python = _found(peers / "bin" / "python")
    _found(peers / "bin" / "rdflib-endpoint")
    port = free_port()
    command = [python, "-c", _RDFLIB_ENDPOINT, str(data), str(port), store, "nt"]
    return _started("rdflib-endpoint", port, "/", command, dict(os.environ))


def virtuoso(data: Path, folder: Path) -> Engine:
    """Virtuoso 7 of Debian, with a new database in `folder`."""
    binary, isql = _found(Path("virtuoso-t")), _found(Path("isql-vt"))
    port, sql, began = free_port(), free_port(), time.perf_counter()
    folder.mkdir(parents=True)
    (folder / "virtuoso.ini").write_text(
        _VIRTUOSO_INI.format(folder=folder, data=data.resolve().parent, port=port, sql=sql), "ascii"
    )
    process = _process([binary, "-f", "-c", str(folder / "virtuoso.ini")], cwd=folder)
    path = f"/sparql?default-graph-uri={_GRAPH}"
    _wait(process, port, path, "ASK {}")
    load = f"DB.DBA.TTLP_MT(file_open('{data.resolve()}'),'','{_GRAPH}',0); checkpoint;"
    command = [isql, f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"]
    subprocess.run(command, check=True, capture_output=True, timeout=_START)  # noqa: S603 - a Debian program
    return Engine("Virtuoso 7", port, path, process, time.perf_counter() - began)


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text("ascii").split():
                found += family(int(child))
    return found


def pss(pid: int) -> int:
    """Bytes of a process; pages that n processes share count for one n-th."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def free_port() -> int:
    """A port of loopback that nobody listens on; below those that connections get, which might meet themselves."""
    for port in range(_PORTS.start + os.getpid() % 1000, _PORTS.stop):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            if port not in _given:
                _given.add(port)
                return port
    raise RuntimeError("No port is free.")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process, and what it started if that is left."""
    started = family(process.pid)
    process.terminate()
    try:
        process.wait(_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid in started[1:]:
        with suppress(OSError):
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, signal.SIGTERM)


def _started(name: str, port: int, path: str, command: list[str], environment: dict[str, str]) -> Engine:
    began = time.perf_counter()
    process = _process(command, environment)
    _wait(process, port, path, "ASK { ?s ?p ?o }")
    return Engine(name, port, path, process, time.perf_counter() - began)


def _process(
    command: list[str], environment: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - programs that the benchmark is about
        command, env=environment, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _wait(process: subprocess.Popen[bytes], port: int, path: str, query: str) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}.")
        with suppress(OSError):
            client = Client(port)
            reply = client.get(target_of(path, query))
            client.close()
            if reply.status == 200:  # noqa: PLR2004 - HTTP
                return
        time.sleep(0.05)
    stop(process)
    raise RuntimeError(f"{process.args!r} did not answer in {_START:g} seconds.")


def _media_type(data: Path) -> str:
    return {".nt": "application/n-triples", ".nq": "application/n-quads", ".ttl": "text/turtle"}[data.suffix]


def _found(program: Path) -> str:
    where = shutil.which(str(program))
    if where is None:
        raise MissingError(f"{program} is not installed.")
    return where
