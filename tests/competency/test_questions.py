"""The competency questions: expected rows on Oxigraph and on rdflib, for five documents and for everything.

The expected files are written by `write_expected.py` beside this one and then read row by row. Where the rows change,
that reading is the work; writing the files is not.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.term import Node, URIRef

from citynet_kg.errors import BadParameterError, UnknownThingError
from citynet_kg.graph.rdflib_bridge import to_rdflib
from citynet_kg.languages import LANGUAGES
from citynet_kg.query.questions import PARAMETER_TYPES, Parameter, load_questions, question_named
from citynet_kg.store import EmbeddedStore, load_release, select
from citynet_kg.vocab import PREFIXES, QUARANTINE, WIKIDATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from citynet_kg.release import Release

EXPECTED = Path(__file__).parent / "expected"
NAMES = list(load_questions())
DATA = ("seeds", "most")
PARAMETERS = [(name, parameter) for name, question in load_questions().items() for parameter in question.parameters]
OF_THINGS = [
    (name, parameter) for name, parameter in PARAMETERS if parameter.type not in ("date", "language", "country")
]
SEED_CITIES = (
    "bonn-de", "dortmund-de", "chengdu-cn", "minsk-by", "ulan-bator-mn", "bukhara-uz", "la-paz-bo", "cape-coast-gh",
    "kherson-ua", "tel-aviv-il", "ramallah-ps", "berlin-de", "essen-de", "leipzig-de", "jena-de",
)  # fmt: skip
SNAPSHOT = ox.NamedNode("https://w3id.org/citynet/graph/wikidata")

# rdflib reads a deprecated attribute of its own Dataset in each query
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")

Row = dict[str, str]


@dataclass(frozen=True, repr=False)
class Engines:
    """One data set in both engines."""

    oxigraph: EmbeddedStore
    rdflib: rdflib.Dataset

    def ask(self, name: str, **values: str) -> list[Row]:
        """The rows of a question on Oxigraph."""
        return _rows(self.csv(name, **values))

    def csv(self, name: str, **values: str) -> str:
        results = self.oxigraph.query(question_named(name).sparql(values, self.oxigraph))
        assert isinstance(results, ox.QuerySolutions)
        written = results.serialize(format=ox.QueryResultsFormat.CSV)
        assert written is not None
        return written.decode()

    def ask_rdflib(self, name: str, **values: str) -> list[Row]:
        """The rows of a question on rdflib."""
        results = self.rdflib.query(question_named(name).sparql(values, self.oxigraph))
        assert results.vars is not None
        return [{str(v): _text(binding.get(v)) for v in results.vars} for binding in results.bindings]


def _name_of(value: object) -> str:
    return value.name if isinstance(value, Parameter) else str(value)


def _text(term: Node | None) -> str:
    return "" if term is None else str(term)


def _rows(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _multiset(rows: Iterable[Mapping[str, str]]) -> Counter[tuple[tuple[str, str], ...]]:
    """Rows without their order, numbers by value: engines write 1 and 1.0, 100 and 1E2."""
    return Counter(tuple(sorted((name, _canonical(value)) for name, value in row.items())) for row in rows)


def _canonical(value: str) -> str:
    try:
        return str(Decimal(value).normalize())
    except InvalidOperation:
        return value


def _engines(release: Release) -> Engines:
    quads = defaultdict(list)
    for quad in ox.parse(path=str(release.dataset), format=ox.RdfFormat.N_QUADS):
        quads[quad.graph_name].append(quad)
    dataset = rdflib.Dataset(default_union=False)
    for name, members in quads.items():
        assert isinstance(name, ox.NamedNode)
        named = dataset.graph(URIRef(name.value))
        for triple in to_rdflib(members):
            named.add(triple)
            if name != QUARANTINE:
                dataset.default_graph.add(triple)
    return Engines(load_release(release), dataset)


@pytest.fixture(scope="session")
def seeds(seeds_release: Release) -> Engines:
    return _engines(seeds_release)


@pytest.fixture(scope="session")
def everything(release: Release) -> Engines:
    return _engines(release)


@pytest.fixture
def engines(request: pytest.FixtureRequest, data: str) -> Engines:
    found: Engines = request.getfixturevalue("seeds" if data == "seeds" else "everything")
    return found


# --- the files -----------------------------------------------------------------------------------------------------


def test_the_questions_are_numbered_and_have_a_title_in_each_language() -> None:
    questions = load_questions()
    assert sorted(q.number for q in questions.values()) == list(range(1, 35))
    for name, question in questions.items():
        assert all(question.titles[tag] for tag in LANGUAGES), name
        assert len(set(question.titles.values())) == len(LANGUAGES), name
        assert question.asked_by, name


def test_there_is_an_expected_file_for_each_question_and_for_nothing_else() -> None:
    for data in DATA:
        assert sorted(f.stem for f in (EXPECTED / data).iterdir()) == sorted(NAMES)


def test_the_page_lists_each_question_with_its_parameters(root: Path) -> None:
    page = (root / "docs" / "questions.md").read_text("utf-8")
    listed = [
        tuple(cell.strip() for cell in line.split("|")[1:5]) for line in page.splitlines() if line.startswith("| ")
    ]
    for question in load_questions().values():
        parameters = ", ".join(f"{p.name} ({p.type}, {p.default})" for p in question.parameters)
        assert (str(question.number), question.name, question.asked_by, parameters) in listed


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_to_fill_in(name: str) -> None:
    lines = question_named(name).sparql({}).splitlines()
    assert not [line for line in lines if "$" in line]


@pytest.mark.parametrize("name", NAMES)
def test_a_question_declares_its_prefixes_and_so_runs_anywhere(name: str) -> None:
    ox.Store().query(question_named(name).sparql({}))


# --- the answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("name", NAMES)
def test_oxigraph_gives_the_expected_rows_in_their_order(engines: Engines, name: str, data: str) -> None:
    expected = (EXPECTED / data / f"{name}.csv").read_text("utf-8")
    assert engines.ask(name) == _rows(expected)


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("name", NAMES)
def test_rdflib_gives_the_expected_rows(engines: Engines, name: str, data: str) -> None:
    expected = (EXPECTED / data / f"{name}.csv").read_text("utf-8")
    assert _multiset(engines.ask_rdflib(name)) == _multiset(_rows(expected))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("networks-of-city", {"city": "berlin-de"}),
        ("networks-of-city", {"city": "kherson-ua"}),
        ("partners-of-city", {"city": "dortmund-de"}),
        ("partners-of-city", {"city": "jena-de"}),
        ("partnership-since", {"city": "dortmund-de", "partner": "zhytomyr-ua"}),
        ("partnership-since", {"city": "bonn-de", "partner": "kherson-ua"}),
        ("partnership-decision", {"city": "bonn-de", "partner": "tel-aviv-il"}),
        ("coordinating-offices", {"city": "jena-de", "other_city": "kherson-ua"}),
        ("partnership-types-of-city", {"city": "dortmund-de"}),
        ("partnership-types-of-city", {"city": "koln-de"}),
        ("countries-of-partners", {"city": "dortmund-de"}),
        ("projects-of-city", {"city": "dortmund-de"}),
        ("commitments-of-city", {"city": "bonn-de"}),
        ("project-partners-of-city", {"city": "bonn-de"}),
        ("members-of-network", {"network": "rcn"}),
        ("members-of-network", {"network": "esn"}),
        ("names-of-network", {"network": "covenant-of-mayors"}),
        ("names-of-network", {"network": "uclg"}),
        ("role-holders-on-day", {"network": "uclg", "day": "2012-06-01"}),
        ("role-holders-on-day", {"network": "scn", "day": "2020-01-01"}),
        ("role-holders-on-day", {"network": "regiopole", "day": "2024-12-01"}),
        ("quotes-for-partnership", {"partnership": "dortmund-de--rostov-on-don-ru--1"}),
        ("partners-between-countries", {"country": "DEU", "other_country": "UKR"}),
        ("partners-between-countries", {"country": "DEU", "other_country": "DEU"}),
        ("role-of-city-in-network", {"city": "berlin-de", "network": "metropolis"}),
        ("networks-shared-by-cities", {"city": "bonn-de", "other_city": "berlin-de"}),
        ("networks-shared-by-cities", {"city": "bonn-de", "other_city": "dortmund-de"}),
        ("networks-of-partners", {"city": "bonn-de"}),
        ("networks-of-partners", {"city": "dortmund-de"}),
        ("near-to-joining", {"network": "rcn"}),
        ("near-to-joining", {"network": "eurocities"}),
        ("missing-in-wikidata", {"city": "dortmund-de"}),
        ("missing-links-and-labels", {"language": "de"}),
    ],
)
def test_both_engines_agree_for_other_values(everything: Engines, name: str, values: dict[str, str]) -> None:
    assert _multiset(everything.ask(name, **values)) == _multiset(everything.ask_rdflib(name, **values))


# --- what must be shown --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", DATA)
def test_bonn_has_eight_networks_and_two_initiatives(engines: Engines, data: str) -> None:
    rows = engines.ask("networks-of-city")
    by_kind = Counter("initiative" if row["kind"] == "participant" else "network" for row in rows)
    assert by_kind["network"] >= 8
    assert by_kind["initiative"] == 2
    scopes = {row["organization"].rsplit("/", 1)[1]: row["scope"] for row in rows}
    for slug in ("eurocities", "cemr", "covenant-of-mayors", "fair-trade-towns"):
        assert scopes[slug] == "european"
    for slug in ("iclei", "climate-alliance", "wacap", "mayors-for-peace"):
        assert scopes[slug] == "global"


def test_what_only_other_sources_say_is_told_apart(seeds: Engines, everything: Engines) -> None:
    known = {row["membership"] for row in seeds.ask("networks-of-city")}
    for row in everything.ask("networks-of-city"):
        assert (row["inDocuments"] == "0") == (row["membership"] not in known)
        assert len(row["sources"].split()) == int(row["inDocuments"]) + int(row["inOtherSources"])


@pytest.mark.parametrize("city", SEED_CITIES)
@pytest.mark.parametrize(("name", "key"), [("networks-of-city", "membership"), ("partners-of-city", "relation")])
def test_other_sources_change_no_answer_of_the_documents(
    seeds: Engines, everything: Engines, name: str, key: str, city: str
) -> None:
    """What the five documents say of a seed city stands as it was; lists and pages only stand beside it."""
    after = {row[key]: row for row in everything.ask(name, city=city)}
    for row in seeds.ask(name, city=city):
        now = after[row[key]]
        for column in ("kind", "type", "started", "ended", "status", "assessment", "inDocuments"):
            # a page may date what the documents leave open; none takes away what they say
            assert now.get(column) == row.get(column) or (not row[column] and column in ("started", "ended")), column
        assert set(row["sources"].split()) <= set(now["sources"].split())


def test_the_evidence_of_a_list_is_visible(everything: Engines) -> None:
    sources = {
        city: {
            row["organization"].rsplit("/", 1)[1]: row["sources"].split()
            for row in everything.ask("networks-of-city", city=city)
        }
        for city in ("berlin-de", "chengdu-cn")
    }
    assert sources["berlin-de"]["uccn"] == ["infogalactic-creative-cities", "unesco-creative-cities-2024-10"]
    assert sources["chengdu-cn"]["uccn"] == ["unesco-creative-cities-2024-10"]
    berlin = next(
        r for r in everything.ask("networks-of-city", city="berlin-de") if r["organization"].endswith("/uccn")
    )
    assert berlin["started"] == "2006"


@pytest.mark.parametrize("data", DATA)
def test_whether_bonn_has_twinnings_is_contradictory(engines: Engines, data: str) -> None:
    twinning = next(row for row in engines.ask("partnership-types-of-city") if row["type"] == "twinning")
    assert twinning["answer"] == "contradictory"
    assert "city twinnings [f5adcf0e44a1a83f L5]" in twinning["for"]
    assert "instead of traditional city twinning [f5adcf0e44a1a83f L9]" in twinning["against"]


def test_silence_is_not_a_no(seeds: Engines) -> None:
    answers = {row["type"]: row["answer"] for row in seeds.ask("partnership-types-of-city", city="dortmund-de")}
    assert set(answers.values()) == {"unknown"}
    assert [row["answer"] for row in seeds.ask("project-partners-of-city")] == ["none is named: unknown, not zero"]


def test_a_type_with_doubtful_partnerships_only_is_doubtful(everything: Engines) -> None:
    answers = {row["type"]: row["answer"] for row in everything.ask("partnership-types-of-city", city="koln-de")}
    assert answers["twinning"] == "doubtful"


def test_the_day_of_the_decision_is_not_the_start(seeds: Engines) -> None:
    rows = seeds.ask("partnership-decision")
    assert {(r["decidedOn"], r["vote"], r["bodyName"], r["started"]) for r in rows} == {
        ("2023-02-09", "unanimous", "Council of the City of Bonn", "")
    }
    assert [r["precision"] for r in seeds.ask("partnership-since", partner="kherson-ua")] == ["not stated"]
    assert [r["answer"] for r in seeds.ask("partnership-decision", partner="tel-aviv-il")] == ["no decision recorded"]


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize(
    ("day", "holders"),
    [
        ("2021-02-28", []),
        ("2021-03-01", [("possible", "Dörner")]),
        ("2022-06-15", [("possible", "Dörner")]),
        ("2024-12-31", [("possible", "Dörner")]),
        ("2025-01-15", []),
    ],
)
def test_who_co_chaired_depends_on_the_day(
    engines: Engines, data: str, day: str, holders: list[tuple[str, str]]
) -> None:
    rows = engines.ask("role-holders-on-day", day=day)
    assert [(r["validity"], r["holderName"]) for r in rows if r["role"] == "co-chair"] == holders


def test_the_28_pairs_of_bonns_networks_share_bonn(seeds: Engines) -> None:
    rows = seeds.ask("networks-sharing-members")
    assert len(rows) == 28
    assert {(row["shared"], row["members"]) for row in rows} == {("1", "Bonn")}


def test_the_vice_chair_of_2009_is_known_by_office_only(everything: Engines) -> None:
    rows = everything.ask("role-of-city-in-network")
    assert {(r["role"], r["person"], r["holderName"]) for r in rows} == {("vice-chair", "not named", "Mayor of Bonn")}
    assert sorted(r["quote"] for r in rows) == [
        "elected Vice-Chairperson of the World Council of Mayors on Climate Change in 2009",
        "the Mayor of Bonn was elected Vice-Chairperson",
    ]
    assert everything.ask("role-of-city-in-network", first_day="2007-01-01", last_day="2008-12-31") == []


@pytest.mark.parametrize("data", DATA)
def test_rejected_statements_are_found_in_quarantine(engines: Engines, data: str) -> None:
    weak = {row["relation"].rsplit("/", 1)[1]: row["assessment"] for row in engines.ask("weakly-supported-relations")}
    assert weak["c40--energy-cities--1"] == "rejected"
    assert weak["covenant-of-mayors--energy-cities--1"] == "disputed"
    disbelieved = {row["value"] for row in engines.ask("contradictions") if row["aspect"] == "not believed"}
    assert {value.rsplit("/", 1)[1] for value in disbelieved} == {"rejected", "disputed"}


def test_more_precise_is_no_contradiction(seeds: Engines, everything: Engines) -> None:
    for engines in (seeds, everything):
        founded = {
            row["subject"].rsplit("/", 1)[1] for row in engines.ask("contradictions") if row["aspect"] == "foundedOn"
        }
        assert "tcn" not in founded
    assert founded >= {"biostaedte", "elsa", "eurocities", "rcn", "solidarity-cities"}
    contested = {
        row["network"].rsplit("/", 1)[1]: bool(row["founded"])
        for row in everything.ask("network-foundings")
        if row["contested"] == "true"
    }
    # where the editor chose one of the values, the row says so and still shows the dispute
    assert set(contested) == founded
    assert not contested["eurocities"]
    assert contested["rcn"]


@pytest.mark.parametrize("data", DATA)
def test_a_wrong_name_is_listed_once(engines: Engines, data: str) -> None:
    rows = engines.ask("contradictions")
    shown = [(row["subject"], row["value"]) for row in rows if row["aspect"] in ("hiddenLabel", "prefLabel", "acronym")]
    assert len(shown) == len(set(shown))
    assert [row["value"] for row in rows if row["aspect"] == "hiddenLabel"] == ["Europäische Städtetinitiative"]


@pytest.mark.parametrize("data", DATA)
def test_silence_is_not_current(engines: Engines, data: str) -> None:
    statuses = {row["relation"].rsplit("/", 1)[1]: row["status"] for row in engines.ask("partners-of-city")}
    assert statuses["bonn-de--kherson-ua--1"] == "not-stated"
    assert statuses["bonn-de--chengdu-cn--1"] == "current-at-source"


@pytest.mark.parametrize("data", DATA)
def test_a_shared_network_is_one_of_each_city(engines: Engines, data: str) -> None:
    def networks(city: str) -> set[str]:
        return {r["organization"] for r in engines.ask("networks-of-city", city=city) if r["status"] != "ended"}

    for city, other in (("essen-de", "leipzig-de"), ("bonn-de", "munich-de"), ("bonn-de", "kherson-ua")):
        if engines.oxigraph.query(f"ASK {{ <https://w3id.org/citynet/id/municipality/{other}> ?p ?o }}"):
            shared = engines.ask("networks-shared-by-cities", city=city, other_city=other)
            assert {r["organization"] for r in shared} == networks(city) & networks(other)


@pytest.mark.parametrize("data", DATA)
def test_networks_of_partners_are_none_of_the_city_itself(engines: Engines, data: str) -> None:
    own = {row["organization"] for row in engines.ask("networks-of-city")}
    offered = engines.ask("networks-of-partners", city="kherson-ua")
    assert {row["network"] for row in offered} <= own
    assert own & {row["network"] for row in engines.ask("networks-of-partners", city="bonn-de")} == set()


def test_who_is_in_the_network_or_has_doubtful_partners_only_is_not_near(everything: Engines) -> None:
    near = {row["city"].rsplit("/", 1)[1] for row in everything.ask("near-to-joining")}
    assert "kherson-ua" in near
    assert "bonn-de" not in near
    # Cologne is a member, but that Rotterdam is its partner is uncertain
    assert everything.ask("near-to-joining", network="rcn") == []


# --- Wikidata ------------------------------------------------------------------------------------------------------


def _with_snapshot(release: Release, *triples: tuple[str, str, str], iclei: str | None = None) -> EmbeddedStore:
    """Everything, with these triples instead of the snapshot that the release holds."""
    store = ox.Store()
    for quad in ox.parse(path=str(release.dataset), format=ox.RdfFormat.N_QUADS):
        if quad.graph_name == SNAPSHOT:
            continue
        store.add(quad)
        if quad.graph_name != QUARANTINE:
            store.add(ox.Quad(quad.subject, quad.predicate, quad.object))
    for one, term, other in triples:
        predicate = ox.NamedNode(f"http://www.wikidata.org/prop/direct/{term}")
        store.add(ox.Quad(ox.NamedNode(WIKIDATA + one), predicate, ox.NamedNode(WIKIDATA + other), SNAPSHOT))
    if iclei:
        network = ox.NamedNode("https://w3id.org/citynet/id/network/iclei")
        store.add(ox.Quad(network, ox.NamedNode(PREFIXES["schema"] + "sameAs"), ox.NamedNode(WIKIDATA + iclei)))
    return EmbeddedStore(store, PREFIXES)


def _statuses(store: EmbeddedStore) -> dict[str, str]:
    rows = select(store, question_named("missing-in-wikidata").sparql({}, store))
    return {str(r["relation"].value).rsplit("/", 1)[1]: str(r["status"].value) for r in rows}


def test_without_a_snapshot_nothing_is_called_missing(release: Release) -> None:
    store = _with_snapshot(release)
    assert set(_statuses(store).values()) == {"no snapshot loaded", "not comparable: the network has no QID"}
    rows = select(store, question_named("missing-in-wikidata").sparql({}, store))
    assert not any("snapshot" in row for row in rows)


@pytest.mark.parametrize("data", DATA)
def test_the_snapshot_has_a_day_and_answers_per_partnership(engines: Engines, data: str) -> None:
    rows = engines.ask("missing-in-wikidata")
    assert {row["snapshot"] for row in rows} == {"2016-09-10"}
    statuses = {row["name"]: row["status"] for row in rows if row["property"] == "P190"}
    # what began after the snapshot is missing in it, and what is there has no type
    assert statuses["Kherson"] == "missing in the snapshot"
    assert statuses["Minsk"] == statuses["Tel Aviv"] == "in the snapshot, untyped"
    assert {row["status"] for row in rows if row["property"] == "P463"} == {"not comparable: the network has no QID"}


def test_who_has_no_qid_cannot_be_compared(everything: Engines) -> None:
    rows = everything.ask("missing-in-wikidata", city="kreis-unna-de")
    assert {row["status"] for row in rows} == {"not comparable: no QID"}


def test_a_snapshot_tells_what_is_missing(release: Release) -> None:
    # Tel Aviv is linked from its own side; P190 is symmetric, so that counts
    statuses = _statuses(_with_snapshot(release, ("Q33935", "P190", "Q586")))
    assert statuses["bonn-de--tel-aviv-il--1"] == "in the snapshot, untyped"
    assert statuses["bonn-de--kherson-ua--1"] == "missing in the snapshot"
    assert statuses["bonn-de--iclei--1"] == "not comparable: the network has no QID"


def test_a_snapshot_without_memberships_cannot_miss_one(release: Release) -> None:
    link = ("Q33935", "P190", "Q586")
    statuses = _statuses(_with_snapshot(release, link, iclei="Q999999999"))
    assert statuses["bonn-de--iclei--1"] == "not comparable: the snapshot has no P463"
    statuses = _statuses(_with_snapshot(release, link, ("Q1", "P463", "Q2"), iclei="Q999999999"))
    assert statuses["bonn-de--iclei--1"] == "missing in the snapshot"
    statuses = _statuses(_with_snapshot(release, link, ("Q586", "P463", "Q999999999"), iclei="Q999999999"))
    assert statuses["bonn-de--iclei--1"] == "in the snapshot"


# --- parameters ----------------------------------------------------------------------------------------------------

FOREIGN = (
    "bonn-de> ?x",
    "bonn-de> } ; DROP ALL #",
    "bonn'",
    'bonn"',
    "bonn\n-de",
    "bonn-de\n",
    "<bonn-de>",
    "Bonn",
    "$city",
    '2022-06-15"^^<x>',
    "../bonn-de",
)


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS, ids=_name_of)
def test_the_type_of_a_parameter_is_known_and_its_default_exists(
    seeds: Engines, name: str, parameter: Parameter
) -> None:
    assert parameter.type in PARAMETER_TYPES
    question_named(name).sparql({parameter.name: parameter.default}, seeds.oxigraph)


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS, ids=_name_of)
def test_nothing_foreign_gets_into_a_query(name: str, parameter: Parameter) -> None:
    for value in FOREIGN:
        with pytest.raises(BadParameterError):
            question_named(name).sparql({parameter.name: value})


@pytest.mark.parametrize("day", ["2022-13-40", "2022-02-30", "2022", "2022-06", "20220615", "15.06.2022", "today"])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(BadParameterError):
        question_named("role-holders-on-day").sparql({"day": day})


@pytest.mark.parametrize(("name", "parameter"), OF_THINGS, ids=_name_of)
def test_an_unknown_thing_is_named_as_such(seeds: Engines, name: str, parameter: Parameter) -> None:
    with pytest.raises(UnknownThingError):
        question_named(name).sparql({parameter.name: "atlantis-xx"}, seeds.oxigraph)


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_that_a_question_does_not_have_is_refused(name: str) -> None:
    with pytest.raises(BadParameterError):
        question_named(name).sparql({"colour": "green"})
