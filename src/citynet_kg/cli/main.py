"""The commands and what their errors mean."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from citynet_kg import __version__, errors, pipeline
from citynet_kg.cli.asking import ask_command, query_command
from citynet_kg.cli.comparing import diff_command
from citynet_kg.cli.exporting import export_command
from citynet_kg.cli.importing import import_command
from citynet_kg.cli.output import require, write
from citynet_kg.cli.progress import Progress
from citynet_kg.cli.serving import serve_command
from citynet_kg.languages import LANGUAGES
from citynet_kg.layout import Layout
from citynet_kg.query.formats import GRAPH_FORMATS, format_named
from citynet_kg.query.serialize import write_triples
from citynet_kg.reason import REASONERS
from citynet_kg.validate import VALIDATORS, validate_files

if TYPE_CHECKING:
    from citynet_kg.reason import Reasoner
    from citynet_kg.validate import Report, ShapesValidator

FINDINGS, WRONG_USE, ENVIRONMENT, INTERRUPTED = 1, 2, 3, 130
_SMALL = 200_000
"""Bytes of RDF that are validated so quickly that there is nothing to tell meanwhile."""
_EXIT: dict[type[BaseException], int] = {
    errors.DataError: FINDINGS,
    errors.ReasoningError: FINDINGS,
    errors.UnknownShapeError: FINDINGS,
    errors.ValidationFailed: FINDINGS,
    errors.RdfSyntaxError: WRONG_USE,
    errors.UnreadableTableError: WRONG_USE,
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
    errors.DamagedReleaseError: ENVIRONMENT,
    errors.BuildError: ENVIRONMENT,
    errors.FederationError: ENVIRONMENT,
}


class _Group(click.Group):
    """A group that turns the project's errors into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        if sys.stderr is None:
            sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - as long as the process
        try:
            return self._finished(ctx)
        except errors.ValidationFailed as failed:
            click.echo(failed.report.as_text("en", "violation"), err=True)
            click.echo("Nothing was published; what was served before is served still.", err=True)
            raise SystemExit(FINDINGS) from None
        except errors.CityNetError as error:
            code = next((code for kind, code in _EXIT.items() if isinstance(error, kind)), ENVIRONMENT)
            _end(code, error)
        except BrokenPipeError:
            # the reader of our output went away: nothing to say, and nobody to say it to
            _forget_output()
            raise SystemExit(0) from None
        except OSError as error:
            _forget_output()
            place = f"{error.filename}: " if error.filename else ""
            _end(ENVIRONMENT, f"{place}{error.strerror or error}")
        except UnicodeEncodeError as error:
            _end(
                ENVIRONMENT,
                f"Standard output is {error.encoding} and cannot take this text. Set PYTHONIOENCODING=utf-8.",
            )
        except UnicodeDecodeError as error:
            _end(WRONG_USE, f"This is not text in UTF-8: {error}")
        except RuntimeError as error:  # of the engine
            _end(ENVIRONMENT, error)
        except KeyboardInterrupt:
            _end(INTERRUPTED, "interrupted.")

    def _finished(self, ctx: click.Context) -> Any:
        """Run the command and write out what it wrote, so that an error in that is told like any other."""
        require()
        try:
            return super().invoke(ctx)
        finally:
            sys.stdout.flush()


def _end(code: int, message: object) -> NoReturn:
    """Say what went wrong, in one line unless it is a list, and exit."""
    lines = str(message).splitlines()
    if not isinstance(message, errors.DataError | errors.ReasoningError):
        lines = [" ".join(" ".join(lines).split())]
    click.echo("citynet: " + "\n".join(lines), err=True)
    raise SystemExit(code) from None


def _forget_output() -> None:
    """Let the rest of our output go nowhere: writing it out at the end would fail once more."""
    with suppress(AttributeError, OSError, ValueError):  # there is none, or it is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


_validator = click.option(
    "--validator",
    type=click.Choice(VALIDATORS),
    default="compiled",
    show_default=True,
    help="Shapes compiled for the data, or the reference that they are tested against.",
)


@main.command()
@click.option(
    "--from", "source", type=click.Path(path_type=Path, file_okay=False), help="Build the project in this folder."
)
@click.option(
    "--reasoner",
    type=click.Choice(REASONERS),
    default="compiled",
    show_default=True,
    help="Rules compiled from the ontology, or the reference that they are tested against.",
)
@_validator
@click.option("--force", is_flag=True, help="Build even if nothing has changed.")
@click.pass_obj
def build(layout: Layout, source: Path | None, reasoner: Reasoner, validator: ShapesValidator, *, force: bool) -> None:
    """Make a release of data/, ontology/ and shapes/, and switch to it.

    Prints the folder of the release. A build that fails leaves the release before it in place. Where CITYNET_TEXTS
    names a folder with the documents' texts, every quote is checked against them.

    Nothing is built if the current release is whole and was made of the same files by the same program, libraries,
    reasoner and validator, and if quotes that are to be checked were checked against the same texts.
    """
    if source is not None:
        layout = Layout.at(source, layout.build)
    texts = _texts()
    release = None if force else pipeline.find_made(layout, texts=texts, reasoner=reasoner, validator=validator)
    if release is not None:
        click.echo(f"Nothing has changed since release {release.digest} was built; --force builds it again.", err=True)
    else:
        with Progress(pipeline.STAGES) as progress:
            release = pipeline.build(layout, texts=texts, reasoner=reasoner, validator=validator, talk=progress)
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
@_validator
@click.pass_obj
def validate(
    layout: Layout,
    files: tuple[Path, ...],
    lang: str,
    form: str,
    fail_on: str,
    show: str,
    validator: ShapesValidator,
) -> None:
    """Check RDF files, or the project's own data, against the shapes.

    \b
    Exit code: 0 conforms, 1 findings, 2 wrong use (also a file that is not RDF), 3 environment.
    """
    rdf = None if form in ("text", "json") else format_named(form, GRAPH_FORMATS)
    layout.require("ontology", "shapes")
    report = _report(files, layout, validator)
    if form == "text":
        click.echo(report.as_text(lang, show))
        counts = ", ".join(f"{report.count(s)} {s.lower()}" for s in ("Violation", "Warning", "Info"))
        click.echo(counts, err=True)
    elif form == "json":
        click.echo(report.as_json(), nl=False)
    elif rdf is not None:
        write(write_triples(report.as_rdf(), rdf))
    if _is_found(report, fail_on):
        raise SystemExit(FINDINGS)


def _report(files: tuple[Path, ...], layout: Layout, validator: ShapesValidator) -> Report:
    """Validate; tell what is done where it takes long."""
    if files and sum(path.stat().st_size for path in files) < _SMALL:
        return validate_files(files, layout, validator=validator)
    with Progress(("read", "validate")) as progress:
        if files:
            return validate_files(files, layout, progress, validator)
        return pipeline.validate(layout, _texts(), progress, validator)


def _is_found(report: Report, fail_on: str) -> bool:
    severities = ("Violation", "Warning", "Info")
    return any(report.count(s) for s in severities[: severities.index(fail_on.capitalize()) + 1])


for _command in (serve_command, query_command, ask_command, export_command, diff_command, import_command):
    main.add_command(_command)
