"""`citynet import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citynet_kg.cli.progress import Progress
from citynet_kg.importing import CITIES, MEMBERSHIPS, PARTNERSHIPS, Options, import_list
from citynet_kg.importing.findings import tell
from citynet_kg.importing.review import review_text
from citynet_kg.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from citynet_kg.importing import Outcome
    from citynet_kg.importing.editions import Changes
    from citynet_kg.layout import Layout

_FINDINGS = 1


@click.group("import")
def import_command() -> None:
    """Bring a list of members, partners or cities into data/, with its source as evidence.

    \b
    The way there:
      1. Write the list's card: data/sources/{id}/source.toml (docs/data-files.md)
      2. citynet import memberships members.xlsx --network iclei --source {id} --dry-run
      3. Mend what is told, or decide doubtful places in a review file:
         … --review doubtful.csv     then fill in its column geonames_id
         … --decisions doubtful.csv
      4. The same without --dry-run, then: citynet build

    Nothing is written unless every row is sound, or --skip-bad is given. Importing a list twice changes nothing.
    """


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every kind of list has."""
    return _with(
        command,
        (
            click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False)),
            click.option(
                "--source", required=True, metavar="CARD", help="Id of the source card that the list belongs to."
            ),
            click.option("--country", default="", metavar="CODE", help="Country of rows that name none: DE."),
            click.option(
                "--map",
                "mapping",
                multiple=True,
                metavar="FIELD=HEADING",
                help="The heading of a field, where it is not recognised; may be repeated.",
            ),
            click.option(
                "--encoding", default="", help="Of a CSV file: windows-1251 …  [default: UTF-8, UTF-16 or Windows-1252]"
            ),
            click.option("--sheet", default="", help="The worksheet of an .xlsx file.  [default: the first]"),
            click.option(
                "--review",
                type=click.Path(path_type=Path, dir_okay=False),
                help="Write rows that need a decision to this CSV file.",
            ),
            click.option(
                "--compare",
                default="",
                metavar="CARD",
                help="Tell who joined, who left and what changed since this older edition.",
            ),
            click.option(
                "--decisions",
                type=click.Path(path_type=Path, exists=True, dir_okay=False),
                help="A review file whose column geonames_id was filled in.",
            ),
            click.option(
                "--names-in", default="", metavar="LANG", help="Language of names whose heading tells none: de, uk."
            ),
            click.option(
                "--municipalities",
                is_flag=True,
                help="The list names municipalities only, so a place whose kind no gazetteer tells is one.",
            ),
            click.option("--skip-bad", is_flag=True, help="Write the sound rows though others are not."),
            click.option("--ledger", is_flag=True, help="Keep the rows that are not sound in the ledger of the card."),
            click.option("--dry-run", is_flag=True, help="Write nothing into data/; tell what would be done."),
            click.option(
                "--lang",
                type=click.Choice(LANGUAGES),
                default="en",
                show_default=True,
                help="Language of the findings.",
            ),
            click.pass_obj,
        ),
    )


def _dated(command: Callable[..., None]) -> Callable[..., None]:
    """The options of lists whose rows hold from a day on."""
    return _with(
        command,
        (
            click.option(
                "--date-order",
                type=click.Choice(("dmy", "mdy")),
                help="How to read 03/04/2021; without it, such a row is told.",
            ),
            click.option(
                "--unstated", is_flag=True, help="The list does not say that what it lists still holds on its day."
            ),
        ),
    )


def _with(command: Callable[..., None], options: Sequence[Callable[..., Any]]) -> Callable[..., None]:
    for option in reversed(options):
        command = option(command)
    return command


_unresolved = click.option(
    "--unresolved",
    is_flag=True,
    help="Take what has a name and an unknown QID as an authority of which nothing else is known.",
)


@import_command.command(MEMBERSHIPS)
@_options
@_unresolved
@_dated
@click.option("--network", required=True, metavar="SLUG", help="The network that the list gives the members of.")
@click.option(
    "--kind", "form", default="unspecified", show_default=True, help="Kind of membership where a row states none."
)
def memberships_command(layout: Layout, network: str, **given: Any) -> None:
    """Import the members of one network from a CSV or .xlsx file.

    \b
    Columns are found by their usual headings in English, German, French and Ukrainian:
      name         city, member, Stadt, Mitglied, ville, місто …        (needed)
      country      country, Land, pays, країна: a name or a code
      lat, lon     latitude, Breite, широта …
      qid, geonames_id, unlocode
      started      since, seit, Beitrittsjahr, depuis, з, рік вступу …
      ended        until, bis, Austritt, jusqu'à, до …
      form         kind of membership: signatory, associate …
      designation  under what the network lists the member: listed as, creative field …

    \b
      citynet import memberships members.csv --network eurocities --source eurocities-members-2026
      citynet import memberships liste.xlsx --network iclei --source iclei-2026 --map name=Kommune --lang de
    """
    _import(layout, MEMBERSHIPS, network=network, **given)


