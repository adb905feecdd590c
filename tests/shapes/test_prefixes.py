"""Every processor can read the queries of the shapes: SHACL, section 5.2.1, knows no prefixes of its own."""

from __future__ import annotations

import re

import pytest
from rdflib.namespace import SH

from citynet_kg.layout import Layout
from citynet_kg.validate.shacl import load_shapes
from tests.conftest import ROOT

_STRINGS_AND_IRIS = re.compile(r"\"[^\"]*\"|'[^']*'|<[^>]*>")
_PREFIX = re.compile(r"(?<![\w?$])([a-z]+):(?=\w)")


@pytest.mark.parametrize("kind", [SH.select, SH.ask])
def test_every_prefix_of_a_query_is_declared(kind: object) -> None:
    shapes = load_shapes(Layout.at(ROOT))
    declared = {str(prefix) for prefix in shapes.objects(None, SH.prefix)}
    for query in shapes.objects(None, kind):  # type: ignore[arg-type]
        used = set(_PREFIX.findall(_STRINGS_AND_IRIS.sub("", str(query))))
        assert used <= declared, query
