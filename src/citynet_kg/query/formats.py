"""The formats of answers, with their media types, names and endings. The first of a list is the default."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from citynet_kg.errors import UnknownFormatError


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write results or triples."""

    name: str
    media_type: str
    ending: str
    engine: ox.QueryResultsFormat | ox.RdfFormat
    aliases: tuple[str, ...] = ()
    """Other media types that ask for the same."""

    @property
    def content_type(self) -> str:
        """The Content-Type header; text formats say that they are UTF-8."""
        return f"{self.media_type}; charset=utf-8"


RESULT_FORMATS = (
    Format("json", "application/sparql-results+json", "srj", ox.QueryResultsFormat.JSON, ("application/json",)),
    Format("xml", "application/sparql-results+xml", "srx", ox.QueryResultsFormat.XML, ("application/xml", "text/xml")),
    Format("csv", "text/csv", "csv", ox.QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", "tsv", ox.QueryResultsFormat.TSV),
)
GRAPH_FORMATS = (
    Format("turtle", "text/turtle", "ttl", ox.RdfFormat.TURTLE, ("application/x-turtle",)),
    Format("ntriples", "application/n-triples", "nt", ox.RdfFormat.N_TRIPLES, ("text/plain",)),
    Format("rdfxml", "application/rdf+xml", "rdf", ox.RdfFormat.RDF_XML, ("application/xml", "text/xml")),
    Format("jsonld", "application/ld+json", "jsonld", ox.RdfFormat.JSON_LD, ("application/json",)),
)
_SHORT = {
    "ttl": "turtle",
    "nt": "ntriples",
    "rdf": "rdfxml",
    "json-ld": "jsonld",
    "n-triples": "ntriples",
    "n3": "turtle",
}


def graph_twin(form: Format) -> Format | None:
    """The format for triples that is meant where a name, such as `json`, is used for rows and triples alike."""
    name = {"json": "jsonld", "xml": "rdfxml"}.get(form.name, form.name)
    return next((f for f in GRAPH_FORMATS if f.name == name), None)


def format_named(name: str, formats: tuple[Format, ...]) -> Format:
    """Find a format by name, ending or media type.

    Raises:
        UnknownFormatError: naming those there are.
    """
    wanted = _SHORT.get(name.lower(), name.lower())
    for candidate in formats:
        if wanted in (candidate.name, candidate.ending, candidate.media_type, *candidate.aliases):
            return candidate
    raise UnknownFormatError(f"There is no format {name!r} here. There are: {', '.join(f.name for f in formats)}.")
