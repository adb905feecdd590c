"""Read the whole of `data/`."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from citynet_kg.errors import DataError, Problem
from citynet_kg.sources import entity_rows, source_rows
from citynet_kg.sources import records as r
from citynet_kg.sources.cards import read_card
from citynet_kg.sources.columns import COLUMNS
from citynet_kg.sources.partial import LISTS, speaks_of_place, without_lists
from citynet_kg.sources.tables import read_rows
from citynet_kg.sources.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from citynet_kg.layout import Layout
    from citynet_kg.sources.tables import Row

T = TypeVar("T")


def read_project(layout: Layout, only: Iterable[str] | None = None) -> r.Project:
    """Read `data/`.

    Args:
        layout: where the project lies.
        only: ids of sources; every other document, page or list is left out, and so is what lists among these alone
            brought in. Gazetteers identify places and stay, without what they say of relations.

    Raises:
        ProjectNotFoundError: there is no `data/`.
        DataError: everything that is wrong, by file, row and column.
    """
    layout.require("data")
    problems: list[Problem] = []
    data = layout.data

    def name(path: Path) -> str:
        return path.relative_to(layout.root).as_posix()

    def table(path: Path, columns: str, read: Callable[[Row], T]) -> tuple[T, ...]:
        return tuple(read(row) for row in read_rows(path, name(path), COLUMNS[columns], problems))

    wanted = None if only is None else frozenset(only)
    cards: dict[str, r.Card] = {}
    source_ids: set[str] = set()
    evidence: list[r.Evidence] = []
    attributes: list[r.Attribute] = []
    left_out: list[r.LeftOut] = []
    ledger: list[r.Refused] = []
    unread: list[tuple[str, r.Evidence]] = []
    unread_attributes: list[r.Attribute] = []
    for folder in sorted(p for p in (data / "sources").glob("*") if p.is_dir()):
        card_file = folder / "source.toml"
        if not card_file.exists():
            problems.append(
                Problem(name(folder), None, None, "The folder has no source.toml.", "Write the source's card.")
            )
            continue
        card = read_card(card_file, name(card_file), problems)
        source_ids.add(folder.name)
        if card is None:
            continue
        parts = (
            table(folder / "evidence.csv", "evidence", partial(source_rows.read_evidence, card=card)),
            table(folder / "attributes.csv", "attributes", partial(source_rows.read_attribute, card=card)),
            table(folder / "not-modelled.csv", "not-modelled", partial(source_rows.read_left_out, card=card)),
        )
        takes_part = wanted is None or card.id in wanted
        if not takes_part:
            unread += [(card.kind, passage) for passage in parts[0]]
        if not takes_part and card.kind != "gazetteer":
            unread_attributes += (row for row in parts[1] if card.kind not in LISTS or not speaks_of_place(row))
            continue
        cards[card.id] = card
        _check_numbers(card, [record for part in parts for record in part], problems)
        evidence += parts[0] if takes_part else ()
        attributes += parts[1]
        left_out += parts[2]
        ledger += table(folder / "ledger.csv", "ledger", partial(source_rows.read_refused, card=card))
    relations = data / "relations"
    project = r.Project(
        cards=cards,
        source_ids=frozenset(source_ids),
        authorities=table(data / "entities" / "local-authorities.csv", "authorities", entity_rows.read_authority),
        memberships=table(relations / "memberships.csv", "memberships", entity_rows.read_membership),
        partnerships=table(relations / "partnerships.csv", "partnerships", entity_rows.read_partnership),
        tenures=table(relations / "tenures.csv", "tenures", entity_rows.read_tenure),
        counts=table(relations / "counts.csv", "counts", entity_rows.read_count),
        populations=table(relations / "populations.csv", "populations", entity_rows.read_population),
        evidence=tuple(evidence),
        attributes=tuple(attributes),
        left_out=tuple(left_out),
        ledger=tuple(ledger),
        withdrawn=table(data / "withdrawn.csv", "withdrawn", source_rows.read_withdrawn),
        wikidata=table(data / "wikidata" / "p190-2016-09.csv", "wikidata", source_rows.read_wikidata),
        turtle=tuple(
            read
            for part in ("entities", "relations")
            for path in sorted((data / part).glob("*.ttl"))
            if (read := read_turtle(path, name(path), problems)) is not None
        ),
    )
    if problems:
        raise DataError(problems)
    return project if wanted is None else without_lists(project, unread, unread_attributes)


def _check_numbers(card: r.Card, rows: Iterable[r.Evidence | r.Attribute | r.LeftOut], problems: list[Problem]) -> None:
    rows = list(rows)
    seen: Counter[int] = Counter()
    for row in rows:
        seen[row.n] += 1
        if seen[row.n] > 1:
            repair = "Number the rows of evidence.csv, attributes.csv and not-modelled.csv together, each once."
            problems.append(Problem(row.origin.file, row.origin.row, "n", f"{row.n} occurs before.", repair))
    if card.statements is not None and card.statements != len(rows):
        what = f"The card promises {card.statements} statements, the files have {len(rows)}."
        problems.append(
            Problem(card.origin.file, None, "statements", what, "Find the row that is missing, or mend the card.")
        )
