"""The commands and what their errors mean."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citynet_kg import __version__, errors, pipeline
from citynet_kg.cli.asking import ask_command, query_command
from citynet_kg.cli.exporting import export_command
from citynet_kg.cli.progress import Progress
from citynet_kg.cli.serving import serve_command
from citynet_kg.languages import LANGUAGES
from citynet_kg.layout import Layout
from citynet_kg.query.formats import GRAPH_FORMATS, format_named
from citynet_kg.query.serialize import write_triples
from citynet_kg.validate import validate_files

if TYPE_CHECKING:
    from citynet_kg.validate import Report

FINDINGS, WRONG_USE, ENVIRONMENT = 1, 2, 3
_EXIT: dict[type[BaseException], int] = {
    errors.DataError: FINDINGS,
    errors.ReasoningError: FINDINGS,
    errors.ValidationFailed: FINDINGS,
    errors.RdfSyntaxError: WRONG_USE,
    errors.QuerySyntaxError: WRONG_USE,
    errors.QueryFailedError: WRONG_USE,
    errors.QueryRefusedError: WRONG_USE,
    errors.UnknownFormatError: WRONG_USE,
    errors.UnknownThingError: WRONG_USE,
    errors.UnknownGraphError: WRONG_USE,
    errors.AnswerTooLargeError: WRONG_USE,
    errors.BadParameterError: WRONG_USE,
    errors.BadSettingError: WRONG_USE,
    errors.ProjectNotFoundError: ENVIRONMENT,
    errors.BuildError: ENVIRONMENT,
    errors.FederationError: ENVIRONMENT,
}


class _Group(click.Group):
    """A group that turns the project's errors into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except errors.ValidationFailed as failed:
            click.echo(failed.report.as_text("en", "violation"), err=True)
            click.echo("Nothing was published; what was served before is served still.", err=True)
            raise SystemExit(FINDINGS) from None
        except errors.CityNetError as error:
            click.echo(f"citynet: {error}", err=True)
            raise SystemExit(next(code for kind, code in _EXIT.items() if isinstance(error, kind))) from None
        except BrokenPipeError:
            # the reader of our output went away: nothing to say, and nobody to say it to
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        except OSError as error:
            click.echo(f"citynet: {error}", err=True)
            raise SystemExit(ENVIRONMENT) from None


@click.group(cls=_Group, context_settings={"auto_envvar_prefix": "CITYNET", "help_option_names": ["-h", "--help"]})
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The project's folder.  [default: here]",
)
@click.option(
    "--build-dir", type=click.Path(path_type=Path, file_okay=False), help="Where releases lie.  [default: ROOT/build]"
)
@click.version_option(__version__, prog_name="citynet")
@click.pass_context
def main(context: click.Context, root: Path, build_dir: Path | None) -> None:
    """How cities work together: build the graph, check it, serve it, ask it.

    \b
    A first walk:
      citynet serve                         build if needed, then http://127.0.0.1:8000/
      citynet ask                           the questions that have a name
      citynet ask networks-of-city city=bonn-de
      citynet query 'SELECT * { ?n a cnet:CityNetwork } LIMIT 5'
      citynet validate my-data.ttl          check RDF of your own

    Every option can be set in the environment: CITYNET_ROOT, CITYNET_SERVE_PORT, and so on.
    """
    context.obj = Layout.at(root, build_dir)


@main.command()
@click.option(
    "--from", "source", type=click.Path(path_type=Path, file_okay=False), help="Build the project in this folder."
)
@click.pass_obj
def build(layout: Layout, source: Path | None) -> None:
    """Make a release of data/, ontology/ and shapes/, and switch to it.

    Prints the folder of the release. A build that fails leaves the release before it in place. Where CITYNET_TEXTS
    names a folder with the documents' texts, every quote is checked against them.
    """
    if source is not None:
        layout = Layout.at(source, layout.build)
    with Progress(pipeline.STAGES) as progress:
        release = pipeline.build(layout, texts=_texts(), talk=progress)
    click.echo(release.folder)


def _texts() -> Path | None:
    folder = os.environ.get("CITYNET_TEXTS")
    return Path(folder) if folder else None


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the findings.")
@click.option(
    "--format", "form", default="text", show_default=True, help="text, json, turtle, ntriples, rdfxml or jsonld."
)
@click.option(
    "--fail-on",
    type=click.Choice(("violation", "warning", "info")),
    default="violation",
    show_default=True,
    help="The mildest finding that makes the exit code 1.",
)
@click.option(
    "--show",
    type=click.Choice(("violation", "warning", "info")),
    default="info",
    show_default=True,
    help="The mildest finding that is shown as text.",
)
@click.pass_obj
def validate(layout: Layout, files: tuple[Path, ...], lang: str, form: str, fail_on: str, show: str) -> None:
    """Check RDF files, or the project's own data, against the shapes.

    \b
    Exit code: 0 conforms, 1 findings, 2 wrong use (also a file that is not RDF), 3 environment.
    """
    rdf = None if form in ("text", "json") else format_named(form, GRAPH_FORMATS)
    layout.require("ontology", "shapes")
    report = validate_files(files, layout) if files else pipeline.validate(layout, _texts())
    if form == "text":
        click.echo(report.as_text(lang, show))
        counts = ", ".join(f"{report.count(s)} {s.lower()}" for s in ("Violation", "Warning", "Info"))
        click.echo(counts, err=True)
    elif form == "json":
        click.echo(report.as_json(), nl=False)
    elif rdf is not None:
        sys.stdout.buffer.write(write_triples(report.as_rdf(), rdf))
    if _is_found(report, fail_on):
        raise SystemExit(FINDINGS)


def _is_found(report: Report, fail_on: str) -> bool:
    severities = ("Violation", "Warning", "Info")
    return any(report.count(s) for s in severities[: severities.index(fail_on.capitalize()) + 1])


for _command in (serve_command, query_command, ask_command, export_command):
    main.add_command(_command)
