"""The named questions: SPARQL files with a title in three languages and typed parameters.

A parameter stands in the text as `$name`. It is replaced by one serialised RDF term, made from a value that has passed
the check of its type; nothing that a stranger writes is ever pasted into a query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from citynet_kg.dates import PartialDate
from citynet_kg.errors import BadParameterError, UnknownThingError
from citynet_kg.identifiers import AUTHORITY_TYPES, is_slug, thing
from citynet_kg.languages import LANGUAGES, pick
from citynet_kg.store import Store, ask
from citynet_kg.vocab import XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

PARAMETER_TYPES = ("city", "network", "association", "partnership", "organization", "country", "date", "language")
_HEADER = re.compile(r"#\s*([a-z]+(?:-[a-z]+)?):\s*(.*)")
_PLACEHOLDER = re.compile(r"\$([a-z_]+)")
_COUNTRY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question: its name, its type, and the value used if none is given."""

    name: str
    type: str
    default: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be asked by name."""

    name: str
    number: int
    asked_by: str
    titles: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    text: str

    def title(self, language: str) -> str:
        picked = pick(self.titles, language)
        return picked[0] if picked else self.name

    def sparql(self, values: Mapping[str, str], store: Store | None = None) -> str:
        """The query with its parameters filled in.

        Args:
            values: parameter name to value; missing ones take their default.
            store: where to look whether a named thing exists; not looked up if None.

        Raises:
            BadParameterError: an unknown parameter, or a value that is not of its type.
            UnknownThingError: a city or network that is not there.
        """
        known = {p.name: p for p in self.parameters}
        for name in values:
            if name not in known:
                names = ", ".join(known) or "none"
                raise BadParameterError(name, f"this question has no such parameter; it has: {names}.")
        terms = {p.name: str(_term(p, values.get(p.name) or p.default, store)) for p in self.parameters}
        return _PLACEHOLDER.sub(lambda m: terms.get(m[1], m[0]), self.text)


def _term(parameter: Parameter, value: str, store: Store | None) -> NamedNode | Literal:
    if parameter.type == "date":
        try:
            if len(value) != 10:  # noqa: PLR2004 - YYYY-MM-DD
                raise ValueError  # noqa: TRY301
            return Literal(PartialDate.parse(value).earliest.isoformat(), datatype=XSD.date)
        except ValueError:
            raise BadParameterError(parameter.name, f"{value!r} is not a day; write 2025-01-31.") from None
    if parameter.type == "language":
        if value not in LANGUAGES:
            raise BadParameterError(parameter.name, f"{value!r} is not one of {', '.join(LANGUAGES)}.")
        return Literal(value)
    if parameter.type == "country":
        if not _COUNTRY.fullmatch(value):
            raise BadParameterError(parameter.name, f"{value!r} is not a country code; write UKR.")
        return NamedNode(f"http://publications.europa.eu/resource/authority/country/{value}")
    if not is_slug(value):
        raise BadParameterError(
            parameter.name, f"{value!r} is not a slug; write lower-case letters, digits and hyphens."
        )
    types = AUTHORITY_TYPES if parameter.type == "city" else (parameter.type,)
    if store is None:
        return thing(f"{types[0]}/{value}")
    for kind in types:
        iri = thing(f"{kind}/{value}")
        if ask(store, f"ASK {{ {iri} ?p ?o }}"):
            return iri
    raise UnknownThingError(f"{parameter.name}: there is no {parameter.type} called {value!r}.")


def parse_question(name: str, text: str) -> Question:
    """Read a question file: a header of comments, then SPARQL.

    Raises:
        ValueError: the header lacks something.
    """
    lines = text.splitlines(keepends=True)
    headers: list[tuple[str, str]] = []
    while lines and (match := _HEADER.fullmatch(lines[0].strip())):
        headers.append((match[1], match[2].strip()))
        del lines[0]
    while lines and lines[0].strip() in ("", "#"):
        del lines[0]
    single = dict(headers)
    parameters = []
    for key, value in headers:
        if key == "param":
            parameter_name, kind, default = value.split(maxsplit=2)
            if kind not in PARAMETER_TYPES:
                raise ValueError(f"{name}: parameter type {kind!r} is not one of {PARAMETER_TYPES}")
            parameters.append(Parameter(parameter_name, kind, default))
    titles = {tag: single[f"title-{tag}"] for tag in LANGUAGES}
    return Question(name, int(single["number"]), single["asked-by"], titles, tuple(parameters), "".join(lines))


@cache
def load_questions() -> Mapping[str, Question]:
    """All questions by name, in the order of their numbers."""
    folder = files("citynet_kg.query") / "questions"
    found = [
        parse_question(file.name.removesuffix(".rq"), file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".rq")
    ]
    return {q.name: q for q in sorted(found, key=lambda q: q.number)}


def question_named(name: str) -> Question:
    """Find a question.

    Raises:
        UnknownThingError: there is none of this name.
    """
    question = load_questions().get(name)
    if question is None:
        raise UnknownThingError(f"There is no question {name!r}. /questions lists them.")
    return question
