"""`python -m citynet_kg.gazetteer.compile FOLDER [--output data/gazetteer]`."""

from __future__ import annotations

from pathlib import Path

import click

from citynet_kg.gazetteer.compile.german import join_german
from citynet_kg.gazetteer.compile.joining import Names, confirm_by_labels, join_natural_earth, join_unlocode
from citynet_kg.gazetteer.compile.raw import Report, read_known
from citynet_kg.gazetteer.compile.writing import write_gazetteer


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data/gazetteer"),
    show_default=True,
    help="Where the gazetteer, its conflicts and its account go.",
)
def compile_gazetteer(folder: Path, output: Path) -> None:
    """Make data/gazetteer/ of the raw files in FOLDER. The same files give the same bytes."""
    report = Report()
    known = read_known(folder)
    names = Names(known.values())
    join_natural_earth(folder, known, names, report)
    join_unlocode(folder, known, names, report)
    confirm_by_labels(folder, known, report)
    join_german(folder, known, report)
    write_gazetteer(folder, output, known.values(), report)
    for outcome, number in sorted(report.counts.items()):
        click.echo(f"{number:7,}  {outcome}", err=True)


if __name__ == "__main__":
    compile_gazetteer()
