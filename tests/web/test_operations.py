"""Taking over a new release, surviving the death of workers, and ending, while requests are under way."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from citynet_kg import pipeline
from tests.live import ask, serving
from tests.pipeline.test_bad_input import EVIDENCE, change

if TYPE_CHECKING:
    from citynet_kg.layout import Layout
    from citynet_kg.release import Release

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d a ?f . FILTER(STRLEN(STR(?c)) > 3) }"


def zygotes(base: str) -> list[int]:
    """The processes that query workers of the server at this address are forked from."""
    port = base.rsplit(":", 1)[1].encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        lines = lineage(int(folder.name))
        is_one = bool(lines) and b"citynet_kg.query.zygote" in lines[0]
        if is_one and b"citynet_kg.query.zygote" not in lines[1] and port in b" ".join(lines):
            found.append(int(folder.name))
    return found


def lineage(pid: int) -> list[bytes]:
    """The command lines of a process and of all above it."""
    lines = []
    while pid > 1:
        try:
            lines.append(Path(f"/proc/{pid}/cmdline").read_bytes())
            status = Path(f"/proc/{pid}/status").read_text("utf-8")
        except OSError:
            break
        pid = int(next(line for line in status.splitlines() if line.startswith("PPid:")).split()[1])
    return [*lines, b""]


@pytest.fixture
def options(tiny: Layout) -> tuple[str, ...]:
    pipeline.build(tiny)
    return "--root", str(tiny.root)


def test_a_new_release_takes_over_without_a_failed_request(tiny: Layout, options: tuple[str, ...]) -> None:
    with serving(before=options) as base:
        first = ask(f"{base}/health").json()["release"]
        statuses: list[int] = []
        stop = threading.Event()

        def keep_asking() -> None:
            while not stop.is_set():
                statuses.append(ask(f"{base}/sparql", query={"query": f"ASK {{ ?s ?p {len(statuses)} }}"}).status)
                statuses.append(ask(f"{base}/doc/network/netone").status)

        threads = [threading.Thread(target=keep_asking) for _ in range(3)]
        for thread in threads:
            thread.start()
        change(tiny, EVIDENCE, ",1999,", ",1998,")
        later = pipeline.build(tiny)
        until = time.monotonic() + 30
        while ask(f"{base}/health").json()["release"] == first and time.monotonic() < until:
            time.sleep(0.1)
        stop.set()
        for thread in threads:
            thread.join()
        assert ask(f"{base}/health").json()["release"] == later.digest
        assert later.digest != first
        assert set(statuses) == {200}
        assert ask(f"{base}/doc/membership/aville-de--netone--1.nt").body.count(b'"1998"') > 0


def test_a_killed_worker_process_is_replaced(options: tuple[str, ...]) -> None:
    with serving(before=options) as base:
        query = {"query": "ASK { ?s ?p ?o }"}
        assert ask(f"{base}/sparql", query=query).status == 200
        (zygote,) = zygotes(base)
        os.kill(zygote, signal.SIGKILL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            answer = ask(f"{base}/sparql", query={"query": f"ASK {{ ?s ?p {time.monotonic_ns()} }}"})
            assert answer.status in (200, 503)
            if answer.status == 200 and zygotes(base) not in ([], [zygote]):
                break
            time.sleep(0.2)
        else:
            pytest.fail("no new worker process")
        assert ask(f"{base}/doc/network/netone").status == 200


def reading(base: str, path: str) -> socket.socket:
    """A client that asks for something and takes nothing of it."""
    port = int(base.rsplit(":", 1)[1])
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    return client


def test_slow_and_leaving_readers_of_files_hold_up_no_page(release: Release) -> None:
    options = ("--build-dir", str(release.folder.parents[1]))
    with serving(before=options) as base:
        whole = ask(f"{base}/download/dataset.nq")
        slow = [reading(base, "/download/dataset.nq") for _ in range(20)]
        time.sleep(0.5)
        assert ask(f"{base}/doc/network/iclei", timeout=10).status == 200
        assert ask(f"{base}/download/SHA256SUMS", timeout=10).status == 200
        for client in slow:
            client.close()
        for _ in range(40):
            reading(base, "/download/dataset.nq").close()
        assert ask(f"{base}/download/dataset.nq", timeout=20).body == whole.body
        assert ask(f"{base}/doc/network/iclei", timeout=10).status == 200


def test_what_is_under_way_is_answered_before_the_end(options: tuple[str, ...]) -> None:
    answers: list[int] = []
    with serving(before=options, CITYNET_DEADLINE="20") as base:
        asking = threading.Thread(target=lambda: answers.append(ask(f"{base}/sparql", query={"query": SLOW}).status))
        asking.start()
        time.sleep(0.3)
    asking.join()
    assert answers == [200]


def test_nothing_is_left_behind(options: tuple[str, ...]) -> None:
    with serving(before=options) as base:
        ask(f"{base}/sparql", query={"query": "ASK {}"})
        (zygote,) = zygotes(base)
    until = time.monotonic() + 10
    while Path(f"/proc/{zygote}").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not Path(f"/proc/{zygote}").exists()


def test_graphs_can_be_read_by_the_graph_store_protocol(options: tuple[str, ...]) -> None:
    with serving(before=options) as base:
        curated = "https://w3id.org/citynet/graph/curated"
        answer = ask(f"{base}/graph-store", query={"graph": curated}, headers={"Accept": "application/n-triples"})
        direct = ask(f"{base}/graph/curated.nt")
        assert set(ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES)) == set(
            ox.parse(direct.body, format=ox.RdfFormat.N_TRIPLES)
        )
        default = ask(f"{base}/graph-store?default", headers={"Accept": "application/n-triples"})
        assert len(default.body.splitlines()) > len(answer.body.splitlines())
        assert ask(f"{base}/graph-store", query={"graph": "http://nowhere.example/"}).status == 404
        assert ask(f"{base}/graph-store").status == 400
        assert ask(f"{base}/graph-store?default", "PUT", body=b"").status == 405
        assert ask(f"{base}/openapi.json").json()["openapi"] == "3.1.0"
