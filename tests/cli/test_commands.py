"""The command, as a person at a terminal meets it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from citynet_kg.cli import main
from citynet_kg.describe import exports
from tests.conftest import ROOT
from tests.live import ask, free_port, serving

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


@pytest.mark.parametrize("given", ["file", "-", "argument", "long"])
def test_what_is_no_text_is_wrong_use(served: tuple[str, ...], tmp_path: Path, given: str) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\x00\xff\xfe{ SELECT")
    argument: str | bytes = {"file": str(binary), "argument": b"ASK {\xff}", "long": "a" * 5000, "-": "-"}[given]  # type: ignore[assignment]
    with binary.open("rb") as stdin:
        code, _, stderr = in_a_process(*served, "query", argument, stdin=stdin)
    assert code == 2
    assert "neither SPARQL nor a file" in stderr if given == "long" else "is not text in UTF-8" in stderr


def test_a_closed_or_full_standard_output_is_the_environment(served: tuple[str, ...]) -> None:
    commands: tuple[tuple[str, ...], ...] = (("export",), ("query", "ASK {}"), ("ask",), ("validate", CONTEXT))
    for command in commands:
        code, _, stderr = in_a_process(*served, *command, redirection=">&-")
        assert (code, stderr) == (3, "citynet: Standard output is closed.\n"), command
        code, _, stderr = in_a_process(*served, *command, redirection="> /dev/full")
        assert code == 3, command
        assert "citynet: No space left on device" in stderr


def test_an_unknown_question_points_to_the_list() -> None:
    result = citynet("ask", "nope")
    assert result.exit_code == 2
    assert result.stderr == "citynet: There is no question 'nope'. `citynet ask` lists them.\n"


def test_an_error_of_the_engine_is_told_in_one_line(served: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("The engine\n  gave up")

    monkeypatch.setattr(exports, "construct", fail)
    result = citynet(*served, "export", "--format", "turtle")
    assert (result.exit_code, result.stderr) == (3, "citynet: The engine gave up\n")


@pytest.mark.parametrize("command", [("query", "ASK {}"), ("ask", "networks-of-city"), ("export",), ("serve",)])
def test_a_damaged_release_is_told(release: Release, tmp_path: Path, command: tuple[str, ...]) -> None:
    build = damaged(release, tmp_path, "dataset.nq")
    port = ("--port", str(free_port())) if command == ("serve",) else ()
    code, stdout, stderr = in_a_process("--root", str(ROOT), "--build-dir", str(build), *command, *port)
    assert (code, stdout) == (3, "")
    assert stderr == "citynet: The release is damaged: dataset.nq. Run citynet build.\n"


def damaged(release: Release, folder: Path, name: str) -> Path:
    """A build folder with a copy of the release in which a file lacks its end."""
    copy = folder / "build" / "releases" / release.digest
    shutil.copytree(release.folder, copy)
    (folder / "build" / "current").symlink_to(f"releases/{release.digest}")
    file = copy / name
    file.chmod(0o644)
    os.truncate(file, file.stat().st_size // 2)
    return folder / "build"


def in_a_process(*arguments: str | bytes, redirection: str = "", stdin: Any = None) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the command in a process of its own; there is never a traceback."""
    command: list[str | bytes] = [sys.executable, "-m", "citynet_kg.cli", *arguments]
    if redirection:
        command = ["/bin/sh", "-c", f'exec "$@" {redirection}', "sh", *command]
    done = subprocess.run(command, stdin=stdin, capture_output=True, check=False, timeout=120)
    stderr = done.stderr.decode()
    assert "Traceback" not in stderr
    assert "Exception" not in stderr
    return done.returncode, done.stdout.decode(), stderr


def test_questions_are_listed_and_asked(served: tuple[str, ...]) -> None:
    listed = citynet("ask").stdout
    assert listed.count("\n    ") == 34
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
    assert '<edge id="https://w3id.org/citynet/id/' in citynet(*served, "export", "--format", "graphml").stdout
    assert citynet(*served, "export", "--format", "edges").stdout.startswith("one,other,kind,type")


