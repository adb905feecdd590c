"""Rows of `data/entities/` and `data/relations/` as records: places, and who is related to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citynet_kg.sources import records as r

if TYPE_CHECKING:
    from citynet_kg.sources.tables import Row

_STATUS = ("current-at-source", "ended", "dormant", "planned", "not-stated")
_ASSESSMENT = ("accepted", "uncertain", "disputed", "rejected")
_CODES = {"unlocode": "unlocode", "ags": "municipalityKey", "nuts3": "nutsCode", "urban_audit": "urbanAuditCode"}


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


def read_authority(row: Row) -> r.Authority:
    """A row of local-authorities.csv."""
    alternatives = []
    for part in filter(None, row.text("alt_names").split("|")):
        text, _, tag = part.rpartition("@") if "@" in part else (part, "", "")
        alternatives.append((text.strip(), tag.strip()))
    sources = tuple(filter(None, row.text("qid_sources").split("|")))
    kind = row.choice("kind", ("municipality", "district", "region", "authority"))
    # of what is unresolved nothing is known but a name and who says so, perhaps with an item: nothing can confirm it
    is_unresolved = kind == "authority" and not row.text("geonames_id")
    if row.text("qid") and len(set(sources)) < (1 if is_unresolved else 2):
        row.wrong("qid_sources", "A QID needs two independent sources.", "Name them, or leave the QID empty.")
    return r.Authority(
        slug=row.slug("slug"),
        kind=kind,
        names=_names(row),
        alt_names=tuple(alternatives),
        country=row.text("country") if is_unresolved and row.text("qid") else row.required("country"),
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


def read_membership(row: Row) -> r.Membership:
    """A row of memberships.csv."""
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


def read_partnership(row: Row) -> r.Partnership:
    """A row of partnerships.csv."""
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


def read_tenure(row: Row) -> r.Tenure:
    """A row of tenures.csv."""
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


def read_population(row: Row) -> r.Population:
    """A row of populations.csv."""
    authority, year, number = row.slug("authority"), row.date("year"), row.integer("population")
    if year is None or year.month is not None:
        row.wrong("year", "A figure needs its year.", "Write four digits: 2021.")
    if not number:
        row.wrong("population", "There is no number of inhabitants.", "Write a whole number of at least 1.")
    slug = _numbered(row, f"{authority}--population")
    if slug.endswith("--population--1"):
        row.wrong("slug", "The first figure of a place stands in local-authorities.csv.", "Number from 2.")
    return r.Population(slug, authority, number or 0, year, row.origin)


def read_count(row: Row) -> r.Count:
    """A row of counts.csv."""
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
