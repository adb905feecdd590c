"""Answers that are evaluated once for each release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citynet_kg.describe.kept_answers import KeptAnswers
from citynet_kg.errors import ServiceBusyError
from citynet_kg.query import load_questions

if TYPE_CHECKING:
    from citynet_kg.store import EmbeddedStore, Results


class Counting:
    """A store that notes what it is asked."""

    graph_names: frozenset[str] = frozenset()

    def __init__(self, store: EmbeddedStore) -> None:
        self.store = store
        self.asked: list[str] = []

    def query(self, text: str, **_: object) -> Results:
        self.asked.append(text)
        return self.store.query(text)


def test_a_question_that_looks_at_everything_is_evaluated_once(small: EmbeddedStore) -> None:
    store = Counting(small)
    kept, text = KeptAnswers(store), load_questions()["weakly-supported-relations"].sparql({})
    store.asked.clear()
    first, second = kept.again(text), kept.again(text)
    assert first is not None
    assert second is not None
    assert store.asked == [text]
    rows = [tuple(row) for row in first]
    assert rows == [tuple(row) for row in second] == [tuple(row) for row in small.query(text)]  # type: ignore[union-attr]


def test_another_process_evaluates_if_it_can(small: EmbeddedStore) -> None:
    text = load_questions()["well-supported-memberships"].sparql({})
    answer = b'{"head":{"vars":["membership"]},"results":{"bindings":[{"membership":{"type":"literal","value":"a"}}]}}'
    kept = KeptAnswers(small, lambda _: answer)
    assert [row["membership"].value for row in kept.again(text) or ()] == ["a"]
    assert kept.size(text) == 1


def test_what_no_other_process_evaluates_is_evaluated_here(small: EmbeddedStore) -> None:
    text = load_questions()["well-supported-memberships"].sparql({})

    def busy(_: str) -> bytes:
        raise ServiceBusyError(1)

    again = KeptAnswers(small, busy).again(text)
    assert again is not None
    assert [tuple(row) for row in again] == [tuple(row) for row in small.query(text)]  # type: ignore[union-attr]


def test_what_depends_on_a_city_is_not_kept(small: EmbeddedStore) -> None:
    store = Counting(small)
    kept = KeptAnswers(store)
    store.asked.clear()
    assert kept.again(load_questions()["partners-of-city"].sparql({})) is None
    assert store.asked == []


def test_reading_all_leaves_nothing_to_evaluate(small: EmbeddedStore) -> None:
    store = Counting(small)
    kept = KeptAnswers(store)
    store.asked.clear()
    kept.read_all()
    asked = len(store.asked)
    assert asked == len(set(store.asked)) > len([q for q in load_questions().values() if not q.parameters])
    kept.read_all()
    assert len(store.asked) == asked