def test_no_cell_of_an_export_is_a_formula(served: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    labels = ["=1+1", "+49", "-2+3", "-2.5", "-7", "@x", "\tx", "\rx", "\nx", "x=1", "Bonn"]
    rows = [{"label": ox.Literal(label)} for label in labels]
    monkeypatch.setattr(exports, "select", lambda *_: rows)
    written = citynet(*served, "export", "--format", "csv").stdout_bytes.decode()
    cells = [row["label"] for row in csv.DictReader(io.StringIO(written, newline=""))]
    assert cells == ["'=1+1", "'+49", "'-2+3", "-2.5", "-7", "'@x", "'\tx", "'\rx", "'\nx", "x=1", "Bonn"]


def test_a_position_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "rub.ttl"
    for text, says in (
        ("rub", "line 1, column 1: rub is not a valid subject or graph name"),
        ('<http://a> <http://b> """\n\n', "line 1, column 23: Unexpected end of file"),
        ("@prefix a: <http://a/> .\na:b a:c ;; a:d .\n", "line 2, column 9: ; is not a valid RDF object"),
    ):
        path.write_text(text, "utf-8")
        result = citynet("--root", str(ROOT), "validate", str(path))
        assert result.stderr == f"citynet: {path}, {says}\n"


def test_a_large_validation_tells_what_it_does(tmp_path: Path) -> None:
    path = tmp_path / "large.nt"
    path.write_text("".join(f"<http://a/{n}> <http://b> <http://c> .\n" for n in range(10_000)), "utf-8")
    result = citynet("--root", str(ROOT), "validate", str(path))
    assert result.exit_code == 0
    assert f"read: {path}" in result.stderr
    assert "validate: 10,000 triples" in result.stderr
    assert citynet("--root", str(ROOT), "validate", CONTEXT).stderr.count("\n") == 1


def test_an_interrupted_build_ends_in_one_line(tiny: Layout) -> None:
    command = [sys.executable, "-m", "citynet_kg.cli", "--root", str(tiny.root), "build"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stderr is not None
    first = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "sources" in first
    assert rest.endswith("citynet: interrupted.\n")
    assert "Traceback" not in rest
    assert not tiny.current.exists()


def test_an_interrupted_start_says_nothing() -> None:
    code = "import os, signal, sys; sys.modules['citynet_kg.cli.main'] = None\ntry:\n import citynet_kg.cli\nexcept ImportError:\n os.kill(os.getpid(), signal.SIGINT)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")


def test_a_build_folder_that_cannot_be_written_is_told_before_the_work(tiny: Layout) -> None:
    tiny.build.write_text("no folder", "utf-8")
    result = citynet("--root", str(tiny.root), "build")
    assert result.exit_code == 3
    assert "could not be written" in result.stderr
    assert "still stands" not in result.stderr
    assert "sources" not in result.stderr


@pytest.mark.parametrize(("host", "code"), [("", 2), (" ", 2), ("a b", 3), ("a" * 80, 3), ("no..name", 3)])
def test_a_host_that_is_none_is_told(served: tuple[str, ...], host: str, code: int) -> None:
    found, _, stderr = in_a_process(*served, "serve", "--host", host)
    assert found == code
    assert "--host" in stderr


def test_a_host_can_be_given_by_name(release: Release) -> None:
    before = ("--root", str(ROOT), "--build-dir", str(release.folder.parents[1]))
    with serving("--host", "localhost", before=before) as base:
        assert ask(f"{base}/health").status == 200


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
    port = free_port()
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


def test_the_references_make_the_same_release_by_option_or_environment(
    tiny: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = citynet("--root", str(tiny.root), "build")
    assert compiled.exit_code == 0, compiled.output
    reference = citynet("--root", str(tiny.root), "build", "--reasoner", "owlrl", "--validator", "pyshacl")
    assert reference.stdout == compiled.stdout
    monkeypatch.setenv("CITYNET_BUILD_REASONER", "pellet")
    assert citynet("--root", str(tiny.root), "build").exit_code == 2
    monkeypatch.setenv("CITYNET_BUILD_REASONER", "owlrl")
    assert citynet("--root", str(tiny.root), "build").stdout == compiled.stdout


def test_a_file_is_validated_by_the_reference_as_well() -> None:
    case = str(CASES / "NetworkMembership-member" / "invalid.ttl")
    answers = [
        citynet("--root", str(ROOT), "validate", "--format", "json", "--validator", validator, CONTEXT, case)
        for validator in ("compiled", "pyshacl")
    ]
    assert [answer.exit_code for answer in answers] == [1, 1]
    assert answers[0].stdout == answers[1].stdout
