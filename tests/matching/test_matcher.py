"""Which place a row means, and that nothing is guessed."""

from __future__ import annotations

import pytest

from citynet_kg.gazetteer import Gazetteer
from citynet_kg.gazetteer.places import COLUMNS
from citynet_kg.languages import LANGUAGES
from citynet_kg.matching import DOUBTFUL, NONE, SURE, Match, Matcher, Wanted, explain
from citynet_kg.matching.words import codes


def row(geonames_id: str, name: str, country: str, lat: str, lon: str, population: str, **more: str) -> list[str]:
    cells = {"geonames_id": geonames_id, "name": name, "country": country, "admin1": "01", "lat": lat, "lon": lon}
    cells |= {"population": population, "kind": "municipality", **more}
    return [cells.get(column, "") for column in COLUMNS]


BOTH = "natural-earth-4|wikidata-unlocode-2024"
WORLD = [
    row("1", "Köln", "DE", "50.9", "6.9", "1000000", qid="Q1", qid_sources=BOTH, alt_names="Cologne|Кельн", unlocode="DEKOE"),
    row("2", "Essen", "DE", "51.45", "7.0", "590000", qid="Q2", qid_sources=BOTH),
    row("3", "Essen", "DE", "52.7", "7.9", "8000"),
    row("4", "Neustadt", "DE", "49.3", "8.1", "53000", qid="Q4", qid_sources=BOTH),
    row("5", "Neustadt", "DE", "50.7", "11.7", "16000", qid="Q5", qid_sources="natural-earth-4"),
    row("6", "Kherson", "UA", "46.6", "32.6", "66000", qid="Q6", qid_sources=BOTH),
    row("7", "Paris", "FR", "48.85", "2.35", "2100000", qid="Q7", qid_sources=BOTH),
    row("8", "Paris", "US", "33.6", "-95.5", "24000"),
    row("9", "Hamlet", "FR", "47.0", "2.0", "600"),
    row("10", "Komló", "HU", "46.2", "18.2", "22000"),
    row("11", "Essen", "DE", "51.46", "7.05", "900", kind="authority"),
    row("12", "Großdorf", "DE", "48.5", "9.5", "700"),
    row("14", "Salamanca", "ES", "40.4", "-3.7", "147000", kind="authority"),
    row("15", "Salamanca", "ES", "41.0", "-5.7", "500000", qid="Q15", qid_sources=BOTH),
    row("16", "Zwilling", "DE", "47.5", "8.9", "9000"),
    row("17", "Zwilling", "DE", "47.51", "8.91", "9000", qid="Q17", qid_sources=BOTH),
    row("13", "Samarkand", "UZ", "39.6", "66.9", "500000", alt_names="Самарканд"),
]  # fmt: skip


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(Gazetteer.of(WORLD))


def reasons(match: Match) -> list[str]:
    return [reason.code for reason in match.reasons]


