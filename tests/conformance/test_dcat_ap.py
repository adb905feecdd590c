"""The catalogue conforms to DCAT-AP 3.0.1."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyshacl
import pytest
import rdflib
from rdflib.namespace import SH

from citynet_kg.settings import Settings
from citynet_kg.web import create_app
from tests.conftest import ROOT

if TYPE_CHECKING:
    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore

SUITES = Path(os.environ.get("CITYNET_SUITES", ROOT.parent / "shared" / "suites"))
ARCHIVE = SUITES / "dcat-ap-3.0.1-shacl.tar.gz"

pytestmark = pytest.mark.conformance


def shapes() -> rdflib.Graph:
    graph = rdflib.Graph()
    with tarfile.open(ARCHIVE) as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member) if member.name.endswith(".ttl") else None
            if file is not None:
                graph.parse(io.BytesIO(file.read()), format="turtle")
    # the files name five property shapes that they do not describe; pySHACL stops at those
    for node, part in list(graph.subject_objects(SH.property)):
        if (part, SH.path, None) not in graph:
            graph.remove((node, SH.property, part))
    return graph


@pytest.mark.skipif(not ARCHIVE.exists(), reason=f"{ARCHIVE.name} is not in {SUITES}")
def test_the_catalogue_conforms(store: EmbeddedStore, release: Release) -> None:
    answer = create_app(store, release, Settings()).test_client().get("/dcat", headers={"Accept": "text/turtle"})
    catalogue = rdflib.Graph().parse(data=answer.get_data(), format="turtle")
    conforms, _, report = pyshacl.validate(catalogue, shacl_graph=shapes(), inference="none")
    assert conforms, report
    without_title = rdflib.Graph() + catalogue
    dataset = rdflib.URIRef("https://w3id.org/citynet/dataset")
    without_title.remove((dataset, rdflib.DCTERMS.description, None))
    assert not pyshacl.validate(without_title, shacl_graph=shapes(), inference="none")[0]
