"""The W3C's SPARQL suites, through `citynet serve --data …` over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.engine import does_engine_pass
from tests.conformance.figures import ALLOWED_MISSES, DOCUMENT, KNOWN_MISSES, documented, listed, table
from tests.conformance.judge import fault_in
from tests.conformance.suites import MISSING, Case, cases
from tests.conformance.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = cases()
MISSES = listed(KNOWN_MISSES)

# One process for all: the servers are started once.
pytestmark = [pytest.mark.conformance, pytest.mark.xdist_group("conformance")]
needs_suites = pytest.mark.skipif(not CASES, reason=MISSING)


class Outcomes:
    """What is wrong with the answer to each test, found out once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._faults: dict[Case, str | None] = {}

    def fault(self, case: Case) -> str | None:
        if case not in self._faults:
            self._faults[case] = fault_in(case, self._world)
        return self._faults[case]


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcomes]:
    """The servers that the chosen tests need, all started at once."""
    chosen = {c for i in request.session.items if isinstance(c := _parameter(i), Case)}
    needs_all = any(item.name.startswith("test_the_document_tells") for item in request.session.items)
    world = World(tmp_path_factory.mktemp("conformance"), CASES if needs_all else [c for c in CASES if c in chosen])
    world.start()
    try:
        yield Outcomes(world)
    finally:
        world.stop()


def _parameter(item: pytest.Item) -> object:
    return item.callspec.params.get("case") if isinstance(item, pytest.Function) and hasattr(item, "callspec") else None


@needs_suites
@pytest.mark.parametrize("case", CASES or [None], ids=str)
def test_an_answer_is_what_the_w3c_expects(case: Case, outcomes: Outcomes) -> None:
    fault = outcomes.fault(case)
    if case.name in MISSES and fault:
        pytest.xfail(MISSES[case.name])
    assert fault is None, fault
    assert case.name not in MISSES, f"{case.name} passes now: strike it from {KNOWN_MISSES.name}"


@needs_suites
@pytest.mark.parametrize("name", MISSES)
def test_a_known_miss_is_the_engines_own(name: str) -> None:
    case = next((c for c in CASES if c.name == name), None)
    assert case is not None, f"{name} in {KNOWN_MISSES.name} is no test of the W3C's"
    assert not does_engine_pass(case), f"the engine by itself passes {name}: the fault is ours"


@needs_suites
def test_known_misses_of_sparql_1_1_are_allowed_ones() -> None:
    assert {name for name in MISSES if not name.startswith("sparql10/")} <= set(listed(ALLOWED_MISSES))


def test_every_known_miss_has_a_reason() -> None:
    assert not [name for name, reason in MISSES.items() if not reason]


@needs_suites
def test_the_document_tells_what_passes(outcomes: Outcomes) -> None:
    found = table([case for case in CASES if outcomes.fault(case) is None], CASES)
    assert found in DOCUMENT.read_text("utf-8"), f"{DOCUMENT.name} should say:\n\n{found}"


def test_the_document_counts_the_known_misses() -> None:
    counted = {"sparql10": 0, "sparql11": 0}
    for group, (passed, total) in documented().items():
        counted["sparql10" if group.startswith("SPARQL 1.0") else "sparql11"] += total - passed
    old = sum(name.startswith("sparql10/") for name in MISSES)
    assert counted == {"sparql10": old, "sparql11": len(MISSES) - old}
