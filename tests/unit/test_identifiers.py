"""Identifiers are minted from what they name, and read back."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citynet_kg.identifiers import THING_TYPES, is_slug, partnership_stem, path_of, split_path, thing
from citynet_kg.vocab import PREFIXES, compact, expand

PART = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)
SLUGS = st.lists(st.lists(PART, min_size=1, max_size=3).map("-".join), min_size=1, max_size=3).map("--".join)


@given(SLUGS)
def test_what_is_joined_by_hyphens_is_a_slug(slug: str) -> None:
    assert is_slug(slug)


@pytest.mark.parametrize(
    "text", ["", "Bonn", "bonn_de", "-bonn", "bonn-", "bonn---de", "köln-de", "bonn de", "bonn/de", "bonn\n"]
)
def test_anything_else_is_not(text: str) -> None:
    assert not is_slug(text)


@given(st.sampled_from([t for t in THING_TYPES if t != "concept"]), SLUGS)
def test_a_path_survives_being_an_iri(kind: str, slug: str) -> None:
    iri = thing(f"{kind}/{slug}").value
    assert path_of(iri) == f"{kind}/{slug}"
    assert split_path(f"{kind}/{slug}") == (kind, slug)


@pytest.mark.parametrize(
    "iri", ["https://w3id.org/citynet/ns#partner", "https://w3id.org/citynet/id/bonn-de", "http://x/"]
)
def test_other_iris_have_no_path(iri: str) -> None:
    assert path_of(iri) is None


@given(SLUGS, SLUGS)
def test_a_partnership_has_one_name_from_both_ends(one: str, other: str) -> None:
    assert partnership_stem(one, other) == partnership_stem(other, one)


@given(st.sampled_from(sorted(PREFIXES)), PART)
def test_a_name_survives_being_expanded(prefix: str, local: str) -> None:
    assert compact(expand(f"{prefix}:{local}").value) == f"{prefix}:{local}"