CASES = [
    # what the row says, verdict, GeoNames id, one of the reasons
    (Wanted(qid="Q1"), SURE, "1", "identified"),
    (Wanted("Cologne", qid="Q1"), SURE, "1", "name-agrees"),
    (Wanted(unlocode="DEKOE"), SURE, "1", "identified"),
    (Wanted(geonames_id="6"), SURE, "6", "identified"),
    (Wanted(qid="Q1", geonames_id="6"), DOUBTFUL, "1", "identifiers-disagree"),
    (Wanted("Köln", "FR", qid="Q1"), DOUBTFUL, "1", "country-differs"),
    (Wanted("Paris", "FR", qid="Q1"), DOUBTFUL, "1", "country-differs"),
    (Wanted("Komló", "", qid="Q1"), SURE, "1", "name-unknown"),
    (Wanted("Kherson", "", qid="Q1"), SURE, "1", "name-unknown"),
    (Wanted("Essen", "DE", qid="Q1"), DOUBTFUL, "1", "name-elsewhere"),
    (Wanted("Neuhausen", "", qid="Q5"), DOUBTFUL, "5", "one-source"),
    (Wanted("Köln", "DE", (46.6, 32.6), qid="Q1"), DOUBTFUL, "1", "far"),
    (Wanted("Köln", "DE", qid="Q99"), DOUBTFUL, "1", "other-identifier"),
    (Wanted("Komló", "HU", qid="Q99"), SURE, "10", "unknown-identifier"),
    (Wanted("Köln", "DE"), SURE, "1", "only-one-in-country"),
    (Wanted("Stadt Köln", "DE"), SURE, "1", "untitled"),
    (Wanted("KOELN", "DE"), SURE, "1", "umlaut"),
    (Wanted("Кельн", "DE"), SURE, "1", "as-written"),
    (Wanted("Херсон", "UA"), SURE, "6", "transliterated"),
    (Wanted("м. Херсон", "UA"), SURE, "6", "transliterated"),
    (Wanted("Essen", "DE"), SURE, "2", "largest"),
    (Wanted("Essen (Oldenburg)", "DE"), DOUBTFUL, "2", "several"),
    (Wanted("Essen", "DE", (52.72, 7.93)), SURE, "3", "near"),
    (Wanted("Neustadt", "DE"), DOUBTFUL, "4", "several"),
    (Wanted("Neustadt", "DE", (50.71, 11.71)), SURE, "5", "near"),
    (Wanted("Salamanca", "ES"), SURE, "15", "largest"),
    (Wanted("Zwilling", "DE"), SURE, "17", "only-one-in-country"),
    (Wanted("Paris", "US"), SURE, "8", "only-one-in-country"),
    (Wanted("Paris"), DOUBTFUL, "7", "several"),
    (Wanted("Samarkand"), SURE, "13", "only-one-in-world"),
    (Wanted("Hamlet", "FR"), DOUBTFUL, "9", "village"),
    (Wanted("Hamlet"), DOUBTFUL, "9", "small"),
    (Wanted("Kömlő", "HU"), DOUBTFUL, "10", "other-marks"),
    (Wanted("Komlo", "HU"), SURE, "10", "only-one-in-country"),
    (Wanted("Khersom", "UA"), DOUBTFUL, "6", "misspelt"),
    (Wanted("Kherson", "PL"), DOUBTFUL, "6", "elsewhere"),
    (Wanted("Paris", "FR", (43.0, 2.3)), DOUBTFUL, "7", "not-near"),
    (Wanted(unlocode="DEXXX"), NONE, None, "unknown-identifier"),
    (Wanted("Atlantis", "GR"), NONE, None, "unknown"),
    (Wanted(), NONE, None, "unknown"),
    (Wanted("???"), NONE, None, "unknown"),
]


@pytest.mark.parametrize(
    ("wanted", "verdict", "geonames_id", "reason"), CASES, ids=[str(c[0].name or c[0]) for c in CASES]
)
def test_a_row_is_matched(matcher: Matcher, wanted: Wanted, verdict: str, geonames_id: str | None, reason: str) -> None:
    match = matcher.match(wanted)
    assert (match.verdict, match.place.geonames_id if match.place else None) == (verdict, geonames_id), explain(
        match, "en"
    )
    assert reason in reasons(match)


def test_doubt_names_all_that_may_be_meant(matcher: Matcher) -> None:
    match = matcher.match(Wanted("Neustadt", "DE"))
    assert [p.geonames_id for p in match.candidates] == ["4", "5"]
    assert "2 places may be meant: Neustadt (DE-01, 53 000, GeoNames 4)" in explain(match, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_can_be_told_in_three_languages(matcher: Matcher, language: str) -> None:
    told = {code for wanted, *_ in CASES for code in reasons(matcher.match(wanted))}
    assert told == codes() - {"shortened"} or told == codes()
    for wanted, *_ in CASES:
        text = explain(matcher.match(wanted), language)
        assert text
        assert "{" not in text


def test_the_score_orders_what_is_sure(matcher: Matcher) -> None:
    by_identifier = matcher.match(Wanted("Köln", "DE", qid="Q1")).score
    by_point = matcher.match(Wanted("Köln", "DE", (50.9, 6.9))).score
    by_country = matcher.match(Wanted("Köln", "DE")).score
    by_size = matcher.match(Wanted("Essen", "DE")).score
    assert by_identifier == by_point == 1.0
    assert by_point > by_country > by_size > 0


def test_a_name_that_was_learnt_is_as_good_as_one_of_the_gazetteer() -> None:
    gazetteer = Gazetteer.of(WORLD)
    matcher = Matcher(gazetteer)
    assert matcher.match(Wanted("Велике Село", "DE")).verdict == NONE
    gazetteer.learn("4", ["Велике Село"])
    match = matcher.match(Wanted("Велике Село", "DE"))
    assert (match.verdict, match.place and match.place.geonames_id) == (SURE, "4")
    assert "name-agrees" in reasons(matcher.match(Wanted("Велике Село", "DE", qid="Q4")))
