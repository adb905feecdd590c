"""Describe cities and their places, and choose the attributes of all entities."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.dates import PartialDate
from citynet_kg.graph.choose import choose
from citynet_kg.graph.statements import LABELS, SINGLE, evidence_node
from citynet_kg.graph.terms import stated_date, text, value_of
from citynet_kg.identifiers import AUTHORITY_TYPES, path_of, thing
from citynet_kg.vocab import CNET, COUNTRY, DCT, GEONAMES, LOCN, RDF, SCHEMA, SKOS, WGS, WIKIDATA, XSD, compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from citynet_kg.graph.index import Index
    from citynet_kg.graph.statements import Statements, Value
    from citynet_kg.sources.records import Authority, Population

_CLASS = {
    "municipality": CNET.Municipality,
    "district": CNET.District,
    "region": CNET.RegionalAuthority,
    "authority": CNET.LocalAuthority,
}


def authority_triples(city: Authority, countries: Mapping[str, str], index: Index) -> Iterator[ox.Triple]:
    """The legal actor and its place: two nodes, because one acts and the other lies somewhere."""
    authority, place = thing(f"{city.kind}/{city.slug}"), thing(f"place/{city.slug}")
    yield ox.Triple(authority, RDF.type, _CLASS[city.kind])
    yield ox.Triple(place, RDF.type, DCT.Location)
    yield ox.Triple(authority, LOCN.location, place)
    code = countries.get(city.country)
    if code is None and city.country:  # of what is unresolved, not even the country need be known
        index.wrong(city.origin, "country", f"{city.country!r} is not known.", "Add it to data/entities/countries.csv.")
    elif code is not None:
        for node in (authority, place):
            yield ox.Triple(node, CNET.country, ox.NamedNode(COUNTRY + code))
    for tag, name in city.names.items():
        # a name without a language is an alternative: preferred labels are chosen by language
        for node in (authority, place):
            yield ox.Triple(node, SKOS.prefLabel if tag else SKOS.altLabel, text(name, tag))
    for name, tag in city.alt_names:
        if city.names.get(tag) != name:
            yield ox.Triple(authority, SKOS.altLabel, text(name, tag))
    if city.qid:
        yield ox.Triple(authority, SCHEMA.sameAs, ox.NamedNode(WIKIDATA + city.qid))
    for term, value in city.codes.items():
        yield ox.Triple(authority, CNET[term], text(value))
    if city.geonames_id:
        yield ox.Triple(place, SCHEMA.sameAs, ox.NamedNode(f"{GEONAMES}{city.geonames_id}/"))
        yield ox.Triple(place, CNET.geonamesId, text(city.geonames_id))
    if city.lat and city.lon:
        yield ox.Triple(place, WGS.lat, ox.Literal(city.lat, datatype=XSD.decimal))
        yield ox.Triple(place, WGS.long, ox.Literal(city.lon, datatype=XSD.decimal))
    if city.is_unresolved:
        yield ox.Triple(authority, CNET.unresolved, ox.Literal("true", datatype=XSD.boolean))
    if city.note:
        yield ox.Triple(authority, SKOS.editorialNote, text(city.note, "en"))
    if city.population is not None:
        yield from _figure(f"{city.slug}--population--1", authority, city.population, city.population_year)


def population_triples(row: Population, index: Index) -> Iterator[ox.Triple]:
    """A further figure of the inhabitants of a local authority."""
    yield from _figure(row.slug, index.authority(row.authority, row.origin, "authority"), row.population, row.year)


def _figure(slug: str, authority: ox.NamedNode, number: int, year: PartialDate | None) -> Iterator[ox.Triple]:
    figure = thing(f"count/{slug}")
    yield ox.Triple(figure, RDF.type, CNET.PopulationFigure)
    yield ox.Triple(figure, CNET.countOf, authority)
    yield ox.Triple(figure, CNET.population, ox.Literal(str(number), datatype=XSD.nonNegativeInteger))
    if year is not None:
        yield ox.Triple(figure, CNET.populationYear, stated_date(year))


def place_names(chosen: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Preferred names that sources state of an authority, for its place too: both are called the same."""
    for triple in chosen:
        kind, _, slug = (path_of(triple.subject.value) or "").partition("/")  # type: ignore[union-attr]
        if triple.predicate == SKOS.prefLabel and kind in AUTHORITY_TYPES:
            yield ox.Triple(thing(f"place/{slug}"), SKOS.prefLabel, triple.object)


