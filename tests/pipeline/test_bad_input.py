"""What is wrong with the project's files is told with file, row, column and repair; nothing is built of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from citynet_kg import pipeline
from citynet_kg.errors import DataError, ProjectNotFoundError
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from citynet_kg.layout import Layout

MEMBERSHIPS = "data/relations/memberships.csv"
PARTNERSHIPS = "data/relations/partnerships.csv"
TENURES = "data/relations/tenures.csv"
REGISTER = "data/entities/local-authorities.csv"
EVIDENCE = "data/sources/city-page/evidence.csv"
ATTRIBUTES = "data/sources/city-page/attributes.csv"
CARD = "data/sources/city-page/source.toml"
NETWORKS = "data/entities/networks.ttl"


def change(layout: Layout, file: str, old: str, new: str) -> None:
    path = layout.root / file
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} is not in {file}: mend the test"
    path.write_text(text.replace(old, new, 1), "utf-8")


CASES = [
    # file, old, new, row, column, what the message says
    (MEMBERSHIPS, "netone--1,aville-de,netone,", "nettwo--1,aville-de,nettwo,", 2, "organization", "No network or association is called 'nettwo'"),
    (MEMBERSHIPS, "aville-de--netone--1,aville-de,", "avile-de--netone--1,avile-de,", 2, "member", "Did you mean 'aville-de'?"),
    (MEMBERSHIPS, "unspecified", "honorary", 2, "kind", "Choose one of: associate"),
    (MEMBERSHIPS, "aville-de--netone--1", "aville-de--netone--one", 2, "slug", "does not name the parties"),
    (MEMBERSHIPS, "aville-de--netone--1", "Aville--netone--1", 2, "slug", "is not a slug"),
    (MEMBERSHIPS, "member,", "members,", 1, None, "The columns are: slug"),
    (MEMBERSHIPS, "unspecified", "unspecified,a", 2, None, "cells where the header has"),
    (MEMBERSHIPS, "unspecified", '"unspecified', 2, None, "Not readable as CSV"),
    (PARTNERSHIPS, "solidarity", "brotherhood", 2, "type", "Choose one of: ad-hoc"),
    (PARTNERSHIPS, "--1,aville-de beville-ua,", "--1,aville-de aville-de,", 2, "partners", "A partnership of one"),
    (PARTNERSHIPS, ",ended,,", ",over,,", 2, "status", "Choose one of: current-at-source"),
    (PARTNERSHIPS, "aville-de--beville-ua--2,", "aville-de--beville-ua--1,", 3, "slug", "is described before"),
    (PARTNERSHIPS, ",ended,,", ",ended,,aville-de--beville-ua--2", 2, "succeeds", "succeeds itself through others"),
    (TENURES, "chair--1,ceville-fr,netone,chair", "emperor--1,ceville-fr,netone,emperor", 2, "role", "is not in the scheme role"),
    (REGISTER, ",DE,", ",XX,", 2, "country", "countries.csv"),
    (REGISTER, "50.5", "fifty", 2, "lat", "is not a number"),
    (REGISTER, "beville-ua", "aville-de", 3, "slug", "is described before"),
    (REGISTER, "gazetteer,gazetteer", "gazeteer,gazetteer", 2, "label_sources", "There is no source 'gazeteer'"),
    (EVIDENCE, ",1999,", ",spring 1999,", 2, "stated_start", "as precise as the source"),
    (EVIDENCE, "2025-02-09", "2025-02-30", 4, "stated_start", "Write 1983"),
    (EVIDENCE, "membership/aville-de--netone--1", "membership/aville-de--netone--7", 2, "about", "There is no membership"),
    (EVIDENCE, "membership/aville-de--netone--1", "bonn", 2, "about", "is not a path"),
    (EVIDENCE, "\n2,", "\n1,", 3, "n", "1 occurs before"),
    (EVIDENCE, "in 1999,en", "in 1999,", 2, "quote_lang", "The quote has no language"),
    (ATTRIBUTES, "cnet:foundedOn", "cnet:bornOn", 5, "property", "'cnet:bornOn' is not known"),
    (ATTRIBUTES, "1990,", "nineteen-ninety,", 5, "value", "is not a date"),
    (ATTRIBUTES, "Netz Eins,de", "Netz Eins,en", 3, "value", "A second preferred name"),
    (CARD, 'kind = "document"', 'kind = "rumour"', 13, "kind", "Choose one of: document"),
    (CARD, "statements = 10", "statements = 12", None, "statements", "promises 12 statements, the files have 10"),
    (CARD, "languages = [", "languages = ", 4, None, "Not readable as TOML"),
    (CARD, "rights", "writes", 8, "writes", "This key is not known"),
    (CARD, 'retrieved = "2025-06-01"', 'retrieved = "1 June"', 11, "retrieved", "is not a date"),
    (NETWORKS, "cnet:networkForm", "; cnet networkForm", 6, None, "Not readable as Turtle"),
    (NETWORKS, "form:membership-association", "[]", 5, None, "A blank node"),
    (NETWORKS, "form:membership-association .", 'form:membership-association ; cnet:foundedOn "1991"^^<http://www.w3.org/2001/XMLSchema#gYear> .', 5, "cnet:foundedOn", "Choose a stated one: 1990"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "row", "column", "says"), CASES, ids=[c[2][:30] for c in CASES])
def test_a_wrong_cell_is_named(
    tiny: Layout, file: str, old: str, new: str, row: int | None, column: str | None, says: str
) -> None:
    change(tiny, file, old, new)
    with pytest.raises(DataError) as caught:
        pipeline.read(tiny)
    found = [p for p in caught.value.problems if p.file == file and says in str(p)]
    assert found, str(caught.value)
    assert (found[0].row, found[0].column) == (row, column), str(found[0])


def test_guesses_end_where_a_whole_table_is_missing(tiny: Layout) -> None:
    rows = "".join(f"{n},membership/avile-de--netone--1,,L1,,,,,,,,,,\n" for n in range(100, 400))
    path = tiny.root / EVIDENCE
    path.write_text(path.read_text("utf-8") + rows, "utf-8")
    change(tiny, CARD, "statements = 10", "statements = 310")
    with pytest.raises(DataError) as caught:
        pipeline.read(tiny)
    guesses = sum("Did you mean" in p.repair for p in caught.value.problems)
    assert (len(caught.value.problems), guesses) == (300, 100)


def test_a_choice_that_no_source_states_is_refused(tiny: Layout) -> None:
    change(tiny, MEMBERSHIPS, "aville-de,netone,unspecified,,,", "aville-de,netone,unspecified,,,1998")
    with pytest.raises(DataError, match=r"memberships\.csv, row 2, column started: 1998 is stated by no source"):
        pipeline.read(tiny)


def test_a_quote_that_is_not_in_its_source_is_refused(tiny: Layout) -> None:
    texts = ROOT / "tests" / "data" / "tiny" / "texts"
    pipeline.read(tiny, texts=texts)
    change(tiny, EVIDENCE, "Aville joined Netone in 1999", "Aville joined Netone in 1998")
    with pytest.raises(DataError, match=r"evidence\.csv, row 2, column quote: The quote is not in line 1"):
        pipeline.read(tiny, texts=texts)


def test_a_quote_in_another_line_is_found(tiny: Layout) -> None:
    change(tiny, EVIDENCE, "L3,", "L1,")
    with pytest.raises(DataError, match="It stands in line 3: mend the locator"):
        pipeline.read(tiny, texts=ROOT / "tests" / "data" / "tiny" / "texts")


def test_a_quote_of_a_text_that_is_not_held_is_refused(tiny: Layout) -> None:
    change(tiny, CARD, "text_held = true", "text_held = false")
    with pytest.raises(DataError, match="The text of this source is not held"):
        pipeline.read(tiny)


def test_a_file_in_another_encoding_is_refused(tiny: Layout) -> None:
    path = tiny.root / REGISTER
    path.write_bytes(path.read_text("utf-8").replace("Astadt", "Ästadt").encode("cp1252", "replace"))
    with pytest.raises(DataError, match=r"row 2: The file is not UTF-8\. Save it again as UTF-8"):
        pipeline.read(tiny)


def test_all_that_is_wrong_is_told_at_once(tiny: Layout) -> None:
    change(tiny, MEMBERSHIPS, "unspecified", "honorary")
    change(tiny, PARTNERSHIPS, "solidarity", "brotherhood")
    with pytest.raises(DataError) as caught:
        pipeline.read(tiny)
    assert {p.file for p in caught.value.problems} >= {MEMBERSHIPS, PARTNERSHIPS}


@pytest.mark.parametrize("folder", ["data", "ontology", "shapes"])
def test_a_missing_folder_is_named(tiny: Layout, folder: str) -> None:
    (tiny.root / folder).rename(tiny.root / "elsewhere")
    with pytest.raises(ProjectNotFoundError, match=rf"No {folder}/ in .*CITYNET_ROOT"):
        pipeline.build(tiny)


def test_a_source_without_a_card_is_named(tiny: Layout) -> None:
    (tiny.root / CARD).unlink()
    with pytest.raises(DataError, match=r"data/sources/city-page: The folder has no source\.toml"):
        pipeline.read(tiny)


def test_what_is_withdrawn_is_not_in_use(tiny: Layout, tmp_path: Path) -> None:
    (tiny.data / "withdrawn.csv").write_text("path,successor,reason\nnetwork/netone,,Merged.\n", "utf-8")
    with pytest.raises(DataError, match="network/netone is still in use"):
        pipeline.read(tiny)
