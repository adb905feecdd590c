"""`citynet diff`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
import pyoxigraph as ox

from citynet_kg.languages import LANGUAGES, pick
from citynet_kg.release import compare_releases, find_release
from citynet_kg.vocab import ID, compact
from citynet_kg.web.i18n import date_text, messages, number_text, t

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from citynet_kg.layout import Layout
    from citynet_kg.release import Comparison, Release
    from citynet_kg.release.compare import Change, ChangedThing, Labels, Value

DIFFERENT = 1
_SECTIONS = ("added", "ended", "changed", "withdrawn")
# There are many of them, each is told as evidence of what it supports, and none has a name.
_ONLY_COUNTED = "evidence"
_NOTHING = "–"
# Computed from a date, whose change is told.
_BOUNDS = {
    "cnet:startEarliest": "cnet:startedOn",
    "cnet:startLatest": "cnet:startedOn",
    "cnet:endEarliest": "cnet:endedOn",
    "cnet:endLatest": "cnet:endedOn",
}


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the text.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="For people or programs.",
)
@click.pass_obj
def diff_command(layout: Layout, before: str, after: str, lang: str, form: str) -> None:
    """Tell what is different in release B, compared with release A: added, ended, changed, withdrawn.

    A and B are digests, beginnings of digests, folders of releases, or the word current.

    \b
      citynet diff 9e9fbd current
      citynet diff old-release/ new-release/ --format json

    \b
    Exit code: 0 no statement differs, 1 some do, 2 wrong use, 3 there is no such release.
    """
    found = compare_releases(find_release(layout, before), find_release(layout, after))
    if form == "json":
        click.echo(json.dumps(_data(found), ensure_ascii=False, indent=1))
    else:
        for line in _lines(found, lang):
            click.echo(line)
    if found:
        raise SystemExit(DIFFERENT)


def _data(found: Comparison) -> dict[str, Any]:
    return {
        "before": _release_data(found.before),
        "after": _release_data(found.after),
        "counts": {section: len(getattr(found, section)) for section in _SECTIONS},
        **{section: [_thing_data(thing, found) for thing in getattr(found, section)] for section in _SECTIONS},
        "graphs": {name: {"added": added, "removed": removed} for name, (added, removed) in found.graphs.items()},
    }


def _release_data(release: Release) -> dict[str, str]:
    return {"digest": release.digest, "as_of": release.as_of}


def _thing_data(thing: ChangedThing, found: Comparison) -> dict[str, Any]:
    data: dict[str, Any] = {"iri": thing.iri, "type": thing.type, "labels": found.labels.get(thing.iri, {})}
    if thing.changes:
        data["changes"] = [
            {
                "property": change.term,
                "before": [_term_data(value, found.labels) for value in change.before],
                "after": [_term_data(value, found.labels) for value in change.after],
            }
            for change in thing.changes
        ]
    elif thing.path in found.after.withdrawn:
        successor, data["reason"] = found.after.withdrawn[thing.path]
        data["successor"] = ID + successor if successor else None
    return data


def _term_data(value: Value, labels: Mapping[str, Labels]) -> dict[str, Any]:
    """A term as the SPARQL results format writes it, and its labels."""
    if isinstance(value, ox.Literal):
        typed = {"xml:lang": value.language} if value.language else {"datatype": value.datatype.value}
        return {"type": "literal", "value": value.value, **typed}
    if isinstance(value, ox.NamedNode):
        return {"type": "uri", "value": value.value, "labels": labels.get(value.value, {})}
    return {"type": "bnode", "value": str(value)}


def _lines(found: Comparison, language: str) -> Iterator[str]:
    """The difference as people read it."""
    for key, release in (("diff.before", found.before), ("diff.after", found.after)):
        yield f"{t(key, language)} {release.digest} ({t('frame.as-of', language)} {date_text(release.as_of, language)})"
    if not found:
        yield t("diff.none", language)
    for section in _SECTIONS:
        things: Sequence[ChangedThing] = [x for x in getattr(found, section) if x.type != _ONLY_COUNTED]
        if things:
            yield f"\n{t(f'diff.{section}', language)} ({number_text(len(things), language)})"
        for thing in things:
            yield f"  {_named(thing.iri, found.labels, language)}"
            yield from (f"      {line}" for line in _details(thing, found, language))
    passages = {section: sum(x.type == _ONLY_COUNTED for x in getattr(found, section)) for section in _SECTIONS}
    if any(passages.values()):
        counted = (f"{t(f'diff.{s}', language).lower()} {number_text(n, language)}" for s, n in passages.items() if n)
        yield f"\n{t('diff.passages', language)}: {', '.join(counted)}"
    if found.graphs:
        yield f"\n{t('diff.graphs', language)}"
    for name, (added, removed) in found.graphs.items():
        yield f"  {name}  +{number_text(added, language)} −{number_text(removed, language)}"


def _details(thing: ChangedThing, found: Comparison, language: str) -> Iterator[str]:
    told = {compact(change.term) for change in thing.changes}
    for change in thing.changes:
        if _BOUNDS.get(compact(change.term)) not in told:
            yield _change_text(change, found.labels, language)
    if not thing.changes and thing.path in found.after.withdrawn:
        successor, reason = found.after.withdrawn[thing.path]
        yield reason
        if successor:
            yield f"{t('diff.successor', language)} {_named(ID + successor, found.labels, language)}"


def _change_text(change: Change, labels: Mapping[str, Labels], language: str) -> str:
    curie = compact(change.term)
    key = _property_key(curie)
    name = t(key, language) if key in messages(language) else curie
    before, after = (
        "; ".join(_value_text(v, labels, language) for v in _for_reader(values, change, language)) or _NOTHING
        for values in (change.before, change.after)
    )
    return f"{name}: {before} → {after}"


def _for_reader(values: Sequence[Value], change: Change, language: str) -> Sequence[Value]:
    """Of a text in several languages only the reader's, if that is one that changed."""

    def is_theirs(value: Value) -> bool:
        return isinstance(value, ox.Literal) and value.language == language

    return [v for v in values if is_theirs(v)] if any(map(is_theirs, (*change.before, *change.after))) else values


def _property_key(curie: str) -> str:
    bounds = {"start": "bound.start-", "end": "bound.end-"}
    prefix = next(
        (key for begins, key in bounds.items() if curie in _BOUNDS and curie.startswith(f"cnet:{begins}")), ""
    )
    if prefix:
        return prefix + ("earliest" if curie.endswith("Earliest") else "latest")
    return "diff.evidence" if curie == "cnet:evidence" else f"property.{curie.replace(':', '-')}"


def _value_text(value: Value, labels: Mapping[str, Labels], language: str) -> str:
    if isinstance(value, ox.NamedNode):
        return _named(value.value, labels, language)
    if isinstance(value, ox.Literal):
        text = " ".join(date_text(value.value, language).split())
        return f"{text} ({value.language})" if value.language else text
    return str(value)


def _named(iri: str, labels: Mapping[str, Labels], language: str) -> str:
    """The name of a thing and its identifier."""
    short = iri.removeprefix(ID) if iri.startswith(ID) else compact(iri)
    picked = pick(labels.get(iri, {}), language)
    return f"{picked[0]}  <{short}>" if picked else f"<{short}>"
