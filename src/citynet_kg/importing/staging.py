"""Write the rows of a plan: first into a copy, which must be readable as a project, then in place."""

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

    from citynet_kg.importing.planning import Plan
    from citynet_kg.importing.register import Register

_REGISTER = "data/entities/local-authorities.csv"
_TABLES = {"memberships": "data/relations/memberships.csv", "partnerships": "data/relations/partnerships.csv"}


def write_plan(
    layout: Layout, what: str, source: str, register: Register, plan: Plan, ledger: str | None = None
) -> list[str]:
    """Add the rows to `data/`. If they do not fit, nothing is changed.

    Args:
        layout: where the project lies.
        what: kind of list.
        source: id of its card.
        register: names the places.
        plan: the rows.
        ledger: the text of the card's ledger; None leaves it as it is.

    Returns:
        The files that were changed, relative to the project.

    Raises:
        DataError: what would be written cannot be read as a project; a mistake of ours, or of a file beside.
    """
    folder = f"data/sources/{source}"
    wanted = {
        _REGISTER: _appended(layout.root / _REGISTER, "authorities", register.rows(plan.used)),
        _TABLES[what]: _appended(layout.root / _TABLES[what], what, plan.relations),
        f"{folder}/evidence.csv": _appended(layout.root / folder / "evidence.csv", "evidence", plan.evidence),
        f"{folder}/source.toml": _counted(layout.root / folder / "source.toml", len(plan.evidence)),
        f"{folder}/ledger.csv": ledger,
    }
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


def _appended(path: Path, table: str, rows: Sequence[Mapping[str, str]]) -> str | None:
    """The text of a table with further rows, in the order of its own columns."""
    text = _text(path)
    if not rows:
        return text
    if text is None:
        text = COLUMNS[table] + "\n"
    header = next(csv.reader([text.removeprefix("\ufeff").splitlines()[0]]))
    out = io.StringIO(newline="")
    csv.DictWriter(out, header, lineterminator="\n").writerows(rows)
    return text + ("" if text.endswith("\n") else "\n") + out.getvalue()


def _counted(path: Path, added: int) -> str:
    """The card with the number of its statements, if it promises one."""
    text = path.read_bytes().decode("utf-8")
    return re.sub(r"(?m)^(statements\s*=\s*)(\d+)", lambda m: f"{m[1]}{int(m[2]) + added}", text)
