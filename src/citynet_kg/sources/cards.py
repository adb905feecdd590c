"""Read source cards (`source.toml`)."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from citynet_kg.dates import PartialDate
from citynet_kg.errors import Problem
from citynet_kg.identifiers import is_slug, split_path
from citynet_kg.sources.records import Card, Origin

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("document", "page", "list", "gazetteer")
_FIELDS: dict[str, type] = {
    "title": str,
    "title_language": str,
    "address": str,
    "languages": list,
    "publisher": str,
    "publisher_id": str,
    "licence": str,
    "rights": str,
    "text_held": bool,
    "sha256": str,
    "retrieved": str,
    "published": str,
    "kind": str,
    "statements": int,
}
_REQUIRED = ("publisher", "publisher_id", "text_held", "kind")


def read_card(path: Path, file: str, problems: list[Problem]) -> Card | None:
    """Read one card.

    Args:
        path: the file `source.toml` in the folder of the source, whose name is the source's id.
        file: how messages name it.
        problems: where what is wrong is noted.
    """
    lines: dict[str, int] = {}

    def wrong(key: str | None, problem: str, repair: str, line: int | None = None) -> None:
        problems.append(Problem(file, line or lines.get(key or ""), key, problem, repair))

    try:
        text = path.read_bytes().decode("utf-8")
        values: dict[str, Any] = tomllib.loads(text)
    except UnicodeDecodeError:
        wrong(None, "The file is not UTF-8.", "Save it again as UTF-8.")
        return None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+), column (\d+)", str(error))
        wrong(None, f"Not readable as TOML: {error}.", "Mend the line named.", int(at[1]) if at else None)
        return None
    lines |= {line.split("=")[0].strip(): number for number, line in enumerate(text.splitlines(), 1) if "=" in line}
    before = len(problems)
    for key, value in values.items():
        if key not in _FIELDS:
            wrong(key, "This key is not known.", f"The keys are: {', '.join(_FIELDS)}.")
        elif type(value) is not _FIELDS[key]:
            wrong(key, f"{value!r} is not of the right type.", f"Write a {_FIELDS[key].__name__}.")
    for key in _REQUIRED:
        if values.get(key) in (None, ""):
            wrong(key, "The card lacks this.", "Add it; see docs/data-files.md.")
    if len(problems) > before:
        return None
    if not is_slug(path.parent.name):
        wrong(None, f"The folder name {path.parent.name!r} is not a slug.", "Rename it: lower case, hyphens.")
    if values["kind"] not in KINDS:
        wrong("kind", f"{values['kind']!r} is not known.", f"Choose one of: {', '.join(KINDS)}.")
    try:
        split_path(values["publisher_id"])
    except ValueError:
        wrong("publisher_id", "This is not a path.", "Write type/slug, such as organization/iclei-secretariat.")
    dates: dict[str, PartialDate | None] = {}
    for key in ("retrieved", "published"):
        try:
            dates[key] = PartialDate.parse(values[key]) if values.get(key) else None
        except ValueError as error:
            wrong(key, f"{error}.", "Write 1983, 2021-03 or 2023-02-09.")
    if len(problems) > before:
        return None
    return Card(
        id=path.parent.name,
        title=values.get("title", ""),
        title_language=values.get("title_language", ""),
        address=values.get("address", ""),
        languages=tuple(values.get("languages", ())),
        publisher=values["publisher"],
        publisher_id=values["publisher_id"],
        licence=values.get("licence", ""),
        rights=values.get("rights", ""),
        text_held=values["text_held"],
        sha256=values.get("sha256", ""),
        retrieved=dates["retrieved"],
        published=dates["published"],
        kind=values["kind"],
        statements=values.get("statements"),
        origin=Origin(file),
    )
