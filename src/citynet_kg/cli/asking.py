"""`citynet query` and `citynet ask`."""

from __future__ import annotations

import http.client
import sys
import unicodedata
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyoxigraph as ox

from citynet_kg import __version__
from citynet_kg.cli.output import write
from citynet_kg.errors import FederationError, ProjectNotFoundError, QueryRefusedError, UnknownThingError
from citynet_kg.languages import LANGUAGES
from citynet_kg.query import (
    GRAPH_FORMATS,
    RESULT_FORMATS,
    QueryRequest,
    answer,
    format_named,
    graph_twin,
    load_questions,
)
from citynet_kg.query.confine import nothing_opened
from citynet_kg.query.questions import question_named
from citynet_kg.release import open_current
from citynet_kg.settings import Settings
from citynet_kg.store import load_release
from citynet_kg.vocab import compact

if TYPE_CHECKING:
    from citynet_kg.layout import Layout
    from citynet_kg.query import Format
    from citynet_kg.release import Release
    from citynet_kg.store import EmbeddedStore

_TIMEOUT = 60
_MOST = 100_000_000
_FORMATS = "table, json, xml, csv, tsv; for graphs turtle, ntriples, rdfxml, jsonld."


def open_store(layout: Layout) -> tuple[Release, EmbeddedStore]:
    """Load the current release.

    Raises:
        ProjectNotFoundError: there is none.
        DamagedReleaseError: it is not what was written.
    """
    release = open_current(layout)
    if release is None:
        raise ProjectNotFoundError(f"No release in {layout.build}. Run: citynet build")
    return release, load_release(release)


def _formats(name: str | None) -> tuple[bool, Format | None, Format | None]:
    """(as a table, the format for rows, the format for triples) of an option."""
    if name is None:
        return sys.stdout.isatty(), RESULT_FORMATS[2], GRAPH_FORMATS[0]
    if name == "table":
        return True, RESULT_FORMATS[0], GRAPH_FORMATS[0]
    chosen = format_named(name, (*RESULT_FORMATS, *GRAPH_FORMATS))
    return False, chosen if chosen in RESULT_FORMATS else None, graph_twin(chosen)


def _show(store: EmbeddedStore, text: str, name: str | None) -> None:
    table, rows, triples = _formats(name)
    if table:
        rows = RESULT_FORMATS[0]
    with nothing_opened():
        told = answer(store, QueryRequest(text, rows, triples), Settings())
    if table and told.format == RESULT_FORMATS[0]:
        _print_table(told.body)
    else:
        write(told.body)


def _print_table(body: bytes) -> None:
    results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        click.echo("yes" if results else "no")
        return
    names = [v.value for v in results.variables]
    lines = [names, *([_cell(row[n]) for n in names] for row in results)]
    widths = [min(60, max(_width(line[i]) for line in lines)) for i in range(len(names))]
    for number, line in enumerate(lines):
        click.echo("  ".join(c + " " * (w - _width(c)) for c, w in zip(line, widths, strict=True)).rstrip())
        if number == 0:
            click.echo("  ".join("-" * w for w in widths))
    click.echo(f"{len(lines) - 1} rows", err=True)


def _cell(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return compact(term.value).replace("https://w3id.org/citynet/id/", "")
    return " ".join(str(getattr(term, "value", term)).split())


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@click.command("query")
@click.argument("text")
@click.option("--endpoint", help="Send the query to this SPARQL endpoint instead.")
@click.option("--format", "form", help=_FORMATS + "  [default: table on a terminal, csv and turtle elsewhere]")
@click.pass_obj
def query_command(layout: Layout, text: str, endpoint: str | None, form: str | None) -> None:
    """Evaluate SPARQL over the current release. TEXT is a query, a file, or - for standard input.

    \b
    The prefixes need no declaration:
      citynet query 'SELECT ?n { ?n a cnet:CityNetwork }'
      citynet query my-query.rq --format json
      echo 'ASK { ?s a cnet:Partnership }' | citynet query -
    """
    text = _query_text(text)
    if endpoint is None:
        _show(open_store(layout)[1], text, form)
    else:
        _send(endpoint, text, form)


def _query_text(given: str) -> str:
    """What the argument of `query` means: a query, a file, or - for standard input."""
    try:
        if given == "-":
            return sys.stdin.buffer.read().decode() if sys.stdin else ""
        if "{" not in given:
            if not _is_file(given):
                raise click.BadParameter(f"{given[:200]!r} is neither SPARQL nor a file.", param_hint="TEXT")
            return Path(given).read_text("utf-8")
        given.encode()  # bytes on the command line that are no UTF-8 arrive as lone surrogates
    except UnicodeError:
        name = repr(given[:200]) if "{" not in given and given != "-" else "The query"
        raise click.BadParameter(f"{name} is not text in UTF-8.", param_hint="TEXT") from None
    return given


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # too long to be a name
        return False


def _send(endpoint: str, text: str, form: str | None) -> None:
    if not endpoint.startswith(("http://", "https://")):
        raise click.BadParameter("An endpoint begins with http:// or https://.", param_hint="--endpoint")
    _, rows, triples = _formats(form)
    accept = ", ".join(f.media_type for f in (rows, triples) if f is not None)
    body = urllib.parse.urlencode({"query": text}).encode()
    headers = {"Accept": accept, "User-Agent": f"citynet-kg/{__version__}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(endpoint, body, headers), timeout=_TIMEOUT) as reply:  # noqa: S310 - checked above
            body = reply.read(_MOST + 1)
    except urllib.error.HTTPError as error:
        raise QueryRefusedError(
            f"{endpoint} answered {error.code}: {error.read(2000).decode('utf-8', 'replace')}"
        ) from None
    except http.client.HTTPException:
        raise FederationError(endpoint, "broke off its answer.") from None
    except (OSError, ValueError) as error:
        raise FederationError(endpoint, f"cannot be reached: {error}.") from None
    if len(body) > _MOST:
        raise FederationError(endpoint, f"answered more than {_MOST:,} bytes.")
    write(body)


@click.command("ask")
@click.argument("name", required=False)
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the list.")
@click.option("--format", "form", help=_FORMATS)
@click.option("--sparql", is_flag=True, help="Print the query instead of asking it.")
@click.pass_obj
def ask_command(
    layout: Layout, name: str | None, values: tuple[str, ...], lang: str, form: str | None, *, sparql: bool
) -> None:
    """Ask a named question. Without NAME: list the questions and their parameters.

    \b
      citynet ask networks-of-city city=bonn-de
    """
    if name is None:
        for question in load_questions().values():
            parameters = " ".join(f"{p.name}={p.default}" for p in question.parameters)
            click.echo(f"{question.name} {parameters}".rstrip() + f"\n    {question.title(lang)}")
        return
    given = dict(v.partition("=")[::2] for v in values)
    if any("=" not in v for v in values):
        raise click.BadParameter("Write each as key=value.", param_hint="KEY=VALUE")
    try:
        question = question_named(name)
    except UnknownThingError:
        raise UnknownThingError(f"There is no question {name!r}. `citynet ask` lists them.") from None
    store = open_store(layout)[1]
    text = question.sparql(given, store)
    if sparql:
        click.echo(text)
    else:
        _show(store, text, form)
