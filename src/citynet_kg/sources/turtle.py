"""Read RDF files, with the line and column of what cannot be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from citynet_kg.errors import Problem, RdfSyntaxError
from citynet_kg.identifiers import path_of
from citynet_kg.sources.records import TurtleFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
# pyoxigraph's messages begin with the position, which our errors carry themselves.
_POSITION = re.compile(r"(?:Parser error|error|Error) (?:at|between) line [0-9]+[a-z0-9 ]*: ")
_BASE = "https://w3id.org/citynet/"


def stream_rdf(path: Path, name: str | None = None, *, base: str = _BASE) -> Iterator[ox.Quad]:
    """Parse a file by its ending, quad by quad. Lexical forms are kept; blank nodes get labels unique to this call.

    Raises:
        RdfSyntaxError: with line and column where the parser gives them.
    """
    name = name or path.name
    rdf_format = FORMATS.get(path.suffix)
    if rdf_format is None:
        raise RdfSyntaxError(name, f"the ending {path.suffix!r} is not known; use one of {', '.join(FORMATS)}")
    try:
        yield from ox.parse(path=str(path), format=rdf_format, base_iri=base, rename_blank_nodes=True)
    except SyntaxError as error:
        at = re.search(r"line (\d+)(?: between)? column (\d+)", str(error))
        line, column = (
            (error.lineno, error.offset) if error.lineno else (int(at[1]), int(at[2])) if at else (None, None)
        )
        message = error.msg or str(error)
        raise RdfSyntaxError(
            name, message if line is None else _POSITION.sub("", message, count=1), line, column
        ) from None
    except (UnicodeDecodeError, ValueError) as error:
        raise RdfSyntaxError(name, str(error)) from None


def parse_rdf(path: Path, name: str | None = None) -> tuple[ox.Quad, ...]:
    """All quads of a file. Raises what `stream_rdf` raises."""
    return tuple(stream_rdf(path, name))


def read_turtle(path: Path, file: str, problems: list[Problem]) -> TurtleFile | None:
    """Read a hand-written Turtle file of `data/`."""
    try:
        triples = tuple(quad.triple for quad in parse_rdf(path, file))
    except RdfSyntaxError as error:
        problems.append(Problem(file, error.line, None, f"Not readable as Turtle: {error.message}.", "Mend the line."))
        return None
    lines: dict[str, int] = {}
    subjects = {t.subject.value: path_of(t.subject.value) for t in triples if isinstance(t.subject, ox.NamedNode)}
    where = {f"{p.split('/')[0]}:{p.split('/', 1)[1]}": iri for iri, p in subjects.items() if p is not None}
    where |= {f"<{iri}>": iri for iri in subjects}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        first = line.split(maxsplit=1)[0] if line[:1].strip() else ""
        if first in where:
            lines.setdefault(where[first], number)
    for triple in triples:
        if not (isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal)):
            at = lines.get(getattr(triple.subject, "value", ""))
            problems.append(
                Problem(file, at, None, "A blank node.", "Give it a name under /id/: blank nodes cannot be cited.")
            )
            return None
    return TurtleFile(file, triples, lines)
