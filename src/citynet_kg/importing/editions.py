"""Tell what a newer edition of a list says otherwise than an older one: who joined, who left, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.importing.options import MEMBERSHIPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from citynet_kg.importing.options import Options
    from citynet_kg.sources import Project

_SAID = ("stated_start", "stated_end", "stated_kind", "stated_type")


@dataclass(frozen=True, slots=True)
class Changes:
    """Relations by their parties; a changed one with what each edition says of it."""

    joined: tuple[str, ...]
    left: tuple[str, ...]
    changed: tuple[tuple[str, str, str], ...]


def changes_since(project: Project, older: str, options: Options, entries: Sequence[Mapping[str, str]]) -> Changes:
    """Compare the entries of a list with the evidence of an older source.

    Args:
        project: what is known.
        older: id of the older source.
        options: what the list is; of an older list of several networks, only this one counts.
        entries: the cells of evidence that the list's rows make, also of those that are there already.
    """
    kind = "membership/" if options.what == MEMBERSHIPS else "partnership/"
    ending = f"--{options.network}" if options.what == MEMBERSHIPS else ""
    before: dict[str, set[str]] = {}
    for passage in project.evidence:
        if passage.source != older or passage.stance != "supports":
            continue
        for path in passage.about:
            parties = path.removeprefix(kind).rsplit("--", 1)[0]
            if path.startswith(kind) and parties.endswith(ending):
                said = (str(getattr(passage, column) or "") for column in _SAID)
                before.setdefault(parties, set()).add(_in_words(said))
    after: dict[str, set[str]] = {}
    for cells in entries:
        parties = cells["about"].removeprefix(kind).rsplit("--", 1)[0]
        after.setdefault(parties, set()).add(_in_words(cells[column] for column in _SAID))
    return Changes(
        joined=tuple(sorted(set(after) - set(before))),
        left=tuple(sorted(set(before) - set(after))),
        changed=tuple(
            (parties, "; ".join(sorted(before[parties])), "; ".join(sorted(after[parties])))
            for parties in sorted(set(before) & set(after))
            if before[parties] != after[parties]
        ),
    )


def _in_words(said: Iterable[str]) -> str:
    start, end, *forms = said
    period = f"{start}–{end}" if end else start
    return ", ".join(filter(None, (period, *forms))) or "–"
