"""The federated question of `docs/federation.md`, against a stand-in that holds a sample of Wikidata."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.live import ask, free_port, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from citynet_kg.release import Release

SHARED = Path(os.environ.get("CITYNET_SUITES", ROOT.parent / "shared" / "suites")).parent
SAMPLE = SHARED / "data" / "wikidata" / "seed-neighbourhood-sample.nt.gz"
WIKIDATA = "https://query.wikidata.org/sparql"
QUESTION = re.search(r"```sparql\n(.*?)```", (ROOT / "docs" / "federation.md").read_text("utf-8"), re.DOTALL)

pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason=f"{SAMPLE.name} is not in {SAMPLE.parent}")


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("wikidata") / "sample.nt"
    data.write_bytes(gzip.decompress(SAMPLE.read_bytes()))
    with serving("--data", str(data)) as base:
        yield base


def asked(base: str) -> int:
    """How many queries a server has answered."""
    metrics = ask(f"{base}/metrics").body.decode()
    return sum(
        int(float(n)) for n in re.findall(r'citynet_requests_total\{kind="sparql",status="\d+"\} ([\d.]+)', metrics)
    )


def test_bonns_partners_in_wikidata(release: Release, stand_in: str) -> None:
    assert QUESTION is not None
    options = ("--root", str(ROOT), "--build-dir", str(release.folder.parents[1]))
    with serving("--mirror", WIKIDATA, f"{stand_in}/sparql", before=options) as base:
        before = asked(stand_in)
        answer = ask(f"{base}/sparql", "POST", form={"query": QUESTION[1]})
        assert answer.status == 200, answer.body
        rows = {(b["name"]["value"], b["type"]["value"]): b for b in answer.json()["results"]["bindings"]}
        assert ("Kherson", "solidarity") in rows
        assert rows["Kherson", "solidarity"]["population"]["value"] == "283649"
        assert rows["Minsk", "project"]["twinned"]["value"] == "true"
        assert rows["Kherson", "solidarity"]["twinned"]["value"] == "false"
        assert {name for name, _ in rows} >= {"Bukhara", "Cape Coast", "Chengdu", "La Paz", "Minsk", "Tel Aviv"}
        assert asked(stand_in) - before == 1


def test_it_says_so_when_wikidata_is_down(release: Release) -> None:
    assert QUESTION is not None
    options = ("--root", str(ROOT), "--build-dir", str(release.folder.parents[1]))
    with serving("--mirror", WIKIDATA, f"http://127.0.0.1:{free_port()}/sparql", before=options) as base:
        answer = ask(f"{base}/sparql", "POST", form={"query": QUESTION[1]})
        assert answer.status == 502
        assert WIKIDATA in answer.json()["detail"]
        silent = ask(f"{base}/sparql", "POST", form={"query": QUESTION[1].replace("SERVICE", "SERVICE SILENT")})
        assert silent.status == 200
        assert len(silent.json()["results"]["bindings"]) > 5
