from __future__ import annotations

import re
from string import Formatter

import pytest

from citynet_kg.describe.attributes import NAMES, SHOWN
from citynet_kg.describe.home import describe_home
from citynet_kg.describe.links import GROUPS, INCOMING
from citynet_kg.describe.list_tables import LISTS
from citynet_kg.describe.relations import HOLDER, PARTS
from citynet_kg.describe.states import STATES
from citynet_kg.graph.statements import PROPERTIES
from citynet_kg.identifiers import THING_TYPES
from citynet_kg.query.questions import PARAMETER_TYPES
from citynet_kg.web.i18n import MissingMessageError, date_text, messages, plural, t
from citynet_kg.web.searching import SEARCH_TYPES

KEYS = [
    *(f"type.{kind}" for kind in THING_TYPES),
    *(f"plural-type.{kind}" for kind in SEARCH_TYPES),
    *(f"group.{group}" for group in GROUPS),
    *(f"part.{part}" for part in (*PARTS.values(), HOLDER)),
    *(f"state.{state}" for state in STATES),
    *(f"property.{curie.replace(':', '-')}" for curie in {*NAMES, *SHOWN, *PROPERTIES}),
    *(f"inverse.{curie.replace(':', '-')}" for curie in INCOMING),
    *(f"parameter.{kind}" for kind in PARAMETER_TYPES),
    *(f"list.{kind}" for kind in LISTS),
    *(f"facet.{facet}" for facets in LISTS.values() for facet in facets),
]


@pytest.mark.parametrize("language", ["de", "uk"])
def test_languages_have_the_same_messages(language: str) -> None:
    """A plural form more is no difference: Ukrainian has four."""

    def plain(tag: str) -> set[str]:
        return {re.sub(r"\.(few|many)$", ".other", key) for key in messages(tag)}

    assert plain(language) == plain("en")


@pytest.mark.parametrize("language", ["de", "uk"])
def test_messages_have_the_same_blanks(language: str) -> None:
    def blanks(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    different = [k for k, text in messages("en").items() if blanks(text) != blanks(messages(language)[k])]
    assert different == []


@pytest.mark.parametrize("language", ["en", "de", "uk"])
def test_everything_that_can_be_shown_has_a_word(language: str) -> None:
    assert [key for key in KEYS if key not in messages(language)] == []


def test_missing_message_is_an_error() -> None:
    with pytest.raises(MissingMessageError):
        t("no.such.key", "en")


@pytest.mark.parametrize(
    ("number", "text"), [(1, "1 результат"), (3, "3 результати"), (5, "5 результатів"), (21, "21 результат")]
)
def test_ukrainian_counts_as_it_should(number: int, text: str) -> None:
    assert plural("count.results", number, "uk") == text


@pytest.mark.parametrize(
    ("stated", "language", "text"),
    [
        ("1983", "de", "1983"),
        ("2021-03", "en", "March 2021"),
        ("2021-03", "de", "März 2021"),
        ("2023-02-09", "en", "9 February 2023"),
        ("2023-02-09", "de", "9. Februar 2023"),
        ("about 1980", "de", "about 1980"),
    ],
)
def test_dates_are_no_more_precise_than_stated(stated: str, language: str, text: str) -> None:
    assert date_text(stated, language) == text


def test_figures_that_are_not_there_are_left_out() -> None:
    class Nobody:
        def busiest(self, *_: object) -> list[object]:
            return []

    assert describe_home(Nobody(), {"networks": 3}, "en").figures == (("networks", 3, "/list/network"),)  # type: ignore[arg-type]
