"""What has not changed is not built again, and whatever may have changed is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import citynet_kg
from citynet_kg import pipeline
from citynet_kg.cli import main
from citynet_kg.layout import Layout
from citynet_kg.release import inputs_of, made, write_release
from tests.conftest import ROOT
from tests.live import free_port
from tests.pipeline.test_bad_input import EVIDENCE, change

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from citynet_kg.reason import ClosedDataset
    from citynet_kg.release import Release

TEXTS = ROOT / "tests" / "data" / "tiny" / "texts"


@pytest.fixture
def built(tiny: Layout) -> Layout:
    """A built project of which every folder may be changed."""
    for name in ("ontology", "shapes"):
        (tiny.root / name).unlink()
        shutil.copytree(ROOT / name, tiny.root / name)
    pipeline.build(tiny)
    return tiny


def citynet_build(layout: Layout, *options: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(layout.root), "build", *options])


def test_a_second_build_does_nothing_says_so_and_prints_the_folder(built: Layout) -> None:
    folder = built.current.resolve()
    before = (folder / "release.json").stat()
    result = citynet_build(built)
    assert result.exit_code == 0
    assert result.stdout == f"{folder}\n"
    assert "Nothing has changed" in result.stderr
    assert "sources" not in result.stderr
    forced = citynet_build(built, "--force")
    assert forced.stdout == result.stdout
    assert "sources" in forced.stderr
    assert (folder / "release.json").stat() == before


def append(layout: Layout, file: str, text: str = "\n") -> None:
    with (layout.root / file).open("a", encoding="utf-8") as stream:
        stream.write(text)


@pytest.mark.parametrize(
    "changing",
    [
        lambda layout: append(layout, EVIDENCE),
        lambda layout: append(layout, "data/sources/city-page/new.csv"),
        lambda layout: (layout.data / "relations/counts.csv").unlink(),
        lambda layout: (layout.data / "relations/counts.csv").rename(layout.data / "counts.csv"),
        lambda layout: append(layout, "ontology/citynet.ttl"),
        lambda layout: append(layout, "ontology/rules/10-current-members.rq"),
        lambda layout: append(layout, "ontology/examples/textHeld.ttl"),
        lambda layout: append(layout, "shapes/time.ttl"),
    ],
    ids=["data", "new file", "file gone", "file moved", "ontology", "rule", "example", "shape"],
)
def test_a_change_of_any_file_is_built(built: Layout, changing: Callable[[Layout], object]) -> None:
    assert pipeline.find_made(built) is not None
    changing(built)
    assert pipeline.find_made(built) is None


def test_the_gazetteer_is_no_part_of_a_release(built: Layout) -> None:
    built.gazetteer.mkdir()
    (built.gazetteer / "places.csv.gz").write_bytes(b"other")
    assert pipeline.find_made(built) is not None
    # no other folder of this name
    (built.data / "sources" / "gazetteer" / "new.csv").write_bytes(b"")
    assert pipeline.find_made(built) is None


def test_who_asks_for_a_reference_or_for_some_sources_gets_it(built: Layout) -> None:
    assert pipeline.find_made(built, reasoner="owlrl") is None
    assert pipeline.find_made(built, validator="pyshacl") is None
    assert pipeline.find_made(built, only=["city-page"]) is None
    partial = pipeline.build(built, only=iter(["gazetteer", "city-page"]))
    assert pipeline.find_made(built, only=["city-page", "gazetteer"]) == partial
    assert pipeline.find_made(built) is None


def test_another_program_builds_again(built: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "citynet_kg"
    shutil.copytree(Path(citynet_kg.__file__).parent, package)
    monkeypatch.setattr(citynet_kg, "__file__", str(package / "__init__.py"))
    assert pipeline.find_made(built) is not None
    (package / "web" / "pages.py").write_text("", "utf-8")
    assert pipeline.find_made(built) is not None, "pages are no part of a release"
    for file in ("dates.py", "graph/bounds.py"):
        with (package / file).open("a", encoding="utf-8") as stream:
            stream.write("\n")
        assert pipeline.find_made(built) is None, file
        pipeline.build(built)


def test_every_module_that_a_build_runs_decides_it(tiny: Layout) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom citynet_kg import pipeline\nfrom citynet_kg.layout import Layout\n"
        "layout = Layout.at(Path(sys.argv[1]))\n"
        "pipeline.build(layout, reasoner='owlrl', validator='pyshacl')\npipeline.build(layout)\n"
        "print(*(m for m in sys.modules if m.startswith('citynet_kg.')))"
    )
    ran = subprocess.run([sys.executable, "-c", code, tiny.root], capture_output=True, text=True, check=True)
    modules = ran.stdout.split()
    assert "citynet_kg.reason.compiled" in modules
    packages = {m.split(".")[1] for m in modules if m.count(".") > 1}
    assert packages == set(made._PACKAGES)


def test_other_libraries_build_again(built: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "installed", lambda _: "0")
    assert pipeline.find_made(built) is None


@pytest.mark.parametrize("name", ["dataset.nq", "graphs/curated.ttl", "SHA256SUMS"])
def test_a_damaged_release_is_built_again(built: Layout, name: str) -> None:
    path = built.current / name
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])
    assert pipeline.find_made(built) is None
    assert "sources" in citynet_build(built).stderr
    assert pipeline.find_made(built) is not None


def test_a_release_that_is_gone_is_built_again(built: Layout) -> None:
    shutil.rmtree(built.current.resolve())
    assert pipeline.find_made(built) is None
    built.current.unlink()
    assert pipeline.find_made(built) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "{}", "[" * 100_000, '{"release": 1}', "\x00"])
def test_a_note_that_cannot_be_read_costs_a_build(built: Layout, text: str) -> None:
    built.note.write_text(text, "utf-8")
    assert pipeline.find_made(built) is None


@pytest.mark.parametrize("more", [{"unknown": 1}, {"only": 1}, {"inputs": 1}, {"release": "0" * 32}])
def test_a_note_of_another_form_or_release_costs_a_build(built: Layout, more: dict[str, object]) -> None:
    built.note.write_text(json.dumps(json.loads(built.note.read_text("utf-8")) | more), "utf-8")
    assert pipeline.find_made(built) is None


def test_a_note_that_cannot_be_written_does_no_harm(built: Layout) -> None:
    built.note.unlink()
    built.note.mkdir()
    assert pipeline.build(built).folder == built.current.resolve()
    assert pipeline.find_made(built) is None
    assert not list(built.build.glob(".note-*"))


def test_what_changes_during_a_build_is_built_next_time(built: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(closed: ClosedDataset, layout: Layout) -> Release:
        change(layout, EVIDENCE, "1999,", "1998,")
        return write_release(closed, layout)

    monkeypatch.setattr(pipeline, "write_release", write)
    built.note.unlink()
    pipeline.build(built)
    change(built, EVIDENCE, "1998,", "1999,")
    assert pipeline.find_made(built) is None


def test_another_folder_is_made_of_the_same(built: Layout, tmp_path: Path) -> None:
    shutil.copytree(built.root, tmp_path / "elsewhere", symlinks=True)
    assert pipeline.find_made(Layout.at(tmp_path / "elsewhere")) is not None


def test_links_that_lead_upwards_or_nowhere_do_no_harm(built: Layout) -> None:
    (built.data / "again").symlink_to(built.root)
    (built.data / ".#open.csv").symlink_to("nobody@nowhere:1")
    assert inputs_of(built) == inputs_of(built)
    pipeline.build(built)
    assert pipeline.find_made(built) is not None


def test_quotes_are_checked_even_if_nothing_has_changed(
    built: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    monkeypatch.setenv("CITYNET_TEXTS", str(texts))
    result = citynet_build(built)
    assert result.exit_code == 1
    assert "is not in CITYNET_TEXTS" in result.stderr
    shutil.copytree(TEXTS, texts, dirs_exist_ok=True)
    assert "sources" in citynet_build(built).stderr
    assert "Nothing has changed" in citynet_build(built).stderr
    monkeypatch.delenv("CITYNET_TEXTS")
    assert "Nothing has changed" in citynet_build(built).stderr, "more was checked than is asked for"
    monkeypatch.setenv("CITYNET_TEXTS", str(tmp_path / "nowhere"))
    assert citynet_build(built).exit_code == 3


def test_serve_tells_that_a_release_is_left_behind(built: Layout) -> None:
    code = (
        "import sys\nfrom unittest.mock import Mock\nfrom citynet_kg.cli import main, serving\n"
        "serving.Granian = Mock()\nmain(['--root', sys.argv[1], 'serve', '--port', sys.argv[2]])"
    )

    def told() -> str:
        command = [sys.executable, "-c", code, str(built.root), str(free_port())]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "Serving release" in done.stderr
        return done.stderr

    assert "not known" not in told()
    pipeline.build(built, reasoner="owlrl")
    assert "not known" not in told()
    append(built, EVIDENCE)
    assert "Run: citynet build" in told()
    shutil.rmtree(built.data)
    assert "not known" not in told(), "where there is no data, there is nothing to build"
