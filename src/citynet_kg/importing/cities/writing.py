"""The text of the files that a list of cities changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from citynet_kg.importing.amending import amended
from citynet_kg.importing.staging import REGISTER, appended, counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.importing.cities.known import Known
    from citynet_kg.importing.cities.planning import CityPlan
    from citynet_kg.layout import Layout

_POPULATIONS, _WITHDRAWN = "data/relations/populations.csv", "data/withdrawn.csv"


def files_of(layout: Layout, source: str, known: Known, plan: CityPlan) -> dict[str, str | None]:
    """The text of the files with what a plan adds and changes."""
    folder = f"data/sources/{source}"
    register = (layout.root / REGISTER).read_bytes().decode("utf-8")
    withdrawn = [
        {
            "path": f"authority/{slug}",
            "successor": f"{kind}/{slug}",
            "reason": f"“{known.title(source)}” names it a {kind}.",
        }
        for slug, kind in sorted(plan.kinds.items())
    ]
    files = {
        REGISTER: amended(register, {slug: cells for slug, cells in plan.register.items() if cells}),
        _POPULATIONS: appended(layout.root / _POPULATIONS, "populations", plan.populations),
        _WITHDRAWN: appended(layout.root / _WITHDRAWN, "withdrawn", withdrawn),
        f"{folder}/evidence.csv": appended(layout.root / folder / "evidence.csv", "evidence", plan.evidence),
        f"{folder}/attributes.csv": appended(layout.root / folder / "attributes.csv", "attributes", plan.attributes),
        f"{folder}/source.toml": counted(
            layout.root / folder / "source.toml", len(plan.evidence) + len(plan.attributes)
        ),
    }
    return files | _renamed(layout, files, plan.kinds)


def _renamed(layout: Layout, files: Mapping[str, str | None], kinds: Mapping[str, str]) -> dict[str, str | None]:
    """Every file that speaks of a place whose kind turned out, with its new path; the old one is only withdrawn."""
    if not kinds:
        return {}
    path = re.compile(rf"(?:(?<=/id/)|(?<![\w/]))authority/({'|'.join(map(re.escape, sorted(kinds)))})(?![\w-])")
    found: dict[str, str | None] = {}
    for folder in ("sources", "entities", "relations"):
        for file in sorted((layout.data / folder).rglob("*")):
            if file.suffix not in (".csv", ".toml", ".ttl"):
                continue
            name = file.relative_to(layout.root).as_posix()
            text = files.get(name) or file.read_bytes().decode("utf-8")
            new = path.sub(lambda match: f"{kinds[match[1]]}/{match[1]}", text)
            if new != text:
                found[name] = new
    return found
