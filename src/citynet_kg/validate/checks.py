"""Turn the components of a shape into checks: of single values, of all values together, and queries."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.term import Literal

from citynet_kg.errors import UnknownShapeError
from citynet_kg.graph.rdflib_bridge import from_term
from citynet_kg.graph.terms import value_of
from citynet_kg.validate.prebinding import obstacle
from citynet_kg.validate.values import has_length, is_in_language, is_of_kind, matches
from citynet_kg.vocab import compact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rdflib.term import Node

    from citynet_kg.graph.encoded import Term
    from citynet_kg.validate.compiled import Validator
    from citynet_kg.validate.shapes import Shape

    ValueCheck = Callable[[int], bool]
    Query = Callable[[Term], Iterator[tuple[Term | None, str]]]
    SetCheck = Callable[[int, Sequence[int]], Iterable[int | None]]

_THIS = ox.Variable("this")
_ASK_FOR_VALUES = frozenset({"minCount", "hasValue", "equals", "qualifiedValueShape", "sparql"})


class Checks:
    """The checks of one shape."""

    def __init__(self, shape: Shape, validator: Validator) -> None:
        self._shape, self._validator = shape, validator
        self._terms = validator.data.terms
        self.of_values: list[ValueCheck] = []
        """Each tells whether a value is as it should be."""
        self.of_sets: list[SetCheck] = []
        """Each yields the values that are wrong, or None for each fault without a value."""
        self.queries: list[Query] = []
        """Each yields values and paths for a focus node."""
        self.are_content_with_nothing = not any(name in _ASK_FOR_VALUES for name, _ in shape.components)
        """Whether a node without values meets them all."""
        for name, parameter in shape.components:
            add = getattr(self, f"_{name}", None)
            if add is None:
                self._of_term(name, parameter)
            else:
                add(parameter)

    def taken(self) -> tuple[tuple[ValueCheck, ...], tuple[SetCheck, ...], tuple[Query, ...]]:
        """Give the checks away: they hold this object, so while it holds them neither would end."""
        found = tuple(self.of_values), tuple(self.of_sets), tuple(self.queries)
        for checks in (self.of_values, self.of_sets, self.queries):
            checks.clear()
        return found

    def _number(self, node: Node) -> int:
        return self._validator.data.number(from_term(node))

    def _of_term(self, name: str, parameter: Node) -> None:
        check = self._term_check(name, parameter)
        terms = self._terms
        self.of_values.append(lambda value: check(terms[value]))

    def _term_check(self, name: str, parameter: Node) -> Callable[[Term], bool]:
        values, shapes = self._validator.values, self._validator.shapes
        makers: dict[str, Callable[[], Callable[[Term], bool]]] = {
            "datatype": lambda: values.has_datatype(ox.NamedNode(str(parameter))),
            "nodeKind": lambda: is_of_kind(parameter),
            "pattern": lambda: matches(str(parameter), str(shapes.object(self._shape.node, "flags") or "")),
            "minLength": lambda: has_length(_whole(parameter), None),
            "maxLength": lambda: has_length(0, _whole(parameter)),
            "languageIn": lambda: is_in_language({str(tag).lower() for tag in shapes.items(parameter)}),
        }
        return makers.get(name, lambda: values.compare(name, parameter))()

    # Of single values.

    def _class(self, parameter: Node) -> None:
        number = self._number(parameter)
        self.of_values.append(lambda value: value in self._validator.paths.instances(number))

    def _in(self, parameter: Node) -> None:
        allowed = {self._number(item) for item in self._validator.shapes.items(parameter)}
        self.of_values.append(allowed.__contains__)

    def _node(self, parameter: Node) -> None:
        self.of_values.append(self._validator.compiled(parameter).conforms)

    def _not(self, parameter: Node) -> None:
        shape = self._validator.compiled(parameter)
        self.of_values.append(lambda value: not shape.conforms(value))

    def _and(self, parameter: Node) -> None:
        shapes = [self._validator.compiled(part) for part in self._validator.shapes.items(parameter)]
        self.of_values.append(lambda value: all(shape.conforms(value) for shape in shapes))

    def _or(self, parameter: Node) -> None:
        shapes = [self._validator.compiled(part) for part in self._validator.shapes.items(parameter)]
        self.of_values.append(lambda value: any(shape.conforms(value) for shape in shapes))

    def _xone(self, parameter: Node) -> None:
        shapes = [self._validator.compiled(part) for part in self._validator.shapes.items(parameter)]
        self.of_values.append(lambda value: sum(shape.conforms(value) for shape in shapes) == 1)

    # Of all values together.

    def _minCount(self, parameter: Node) -> None:  # noqa: N802 - as SHACL names it
        lowest = _whole(parameter)
        self.of_sets.append(lambda _, values: (None,) if len(values) < lowest else ())

    def _maxCount(self, parameter: Node) -> None:  # noqa: N802
        highest = _whole(parameter)
        self.of_sets.append(lambda _, values: (None,) if len(values) > highest else ())

    def _hasValue(self, parameter: Node) -> None:  # noqa: N802
        wanted = self._number(parameter)
        self.of_sets.append(lambda _, values: () if wanted in values else (None,))

    def _uniqueLang(self, parameter: Node) -> None:  # noqa: N802
        if str(parameter) == "true":
            self.of_sets.append(self._repeated_languages)

    def _repeated_languages(self, _: int, values: Sequence[int]) -> Iterable[None]:
        found = (self._terms[value] for value in values)
        tags = Counter(t.language.lower() for t in found if isinstance(t, ox.Literal) and t.language)
        return [None for count in tags.values() if count > 1]

    def _equals(self, parameter: Node) -> None:
        others = self._validator.paths.onward(self._number(parameter))
        self.of_sets.append(lambda focus, values: set(values) ^ set(others(focus)))

    def _disjoint(self, parameter: Node) -> None:
        others = self._validator.paths.onward(self._number(parameter))
        self.of_sets.append(lambda focus, values: set(values) & set(others(focus)))

    def _lessThan(self, parameter: Node) -> None:  # noqa: N802
        self._compare_pairs(parameter, or_same=False)

    def _lessThanOrEquals(self, parameter: Node) -> None:  # noqa: N802
        self._compare_pairs(parameter, or_same=True)

    def _compare_pairs(self, parameter: Node, *, or_same: bool) -> None:
        others, terms, compared = (
            self._validator.paths.onward(self._number(parameter)),
            self._terms,
            self._validator.values,
        )

        def check(focus: int, values: Sequence[int]) -> Iterator[int]:
            for value in values:
                for other in others(focus):
                    if not compared.is_before(terms[value], terms[other], or_same=or_same):
                        yield value

        self.of_sets.append(check)

    def _qualifiedValueShape(self, parameter: Node) -> None:  # noqa: N802
        shape = self._validator.compiled(parameter)
        bounds = [self._validator.shapes.object(self._shape.node, f"qualified{end}Count") for end in ("Min", "Max")]
        lowest, highest = (None if bound is None else _whole(bound) for bound in bounds)

        def check(_: int, values: Sequence[int]) -> Iterator[None]:
            count = sum(shape.conforms(value) for value in values)
            if lowest is not None and count < lowest:
                yield None
            if highest is not None and count > highest:
                yield None

        self.of_sets.append(check)

    def _qualifiedMinCount(self, parameter: Node) -> None:  # noqa: N802
        """Read with the shape that it counts."""

    def _qualifiedMaxCount(self, parameter: Node) -> None:  # noqa: N802
        """The same."""

    # Queries.

    def _sparql(self, parameter: Node) -> None:
        if self._shape.path is not None:
            raise UnknownShapeError("sh:sparql in a property shape", compact(str(self._shape.node)))
        if self._validator.shapes.object(parameter, "deactivated") == Literal(True):  # noqa: FBT003 - rdflib's true
            return
        text = self._validator.shapes.select(parameter)
        reason = obstacle(text)
        if reason is not None:
            raise UnknownShapeError(reason, compact(str(self._shape.node)))

        def query(focus: Term) -> Iterator[tuple[Term | None, str]]:
            seen = set()
            for row in self._rows(text, focus, parameter):
                value, path = row.get("value"), row.get("path")
                if (value, path) not in seen:
                    seen.add((value, path))
                    yield value or focus, value_of(path)

        self.queries.append(query)

    def _rows(self, text: str, focus: Term, constraint: Node) -> Iterator[dict[str, Term]]:
        # a blank node cannot be given to a query, but found among its answers
        given = {} if isinstance(focus, ox.BlankNode) else {_THIS: focus}
        try:
            rows = self._validator.store.query(text, substitutions=given)  # type: ignore[arg-type]
        except (SyntaxError, RuntimeError) as error:
            raise UnknownShapeError(f"a query that cannot be read ({error})", compact(str(constraint))) from None
        names = [variable.value for variable in rows.variables]  # type: ignore[union-attr]
        for row in rows:  # type: ignore[union-attr]
            found = {name: row[name] for name in names if row[name] is not None}
            if given or found.get("this") == focus:
                yield found


def _whole(parameter: Node) -> int:
    return int(str(parameter))
