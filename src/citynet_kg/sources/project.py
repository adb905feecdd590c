"""Read the whole of `data/`."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from citynet_kg.errors import DataError, Problem
from citynet_kg.sources import records as r
from citynet_kg.sources.cards import read_card
from citynet_kg.sources.partial import without_lists
from citynet_kg.sources.tables import Row, read_rows
from citynet_kg.sources.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from citynet_kg.layout import Layout

T = TypeVar("T")

_NOTES = "note_en,note_de,note_uk"
_CHOICES = "started,ended,start_not_before,end_not_after,status,assessment,succeeds," + _NOTES
COLUMNS = {
    "authorities": "slug,kind,name_en,name_de,name_uk,name_local,name_local_lang,alt_names,country,admin1,lat,lon,"
    "geonames_id,qid,qid_sources,unlocode,unlocode_source,ags,nuts3,urban_audit,german_keys_source,population,population_year,population_source,"
    "label_sources,coordinate_source,note",
    "memberships": "slug,member,organization,kind,via_association,designation," + _CHOICES,
    "partnerships": "slug,partners,type,decided_by,coordinated_by," + _CHOICES,
    "tenures": "slug,holder,organization,role,on_behalf_of," + _CHOICES,
    "counts": "slug,organization,count,qualifier,counted_kind,as_of," + _NOTES,
    "evidence": "n,about,stance,locator,quote,quote_lang,stated_type,stated_kind,stated_role,stated_start,stated_end,"
    "stated_status,stated_as_of,note",
    "attributes": "n,subject,property,value,value_lang,stance,locator,quote,quote_lang,stated_start,stated_end,note",
    "not-modelled": "n,statement,locator,reason",
    "ledger": "file,row,value,reason",
    "withdrawn": "path,successor,reason",
    "wikidata": "qid_a,qid_b,stated_a_to_b,stated_b_to_a",
}
_STATUS = ("current-at-source", "ended", "dormant", "planned", "not-stated")
_ASSESSMENT = ("accepted", "uncertain", "disputed", "rejected")
_STANCE = ("supports", "contradicts", "mentions")
_CODES = {"unlocode": "unlocode", "ags": "municipalityKey", "nuts3": "nutsCode", "urban_audit": "urbanAuditCode"}


def read_project(layout: Layout, only: Iterable[str] | None = None) -> r.Project:
    """Read `data/`.

    Args:
        layout: where the project lies.
        only: ids of sources; every other document, page or list is left out (gazetteers identify places and stay),
            and so is what lists among these alone brought in.

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
            table(folder / "evidence.csv", "evidence", partial(_evidence, card=card)),
            table(folder / "attributes.csv", "attributes", partial(_attribute, card=card)),
            table(folder / "not-modelled.csv", "not-modelled", partial(_left_out, card=card)),
        )
        if wanted is not None and card.kind != "gazetteer" and card.id not in wanted:
            unread += [(card.kind, passage) for passage in parts[0]]
            unread_attributes += parts[1]
            continue
        cards[card.id] = card
        _check_numbers(card, [record for part in parts for record in part], problems)
        evidence += parts[0]
        attributes += parts[1]
        left_out += parts[2]
        ledger += table(folder / "ledger.csv", "ledger", partial(_refused, card=card))
    relations = data / "relations"
    project = r.Project(
        cards=cards,
        source_ids=frozenset(source_ids),
        authorities=table(data / "entities" / "local-authorities.csv", "authorities", _authority),
        memberships=table(relations / "memberships.csv", "memberships", _membership),
        partnerships=table(relations / "partnerships.csv", "partnerships", _partnership),
        tenures=table(relations / "tenures.csv", "tenures", _tenure),
        counts=table(relations / "counts.csv", "counts", _count),
        evidence=tuple(evidence),
        attributes=tuple(attributes),
        left_out=tuple(left_out),
        ledger=tuple(ledger),
        withdrawn=table(data / "withdrawn.csv", "withdrawn", _withdrawn),
        wikidata=table(data / "wikidata" / "p190-2016-09.csv", "wikidata", _wikidata),
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


def _names(row: Row) -> dict[str, str]:
    names = {tag: row.text(f"name_{tag}") for tag in ("en", "de", "uk") if row.text(f"name_{tag}")}
    local, tag = row.text("name_local"), row.text("name_local_lang")
    if tag == "ru":
        row.wrong("name_local_lang", "A Russian name is never shown.", "Leave the name out, or put it into no column.")
    if local:
        names.setdefault(tag, local)
    if not names:
        row.wrong("name_en", "The place has no name.", "Give it one, in any language that a source has.")
    return names


def _authority(row: Row) -> r.Authority:
    alternatives = []
    for part in filter(None, row.text("alt_names").split("|")):
        text, _, tag = part.rpartition("@") if "@" in part else (part, "", "")
        alternatives.append((text.strip(), tag.strip()))
    sources = tuple(filter(None, row.text("qid_sources").split("|")))
    if row.text("qid") and len(set(sources)) < 2:  # noqa: PLR2004 - two independent sources, ontology.md A.17
        row.wrong("qid_sources", "A QID needs two independent sources.", "Name them, or leave the QID empty.")
    return r.Authority(
        slug=row.slug("slug"),
        kind=row.choice("kind", ("municipality", "district", "region", "authority")),
        names=_names(row),
        alt_names=tuple(alternatives),
        country=row.required("country"),
        admin1=row.text("admin1"),
        lat=row.number("lat"),
        lon=row.number("lon"),
        geonames_id=row.text("geonames_id"),
        qid=row.text("qid"),
        qid_sources=sources,
        codes={term: row.text(column) for column, term in _CODES.items() if row.text(column)},
        unlocode_source=row.text("unlocode_source"),
        german_keys_source=row.text("german_keys_source"),
        population=row.integer("population"),
        population_year=row.date("population_year"),
        population_source=row.text("population_source"),
        label_sources=tuple(filter(None, row.text("label_sources").split("|"))),
        coordinate_source=row.text("coordinate_source"),
        note=row.text("note"),
        origin=row.origin,
    )


def _choices(row: Row) -> r.Choices:
    return r.Choices(
        started=row.date("started"),
        ended=row.date("ended"),
        start_not_before=row.date("start_not_before"),
        end_not_after=row.date("end_not_after"),
        status=row.choice("status", ("", *_STATUS)),
        assessment=row.choice("assessment", _ASSESSMENT, "accepted"),
        succeeds=row.optional_slug("succeeds"),
        notes=row.notes(),
    )


def _numbered(row: Row, stem: str) -> str:
    """The slug of a relation: its parties, then a number."""
    slug = row.slug("slug")
    if slug and not (slug.startswith(stem + "--") and slug[len(stem) + 2 :].isdigit()):
        row.wrong("slug", f"{slug!r} does not name the parties.", f"Write {stem}--1, or the next free number.")
    return slug


def _membership(row: Row) -> r.Membership:
    member, organization = row.slug("member"), row.slug("organization")
    return r.Membership(
        slug=_numbered(row, f"{member}--{organization}"),
        member=member,
        organization=organization,
        kind=row.slug("kind"),
        via_association=row.optional_slug("via_association"),
        designation=row.text("designation"),
        choices=_choices(row),
        origin=row.origin,
    )


def _partnership(row: Row) -> r.Partnership:
    partners = row.slugs("partners")
    if len(set(partners)) < 2:  # noqa: PLR2004 - a partnership has at least two parties
        row.wrong("partners", "A partnership of one.", "Name two or more different local authorities.")
    return r.Partnership(
        slug=_numbered(row, "--".join(sorted(partners))),
        partners=partners,
        type=row.slug("type"),
        decided_by=row.optional_slug("decided_by"),
        coordinated_by=row.optional_slug("coordinated_by"),
        choices=_choices(row),
        origin=row.origin,
    )


def _tenure(row: Row) -> r.Tenure:
    holder, organization, role = row.slug("holder"), row.slug("organization"), row.slug("role")
    return r.Tenure(
        slug=_numbered(row, f"{holder}--{organization}--{role}"),
        holder=holder,
        organization=organization,
        role=role,
        on_behalf_of=row.optional_slug("on_behalf_of"),
        choices=_choices(row),
        origin=row.origin,
    )


def _count(row: Row) -> r.Count:
    organization = row.slug("organization")
    return r.Count(
        slug=_numbered(row, f"{organization}--members"),
        organization=organization,
        count=row.integer("count") or 0,
        qualifier=row.choice("qualifier", ("exact", "at-least")),
        counted_kind=row.choice("counted_kind", ("cities", "associations", "members")),
        as_of=row.date("as_of"),
        notes=row.notes(),
        origin=row.origin,
    )


def _n(row: Row) -> int:
    n = row.integer("n")
    if n is None:
        row.required("n")
    return n or 0


def _quote(row: Row, card: r.Card) -> tuple[str, str]:
    quote, tag = row.text("quote"), row.text("quote_lang")
    if quote and not card.text_held:
        row.wrong("quote", "The text of this source is not held.", "Leave the quote empty: it cannot be checked.")
    if quote and not tag:
        row.wrong("quote_lang", "The quote has no language.", "Write en, de, uk …: the language of the quoted words.")
    return quote, tag


def _evidence(row: Row, card: r.Card) -> r.Evidence:
    quote, quote_lang = _quote(row, card)
    return r.Evidence(
        source=card.id,
        n=_n(row),
        about=row.paths("about"),
        stance=row.choice("stance", _STANCE, "supports"),
        locator=row.required("locator"),
        quote=quote,
        quote_lang=quote_lang,
        stated_type=row.optional_slug("stated_type"),
        stated_kind=row.optional_slug("stated_kind"),
        stated_role=row.optional_slug("stated_role"),
        stated_start=row.date("stated_start"),
        stated_end=row.date("stated_end"),
        stated_status=row.optional_slug("stated_status"),
        stated_as_of=row.date("stated_as_of"),
        note=row.text("note"),
        origin=row.origin,
    )


def _attribute(row: Row, card: r.Card) -> r.Attribute:
    quote, quote_lang = _quote(row, card)
    return r.Attribute(
        source=card.id,
        n=_n(row),
        subject=row.path("subject"),
        property=row.required("property"),
        value=row.required("value"),
        value_lang=row.text("value_lang"),
        stance=row.choice("stance", _STANCE, "supports"),
        locator=row.required("locator"),
        quote=quote,
        quote_lang=quote_lang,
        stated_start=row.date("stated_start"),
        stated_end=row.date("stated_end"),
        note=row.text("note"),
        origin=row.origin,
    )


def _left_out(row: Row, card: r.Card) -> r.LeftOut:
    return r.LeftOut(
        source=card.id,
        n=_n(row),
        statement=row.required("statement"),
        locator=row.text("locator"),
        reason=row.required("reason"),
        origin=row.origin,
    )


def _refused(row: Row, card: r.Card) -> r.Refused:
    number = row.integer("row")
    if number is None:
        row.required("row")
    return r.Refused(
        source=card.id,
        file=row.required("file"),
        row=number or 0,
        value=row.text("value"),
        reason=row.required("reason"),
        origin=row.origin,
    )


def _withdrawn(row: Row) -> r.Withdrawn:
    return r.Withdrawn(row.path("path"), row.text("successor"), row.required("reason"), row.origin)


def _wikidata(row: Row) -> r.WikidataPair:
    qids = [row.required(column) for column in ("qid_a", "qid_b")]
    for column, qid in zip(("qid_a", "qid_b"), qids, strict=True):
        if not (qid.startswith("Q") and qid[1:].isdigit()):
            row.wrong(column, f"{qid!r} is not a QID.", "Write Q and digits.")
    stated = [row.choice(column, ("0", "1")) == "1" for column in ("stated_a_to_b", "stated_b_to_a")]
    return r.WikidataPair(qids[0], qids[1], stated[0], stated[1])