@import_command.command(PARTNERSHIPS)
@_options
@_unresolved
@_dated
@click.option("--city", default="", metavar="SLUG", help="The one city whose partners the list names.")
@click.option(
    "--type", "form", default="unspecified", show_default=True, help="Type of partnership where a row states none."
)
def partnerships_command(layout: Layout, city: str, **given: Any) -> None:
    """Import partnerships of two cities from a CSV or .xlsx file.

    \b
    A row names two cities, or with --city the partner only. A country, a point or an identifier
    belongs to the city named before it; --map knows the fields as a.name, a.country … b.name, b.country …
    Besides: started, ended, form (the type: twinning, Städtefreundschaft, побратимство …).

    \b
      citynet import partnerships partner.xlsx --city bonn-de --source bonn-partner-2026 --lang de
      citynet import partnerships pairs.csv --source pairs-2026 --type twinning --unstated
    """
    _import(layout, PARTNERSHIPS, city=city, **given)


@import_command.command(CITIES)
@_options
def cities_command(layout: Layout, **given: Any) -> None:
    """Improve the register by a list of cities: names, codes, inhabitants, websites, QIDs, kinds.

    \b
    Columns are found by their usual headings in English, German, French and Ukrainian:
      name         city, Stadt, ville, місто, назва …    finds the place; kept with --names-in
      name_de      Deutscher Name, name (de), назва німецькою; so name_en, name_uk, name_pl …
      alt_names    other names, separated by ; or |      with a language: alt_names_de, or Köln@de
      country, lat, lon                                  find the place
      qid, geonames_id, unlocode                         find the place; qid and unlocode are kept
      ags, nuts3   Gemeindeschlüssel, NUTS 3 …
      population   Einwohner, населення, with its year: population_year, Jahr, рік,
                   or in the heading: Einwohner 2021, population_2021
      website      Webseite, сайт …
      kind         municipality, district or region; or --municipalities

    Only places that a relation uses are in the register. Others are told, and left. What another source says
    otherwise is told too, and never overwritten. A QID is taken when a second source states it. A Russian name and
    contact data of persons are never taken.

    \b
      citynet import cities städte.xlsx --source staedtetag-2026 --lang de --dry-run
      citynet import cities міста.csv --source amu-2026 --country UA --names-in uk --municipalities
    """
    _import(layout, CITIES, **given)


def _import(
    layout: Layout,
    what: str,
    *,
    file: Path,
    mapping: tuple[str, ...],
    review: Path | None,
    lang: str,
    date_order: str | None = None,
    unstated: bool = False,
    **given: Any,
) -> None:
    pairs = [pair.partition("=") for pair in mapping]
    if any(not sign for _, sign, _ in pairs):
        raise click.BadParameter("Write each as FIELD=HEADING.", param_hint="--map")
    options = Options(
        what,
        columns={field: heading for field, _, heading in pairs},
        day_first=None if date_order is None else date_order == "dmy",
        is_current=not unstated,
        **given,
    )
    with Progress(("read", "match", "plan", "write")) as progress:
        outcome = import_list(file, layout, options, progress)
    for finding in (*outcome.unused, *outcome.findings):
        click.echo(finding.tell(lang))
    for code, columns in outcome.columns.items():
        if columns:
            click.echo(tell(code, lang, columns=", ".join(columns)), err=True)
    if outcome.changes is not None:
        _tell_changes(outcome.changes, lang)
    if review is not None and outcome.findings:
        review.write_text(review_text(outcome.findings, lang), "utf-8", newline="")
        click.echo(f"{len(outcome.findings)} rows to decide: {review}", err=True)
    click.echo(_summary(outcome, options), err=True)
    if outcome.findings:
        raise SystemExit(_FINDINGS)


_CHANGES = {
    "en": ("joined", "left", "changed"),
    "de": ("neu", "nicht mehr da", "geändert"),
    "uk": ("нові", "вибули", "змінені"),
}


def _tell_changes(changes: Changes, lang: str) -> None:
    joined, left, changed = _CHANGES[lang]
    for word, parties in ((joined, changes.joined), (left, changes.left)):
        for name in parties:
            click.echo(f"{word}: {name}")
    for name, before, after in changes.changed:
        click.echo(f"{changed}: {name}: {before} → {after}")
    counts = f"{len(changes.joined)} joined, {len(changes.left)} left, {len(changes.changed)} changed"
    click.echo(f"{counts} since the older edition; rows that cannot be read or matched do not count.", err=True)


def _summary(outcome: Outcome, options: Options) -> str:
    bad = len({finding.row for finding in outcome.findings})
    counts = ", ".join(f"{number} {what}" for what, number in outcome.added.items())
    added = f"{counts or 'nothing'}; {outcome.repeated} rows were there before"
    aside = f", {len(outcome.left_aside)} totals and notes left aside" if outcome.left_aside else ""
    unused = f", {len(outcome.unused)} of places that no relation uses" if outcome.unused else ""
    read = f"{outcome.rows} rows read{aside}; {bad} not sound{unused}."
    if outcome.files:
        return f"{read} Added: {added}. Changed: {', '.join(outcome.files)}. Next: citynet build"
    if options.dry_run:
        return f"{read} Would add: {added}. Nothing was written (--dry-run)."
    if bad and not options.skip_bad:
        return f"{read} Nothing was written. Mend the rows, or write the others with --skip-bad."
    return f"{read} Nothing new: {outcome.repeated} rows were there before."
