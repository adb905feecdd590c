"""The command, as a person at a terminal meets it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from citynet_kg.cli import main
from tests.conftest import ROOT

if TYPE_CHECKING:
    from click.testing import Result

    from citynet_kg.layout import Layout
    from citynet_kg.release import Release

CASES = ROOT / "tests" / "data" / "shapes"
CONTEXT = str(CASES / "_context.ttl")


def citynet(*arguments: str, input: str | None = None) -> Result:  # noqa: A002 - as CliRunner names it
    return CliRunner().invoke(main, arguments, input=input, catch_exceptions=False)


@pytest.fixture(scope="module")
def served(release: Release) -> tuple[str, ...]:
    """Options that point to the release of the tests."""
    return "--root", str(ROOT), "--build-dir", str(release.folder.parents[1])


def test_conforming_rdf_passes() -> None:
    result = citynet("--root", str(ROOT), "validate", CONTEXT)
    assert result.exit_code == 0, result.output
    assert "No findings." in result.stdout


@pytest.mark.parametrize(("language", "word"), [("en", "Violation"), ("de", "Verstoß"), ("uk", "Порушення")])
def test_findings_are_told_in_the_chosen_language(language: str, word: str) -> None:
    case = str(CASES / "NetworkMembership-member" / "invalid.ttl")
    result = citynet("--root", str(ROOT), "validate", "--lang", language, CONTEXT, case)
    assert result.exit_code == 1
    assert f"{word} cnsh:NetworkMembership-member" in result.stdout


def test_findings_come_as_json_and_rdf() -> None:
    case = str(CASES / "NetworkMembership-member" / "invalid.ttl")
    report = json.loads(citynet("--root", str(ROOT), "validate", "--format", "json", CONTEXT, case).stdout)
    assert report["counts"]["Violation"] >= 1
    assert set(report["findings"][0]["messages"]) == {"en", "de", "uk"}
    for form, rdf in (
        ("turtle", ox.RdfFormat.TURTLE),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ):
        triples = list(
            ox.parse(citynet("--root", str(ROOT), "validate", "--format", form, CONTEXT, case).stdout_bytes, format=rdf)
        )
        assert sum(t.predicate.value.endswith("#result") for t in triples) == len(report["findings"])


def test_warnings_fail_only_if_asked_to() -> None:
    case = str(CASES / "Decision-decidedOn" / "invalid.ttl")
    assert citynet("--root", str(ROOT), "validate", CONTEXT, case).exit_code == 0
    assert citynet("--root", str(ROOT), "validate", "--fail-on", "warning", CONTEXT, case).exit_code == 1


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("broken.ttl", "@prefix a: <http://a/> .\na:b a:c ;; a:d .\n", "line 2, column"),
        ("broken.rdf", "<rdf:RDF", "broken.rdf"),
        ("broken.jsonld", '{"@id": ', "broken.jsonld"),
        ("data.xyz", "", "the ending '.xyz' is not known"),
        ("latin.ttl", b'<http://a> <http://b> "\xe9" .', "latin.ttl"),
    ],
)
def test_what_is_no_rdf_is_wrong_use(tmp_path: Path, name: str, text: str | bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    result = citynet("--root", str(ROOT), "validate", str(path))
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_a_missing_file_and_a_wrong_option_are_wrong_use() -> None:
    assert citynet("--root", str(ROOT), "validate", "nowhere.ttl").exit_code == 2
    assert citynet("--root", str(ROOT), "validate", "--lang", "ru", CONTEXT).exit_code == 2
    assert citynet("--root", str(ROOT), "validate", "--format", "docx", CONTEXT).exit_code == 2
    assert citynet("frobnicate").exit_code == 2


def test_a_missing_project_is_the_environment(tmp_path: Path) -> None:
    for command in (["build"], ["validate"], ["validate", CONTEXT]):
        result = citynet("--root", str(tmp_path), *command)
        assert result.exit_code == 3
        assert str(tmp_path) in result.stderr


def test_a_missing_release_is_the_environment(tmp_path: Path) -> None:
    for command in (["query", "ASK {}"], ["ask", "networks-of-city"], ["export"]):
        result = citynet("--root", str(ROOT), "--build-dir", str(tmp_path), *command)
        assert result.exit_code == 3
        assert "citynet build" in result.stderr


def test_a_build_tells_what_it_does_and_prints_the_folder(tiny: Layout) -> None:
    result = citynet("--root", str(tiny.root), "build")
    assert result.exit_code == 0, result.output
    assert Path(result.stdout.strip()).parent == tiny.releases
    for stage in ("sources", "validate", "reason", "release"):
        assert stage in result.stderr


def test_data_errors_are_findings(tiny: Layout) -> None:
    (tiny.data / "relations" / "memberships.csv").write_text("slug\nx\n", "utf-8")
    result = citynet("--root", str(tiny.root), "build")
    assert result.exit_code == 1
    assert "data/relations/memberships.csv, row 1" in result.stderr


def test_queries_come_from_text_file_and_standard_input(served: tuple[str, ...], tmp_path: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?x a cnet:CityNetwork }"
    file = tmp_path / "query.rq"
    file.write_text(query, "utf-8")
    for argument, given in ((query, None), (str(file), None), ("-", query)):
        assert citynet(*served, "query", argument, "--format", "csv", input=given).stdout.splitlines() == ["n", "44"]
    assert "44" in citynet(*served, "query", query, "--format", "table").stdout


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT * {", "line 1, column"),
        ("neither", "neither SPARQL nor a file"),
        ("ASK { SERVICE <http://x/> {} }", "SERVICE"),
    ],
)
def test_a_query_that_cannot_be_is_wrong_use(served: tuple[str, ...], query: str, says: str) -> None:
    result = citynet(*served, "query", query)
    assert result.exit_code == 2
    assert says in result.stderr


def test_questions_are_listed_and_asked(served: tuple[str, ...]) -> None:
    listed = citynet("ask").stdout
    assert listed.count("\n    ") == 30
    assert "Bonn" not in citynet(*served, "ask", "networks-of-city", "city=jena-de", "--format", "csv").stdout
    assert "ICLEI" in citynet(*served, "ask", "networks-of-city", "city=bonn-de", "--format", "csv").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing"], "There is no question"),
        (["networks-of-city", "city=nothing"], "there is no city called 'nothing'"),
        (["networks-of-city", "city=bonn-de> ?x"], "is not a slug"),
        (["networks-of-city", "town=bonn-de"], "no such parameter; it has: city"),
        (["networks-of-city", "bonn-de"], "key=value"),
    ],
)
def test_a_question_that_cannot_be_is_wrong_use(served: tuple[str, ...], arguments: list[str], says: str) -> None:
    result = citynet(*served, "ask", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_exports_are_what_their_names_say(served: tuple[str, ...], release: Release) -> None:
    assert citynet(*served, "export").stdout_bytes == release.dataset.read_bytes()
    turtle = list(ox.parse(citynet(*served, "export", "--format", "turtle").stdout_bytes, format=ox.RdfFormat.TURTLE))
    assert len(turtle) == release.manifest["triples"]
    places = json.loads(citynet(*served, "export", "--format", "geojson").stdout)
    assert any(
        f["properties"]["name"] == "Bonn" and f["geometry"]["coordinates"] == [7.09549, 50.73438]
        for f in places["features"]
    )
    assert citynet(*served, "export", "--format", "csv").stdout.startswith("relation,class,label")
    assert '<edge id="e0"' in citynet(*served, "export", "--format", "graphml").stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_port_in_use_is_the_environment(served: tuple[str, ...]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = citynet(*served, "serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 3
    assert "Choose another with --port" in result.stderr


def _get(url: str, timeout: float = 5) -> bytes:
    with urllib.request.urlopen(url, timeout=timeout) as answer:  # noqa: S310 - loopback
        return bytes(answer.read())


def test_serve_serves_bounds_queries_and_ends_cleanly(served: tuple[str, ...]) -> None:
    port = _free_port()
    environment = {**os.environ, "CITYNET_DEADLINE": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "citynet_kg.cli", *served, "serve", "--port", str(port)],
        env=environment,
        stderr=subprocess.PIPE,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                health = json.loads(_get(f"{base}/health"))
                break
            except OSError:
                assert process.poll() is None
                time.sleep(0.1)
        assert health["status"] == "ok"
        assert b"Bonn" in _get(f"{base}/doc/municipality/bonn-de")
        began = time.monotonic()
        with pytest.raises(urllib.error.HTTPError) as caught:
            _get(
                f"{base}/sparql?query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff.%3Fg%20%3Fh%20%3Fi%7D"
            )
        with caught.value as told:
            assert told.code == 504
        assert time.monotonic() - began < 3
        assert b"true" in _get(f"{base}/sparql?query=ASK%20%7B%3Fs%20%3Fp%20%3Fo%7D")
    finally:
        process.terminate()
        _, stderr = process.communicate(timeout=20)
    assert process.returncode == 0, stderr
    assert b"Traceback" not in stderr
