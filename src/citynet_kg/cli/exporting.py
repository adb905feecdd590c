"""`citynet export`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from citynet_kg.cli.asking import open_store
from citynet_kg.cli.output import write
from citynet_kg.describe.exports import EXPORTS, export

if TYPE_CHECKING:
    from citynet_kg.layout import Layout


@click.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice(EXPORTS),
    default="nquads",
    show_default=True,
    help="What to write; see above.",
)
@click.pass_obj
def export_command(layout: Layout, form: str) -> None:
    """Write the current release to stdout.

    \b
    nquads            all graphs, as the release holds them
    turtle, jsonld    the default graph: everything but quarantine
    csv               a row per relation
    edges             CSV: a row for each two parties of a relation, with dates, status and assessment
    geojson           local authorities with a place: how many networks and partners each has or had
    graphml           the same edges, and what they join with names, countries and places
    """
    release, store = open_store(layout)
    for piece in export(release, store, form):
        write(piece)
