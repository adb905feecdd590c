"""Write files: first into a copy, which must be readable as a project, then in place."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from citynet_kg.graph import assemble
from citynet_kg.layout import Layout
from citynet_kg.sources import read_project
from citynet_kg.sources.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REGISTER = "data/entities/local-authorities.csv"


def write_files(layout: Layout, wanted: Mapping[str, str | None]) -> list[str]:
    """Put files in place, all or none.

    Args:
        layout: where the project lies.
        wanted: their texts by path, relative to the project; None leaves a file as it is.

    Returns:
        The files that were changed.

    Raises:
        DataError: what would be written cannot be read as a project; a mistake of ours, or of a file beside.
    """
    changed = {name: text for name, text in wanted.items() if text is not None and text != _text(layout.root / name)}
    if not changed:
        return []
    with tempfile.TemporaryDirectory(prefix="citynet-import-") as temporary:
        copy = Layout.at(Path(temporary))
        shutil.copytree(
            layout.data,
            copy.data,
            ignore=lambda folder, _: [layout.gazetteer.name] if Path(folder) == layout.data else [],
        )
        copy.ontology.symlink_to(layout.ontology)
        for name, text in changed.items():
            (copy.root / name).write_text(text, "utf-8", newline="")
        assemble(read_project(copy), copy)
    for name, text in changed.items():
        beside = layout.root / f"{name}.new"
        beside.write_text(text, "utf-8", newline="")
        beside.replace(layout.root / name)
    return sorted(changed)


def _text(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8") if path.exists() else None


def appended(path: Path, table: str, rows: Sequence[Mapping[str, str]]) -> str | None:
    """The text of a table with further rows, in the order of its own columns; None if there is neither."""
    text = _text(path)
    if not rows:
        return text
    if text is None:
        text = COLUMNS[table] + "\n"
    header = next(csv.reader([text.removeprefix("\ufeff").splitlines()[0]]))
    out = io.StringIO(newline="")
    csv.DictWriter(out, header, lineterminator="\n").writerows(rows)
    return text + ("" if text.endswith("\n") else "\n") + out.getvalue()


def counted(path: Path, added: int) -> str:
    """The card with the number of its statements, if it promises one."""
    text = path.read_bytes().decode("utf-8")
    return re.sub(r"(?m)^(statements\s*=\s*)(\d+)", lambda m: f"{m[1]}{int(m[2]) + added}", text)