def chosen_attributes(
    statements: Statements, editors: Mapping[ox.NamedNode, list[ox.Triple]], index: Index, *, strict: bool
) -> tuple[list[ox.Triple], frozenset[ox.Triple]]:
    """Choose the values of entities among those that sources state.

    Args:
        statements: what sources state.
        editors: the triples of the hand-written files, by subject.
        index: notes choices that no source states.
        strict: whether all sources take part; if not, a choice without its source is dropped in silence.

    Returns:
        The chosen triples, and the editor's triples that they replace.
    """
    chosen: list[ox.Triple] = []
    replaced: set[ox.Triple] = set()
    for subject in sorted(set(statements.values) | set(editors), key=lambda node: node.value):
        by_property: dict[ox.NamedNode, list[Value]] = defaultdict(list)
        for value in statements.values.get(subject, ()):
            by_property[value.property].append(value)
        written = {t.predicate: t for t in editors.get(subject, ()) if t.predicate in SINGLE}
        for predicate in sorted(set(by_property) | set(written), key=lambda node: node.value):
            values = by_property.get(predicate, [])
            if predicate in SINGLE:
                triple = written.get(predicate)
                if triple is not None:
                    replaced.add(triple)
                chosen += _single(subject, predicate, values, triple, index, strict=strict)
            else:
                if predicate == SKOS.prefLabel:
                    _check_preferred(values, index)
                chosen += (ox.Triple(subject, predicate, value.term) for value in values)
    return _without_repeated_names(chosen), frozenset(replaced)


def _single(
    subject: ox.NamedNode,
    predicate: ox.NamedNode,
    values: list[Value],
    editors: ox.Triple | None,
    index: Index,
    *,
    strict: bool,
) -> Iterator[ox.Triple]:
    if values and values[0].date is None:
        term = choose([v.term for v in values], None if editors is None else editors.object)
        value, unsupported = term.value, term.unsupported
    else:
        date = choose(
            [v.date for v in values if v.date], None if editors is None else PartialDate.parse(value_of(editors.object))
        )
        value, unsupported = None if date.value is None else stated_date(date.value), date.unsupported
    if unsupported and strict:
        origin = index.origins[subject.value.split("/id/")[1]]
        what = f"{compact(predicate.value)} of {subject.value} is chosen as a value that no source states."
        stated = ", ".join(sorted(f"{v.row.value} ({evidence_node(v.row).value.rsplit('/', 1)[1]})" for v in values))
        index.wrong(origin, compact(predicate.value), what, f"Choose a stated one: {stated or 'none is stated'}.")
    if value is not None:
        yield ox.Triple(subject, predicate, value)


def _check_preferred(values: list[Value], index: Index) -> None:
    first: dict[str, Value] = {}
    for value in values:
        known = first.setdefault(value.row.value_lang, value)
        if known.row.value != value.row.value:
            what = f"A second preferred name: {value.row.value!r} beside {known.row.value!r} ({known.row.origin})."
            index.wrong(value.row.origin, "value", what, "Make one of them skos:altLabel.")


def _without_repeated_names(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Drop an alternative name that is the preferred one as well."""
    preferred = {(t.subject, t.object) for t in triples if t.predicate == SKOS.prefLabel}
    return [
        t for t in triples if t.predicate not in LABELS - {SKOS.prefLabel} or (t.subject, t.object) not in preferred
    ]
