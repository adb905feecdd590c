"""`citynet diff`: what is told of two releases, and what of releases that are not there."""

from __future__ import annotations

import hashlib
import json
import random
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from citynet_kg.cli import main
from citynet_kg.release import compare_releases, open_release
from citynet_kg.release.folder import CHECKSUMS, DATASET_FILE, MANIFEST, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from click.testing import Result

    from citynet_kg.release import Release

_PREFIXES = {
    "id": "https://w3id.org/citynet/id/",
    "graph": "https://w3id.org/citynet/graph/",
    "cnet": "https://w3id.org/citynet/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CITY = """
id:municipality/bonn-de skos:prefLabel "Bonn"@en graph:curated
id:municipality/bonn-de skos:prefLabel "Бонн"@uk graph:curated
id:membership/bonn-de--net--1 cnet:temporalStatus id:concept/temporal-status/current-at-source graph:curated
id:membership/bonn-de--net--1 rdfs:label "Bonn – Net"@en graph:curated
id:concept/temporal-status/ended skos:prefLabel "ended"@en graph:vocabulary
id:concept/temporal-status/ended skos:prefLabel "beendet"@de graph:vocabulary
"""


def lines(text: str) -> list[str]:
    """N-Quads from lines that are written with prefixes."""

    def expanded(match: re.Match[str]) -> str:
        return f"<{_PREFIXES[match[1]]}{match[2]}>"

    names = "|".join(_PREFIXES)
    found = [line for line in text.splitlines() if line]
    return [re.sub(rf"(?<![<\w])({names}):([\w/#-]+)", expanded, line) + " ." for line in found]


def release_of(build: Path, quads: Iterable[str], withdrawn: dict[str, tuple[str, str]] | None = None) -> Release:
    """A release with these statements, and no more in its folder than a comparison needs."""
    files = {
        DATASET_FILE: "".join(f"{line}\n" for line in sorted(quads)),
        MANIFEST: json.dumps({"as_of": "2026-11-21", "withdrawn": withdrawn or {}}),
    }
    sums = "".join(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in files.items())
    folder = build / "releases" / digest_of(sums.encode())
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (files | {CHECKSUMS: sums}).items():
        (folder / name).write_text(text, "utf-8")
    return open_release(folder, to_serve=False)


def diff(build: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["--build-dir", str(build), "diff", *map(str, arguments)], catch_exceptions=False)


def told(build: Path, before: str, after: str) -> Any:
    """What `--format json` tells of two texts."""
    one, other = release_of(build, lines(before)), release_of(build, lines(after))
    result = diff(build, one.digest, other.digest, "--format", "json")
    assert result.exit_code == 1
    return json.loads(result.stdout)


def test_the_same_release_has_no_difference(tmp_path: Path) -> None:
    digest = release_of(tmp_path, lines(CITY)).digest
    result = diff(tmp_path, digest, digest[:6])
    assert result.exit_code == 0
    assert result.stdout.endswith("No statement differs.\n")
    assert json.loads(diff(tmp_path, digest, digest, "--format", "json").stdout)["graphs"] == {}


def test_what_is_new_is_added_with_its_name(tmp_path: Path) -> None:
    new = 'id:network/net skos:prefLabel "Net"@de graph:curated\n'
    data = told(tmp_path, CITY, CITY + new)
    assert data["added"] == [
        {"iri": "https://w3id.org/citynet/id/network/net", "type": "network", "labels": {"de": "Net"}}
    ]
    assert data["counts"] == {"added": 1, "ended": 0, "changed": 0, "withdrawn": 0}
    assert data["graphs"] == {"curated": {"added": 1, "removed": 0}}


@pytest.mark.parametrize(
    "end",
    [
        'id:membership/bonn-de--net--1 cnet:endedOn "2024"^^xsd:gYear graph:curated\n',
        "id:membership/bonn-de--net--1 cnet:temporalStatus id:concept/temporal-status/ended graph:curated\n",
    ],
)
def test_an_end_is_told_as_one(tmp_path: Path, end: str) -> None:
    data = told(tmp_path, CITY, CITY + end)
    assert [x["labels"] for x in data["ended"]] == [{"en": "Bonn – Net"}]
    assert data["changed"] == []


def test_another_date_of_the_end_is_a_change(tmp_path: Path) -> None:
    ended = CITY + 'id:membership/bonn-de--net--1 cnet:endedOn "{}"^^xsd:gYear graph:curated\n'
    data = told(tmp_path, ended.format(2023), ended.format(2024))
    (change,) = data["changed"][0]["changes"]
    assert change["property"] == "https://w3id.org/citynet/ns#endedOn"
    assert [v["value"] for v in change["before"]] == ["2023"]
    assert [v["value"] for v in change["after"]] == ["2024"]
    assert change["after"][0]["datatype"].endswith("#gYear")


def test_a_value_keeps_its_label(tmp_path: Path) -> None:
    after = CITY.replace("temporal-status/current-at-source graph", "temporal-status/ended graph")
    (change,) = told(tmp_path, CITY, after)["ended"][0]["changes"]
    assert change["after"] == [
        {
            "type": "uri",
            "value": "https://w3id.org/citynet/id/concept/temporal-status/ended",
            "labels": {"en": "ended", "de": "beendet"},
        }
    ]


def test_what_is_gone_is_withdrawn_with_its_successor(tmp_path: Path) -> None:
    without = "\n".join(line for line in CITY.splitlines() if "membership" not in line)
    data = told(tmp_path, CITY, without)
    assert [x["iri"].rsplit("/", 1)[1] for x in data["withdrawn"]] == ["bonn-de--net--1"]
    one = release_of(tmp_path, lines(CITY))
    path = "membership/bonn-de--net--1"
    other = release_of(tmp_path, lines(without), {path: ("municipality/bonn-de", "entered twice")})
    text = diff(tmp_path, one.digest, other.digest, "--lang", "uk").stdout
    assert "Відкликано (1)" in text
    assert "Bonn – Net  <membership/bonn-de--net--1>" in text
    assert "entered twice" in text
    assert "тепер: Бонн  <municipality/bonn-de>" in text
    (gone,) = json.loads(diff(tmp_path, one.digest, other.digest, "--format", "json").stdout)["withdrawn"]
    assert gone["successor"] == "https://w3id.org/citynet/id/municipality/bonn-de"


def test_further_evidence_is_a_change_of_what_it_supports(tmp_path: Path) -> None:
    more = """
id:membership/bonn-de--net--1 cnet:evidence id:evidence/list-1 graph:source/list
id:evidence/list-1 cnet:locator "row 1" graph:source/list
"""
    data = told(tmp_path, CITY, CITY + more)
    assert [c["property"] for c in data["changed"][0]["changes"]] == ["https://w3id.org/citynet/ns#evidence"]
    assert [x["type"] for x in data["added"]] == ["evidence"]
    text = diff(tmp_path, data["before"]["digest"], data["after"]["digest"]).stdout
    assert "Passages of sources: added 1" in text
    assert "source/list  +2 −0" in text


def test_what_follows_or_is_stated_by_a_source_alone_is_counted_only(tmp_path: Path) -> None:
    more = """
id:municipality/bonn-de cnet:isOrWasMemberOf id:network/net graph:inferred
id:municipality/bonn-de skos:altLabel "Bonna" graph:source/list
"""
    data = told(tmp_path, CITY, CITY + more)
    assert set(data["counts"].values()) == {0}
    assert data["graphs"] == {
        "inferred": {"added": 1, "removed": 0},
        "source/list": {"added": 1, "removed": 0},
    }


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "Ended (1)\n  Bonn – Net  <membership/bonn-de--net--1>\n      Until: – → March 2024\n"),
        ("de", "Beendet (1)\n  Bonn – Net  <membership/bonn-de--net--1>\n      Bis: – → März 2024\n"),
        ("uk", "Завершено (1)\n  Bonn – Net  <membership/bonn-de--net--1>\n      До: – → березень 2024"),
    ],
)
def test_the_text_speaks_the_language(tmp_path: Path, language: str, says: str) -> None:
    end = """
id:membership/bonn-de--net--1 cnet:endedOn "2024-03"^^xsd:gYearMonth graph:curated
id:membership/bonn-de--net--1 cnet:endLatest "2024-03-31"^^xsd:date graph:curated
"""
    one, other = release_of(tmp_path, lines(CITY)), release_of(tmp_path, lines(CITY + end))
    assert says in diff(tmp_path, one.digest, other.digest, "--lang", language).stdout


def test_swapping_the_releases_swaps_added_and_withdrawn(tmp_path: Path) -> None:
    """Whatever differs: the merge loses no line, and invents none."""
    kinds = ("municipality/a", "municipality/a-b", "municipality/a--b--1", "network/a")
    everything = [
        line
        for n in range(60)
        for line in lines(f'id:{kinds[n % 4]}{n // 8} cnet:acronym "{n}" graph:{("curated", "inferred")[n % 3 == 0]}')
    ]
    chance = random.Random(7)  # noqa: S311 - data, no secrets
    for _ in range(20):
        one, other = ({line for line in everything if chance.random() < 0.6} for _ in range(2))
        before, after = release_of(tmp_path, one), release_of(tmp_path, other)
        there, back = compare_releases(before, after), compare_releases(after, before)
        assert sum(added for added, _ in there.graphs.values()) == len(other - one)
        assert sum(removed for _, removed in there.graphs.values()) == len(one - other)
        assert [x.path for x in there.added] == [x.path for x in back.withdrawn]
        assert [x.path for x in there.changed] == [x.path for x in back.changed]
        assert bool(there) == (one != other)


def test_releases_are_found_by_digest_beginning_folder_and_word(tmp_path: Path) -> None:
    release = release_of(tmp_path, lines(CITY))
    (tmp_path / "current").symlink_to(f"releases/{release.digest}")
    for name in (release.digest, release.digest[:8], str(release.folder), "current"):
        assert diff(tmp_path, name, "current").exit_code == 0, name


def test_a_beginning_of_several_digests_is_wrong_use(tmp_path: Path) -> None:
    digests = sorted(
        release_of(tmp_path, lines(f'id:network/n{n} cnet:acronym "N" graph:curated')).digest for n in range(17)
    )
    first = next(a[0] for a, b in pairwise(digests) if a[0] == b[0])
    result = diff(tmp_path, first, digests[0])
    assert result.exit_code == 2
    assert "more than one release begins like this" in result.stderr


@pytest.mark.parametrize("name", ["0000", "current", "nowhere/at-all", "", "x" * 5000])
def test_a_release_that_is_not_there_is_the_environment(tmp_path: Path, name: str) -> None:
    digest = release_of(tmp_path, lines(CITY)).digest
    name = "f" if name == "0000" and digest.startswith("0000") else name
    result = diff(tmp_path, digest, name)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "elease" in result.stderr
    if name not in ("", "current"):
        assert digest in result.stderr, "tells which there are"


def test_a_missing_argument_is_wrong_use(tmp_path: Path) -> None:
    assert diff(tmp_path, "current").exit_code == 2
    assert diff(tmp_path, "current", "current", "--lang", "ru").exit_code == 2


def test_a_changed_release_is_damaged(tmp_path: Path) -> None:
    release = release_of(tmp_path, lines(CITY))
    release.dataset.write_text("", "utf-8")
    result = diff(tmp_path, release.digest, release.digest)
    assert result.exit_code == 3
    assert "damaged: dataset.nq" in result.stderr


def test_real_releases_differ_in_what_the_further_sources_say(release: Release, seeds_release: Release) -> None:
    """From the five documents to everything: nothing that they say is withdrawn."""
    found = compare_releases(seeds_release, release)
    added = {thing.path for thing in found.added}
    assert {path for path in added if path.startswith("membership/")}
    assert [thing.path for thing in found.withdrawn if thing.type in ("membership", "partnership", "tenure")] == []
    assert all(thing.changes for thing in (*found.changed, *found.ended))
