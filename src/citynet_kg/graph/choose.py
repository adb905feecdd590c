"""Choose one value where sources state several.

If one source is only more precise than the others, its value is taken. If sources contradict each other, only the
editor can choose, and only a value that some source states: so no value stands without a source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from citynet_kg.dates import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chosen(Generic[T]):
    """The chosen value, if any; whether sources disagree; whether the editor chose what nobody states."""

    value: T | None
    contradictory: bool = False
    unsupported: bool = False


def choose(stated: Iterable[T], editors: T | None = None) -> Chosen[T]:
    """Choose among the values that sources state.

    Args:
        stated: what supporting sources state; `PartialDate`s may refine each other, other values are compared.
        editors: the editor's choice, if there is one.
    """
    values = set(stated)
    most_precise = [v for v in values if all(_agrees(v, other) for other in values)]
    contradictory = bool(values) and not most_precise
    if editors is not None:
        return Chosen(editors, contradictory) if editors in values else Chosen(None, contradictory, unsupported=True)
    return Chosen(most_precise[0] if most_precise else None, contradictory)


def _agrees(value: T, other: T) -> bool:
    if isinstance(value, PartialDate) and isinstance(other, PartialDate):
        return value.refines(other)
    return value == other
