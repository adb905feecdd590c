"""What the documents promise is there."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

import click
import pytest

from citynet_kg.cli import main
from citynet_kg.settings import Settings
from citynet_kg.sources.columns import COLUMNS
from citynet_kg.sources.records import Card
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md")] + sorted((ROOT / "docs").glob("*.md"))
INSTALL = ".venv/bin/pip install -c constraints.txt -e"


def test_the_two_commands_are_shown_and_ci_runs_the_second() -> None:
    readme, ci = (ROOT / "README.md").read_text("utf-8"), (ROOT / ".ci" / "run").read_text("utf-8")
    assert f"    python3 -m venv .venv && {INSTALL} . && .venv/bin/citynet serve\n" in readme
    second = f"python3 -m venv .venv && {INSTALL} '.[test]' && .venv/bin/pytest"
    assert f"    {second}\n" in readme
    assert second.replace("pip install", "pip install -q") in ci


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `CITYNET_([A-Z_]+)` \|", readme, re.MULTILINE))
    assert documented == {f.name.upper() for f in fields(Settings)} | {"TEXTS", "SUITES", "NODE_CLIENTS", "FUZZ_CASES"}


def test_documented_defaults_are_the_real_ones() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for field in fields(Settings):
        row = re.search(rf"^\| `CITYNET_{field.name.upper()}` \|.*\| (.*?) ?\|$", readme, re.MULTILINE)
        assert row is not None
        shown = row[1].strip("`")
        assert shown == (f"{field.default:g}" if isinstance(field.default, float) else str(field.default)), field.name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    for path in re.findall(r"`((?:data|docs|ontology|shapes|src|tests|\.ci)/[\w./-]*)`", document.read_text("utf-8")):
        if path != "data/withdrawn.csv":  # written by the first who withdraws something
            assert (ROOT / path).exists(), f"{document.name} names {path}"


def test_every_command_that_a_document_names_exists() -> None:
    known = set(main.commands) if isinstance(main, click.Group) else set()
    for document in DOCUMENTS:
        for name in re.findall(r"(?:^|[`/ ])citynet ([a-z]+)\b", document.read_text("utf-8"), re.MULTILINE):
            assert name in known, f"{document.name} names citynet {name}"


def test_every_column_is_documented() -> None:
    text = (ROOT / "docs" / "data-files.md").read_text("utf-8")
    for table, columns in COLUMNS.items():
        documented = [set(m.split(",")) for m in re.findall(r"`((?:[a-z0-9_]+,)+[a-z0-9_]+)`", text)]
        assert set(columns.split(",")) in documented, table


def test_every_field_of_a_card_is_documented() -> None:
    text = (ROOT / "docs" / "data-files.md").read_text("utf-8")
    for field in fields(Card):
        if field.name not in ("id", "origin"):
            assert re.search(rf"^{field.name} = ", text, re.MULTILINE), field.name


def test_every_option_explains_itself() -> None:
    assert isinstance(main, click.Group)
    for command in (main, *main.commands.values()):
        assert command.help or command.callback.__doc__, command.name
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name != "port":
                assert parameter.help, f"{command.name} {parameter.name}"


def test_no_pinned_file_names_an_address() -> None:
    assert "://" not in (ROOT / "constraints.txt").read_text("utf-8")
