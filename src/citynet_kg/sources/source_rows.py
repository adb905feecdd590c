"""Rows of the folders of sources as records: what each source says, and what of it did not get in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citynet_kg.sources import records as r

if TYPE_CHECKING:
    from citynet_kg.sources.tables import Row

_STANCE = ("supports", "contradicts", "mentions")


def _n(row: Row) -> int:
    n = row.integer("n")
    if n is None:
        row.required("n")
    return n or 0


def _quote(row: Row, card: r.Card) -> tuple[str, str]:
    quote, tag = row.text("quote"), row.text("quote_lang")
    if quote and not card.text_held:
        row.wrong("quote", "The text of this source is not held.", "Leave the quote empty: it cannot be checked.")
    if quote and not tag:
        row.wrong("quote_lang", "The quote has no language.", "Write en, de, uk …: the language of the quoted words.")
    return quote, tag


def read_evidence(row: Row, card: r.Card) -> r.Evidence:
    """A row of the evidence.csv of a source."""
    quote, quote_lang = _quote(row, card)
    return r.Evidence(
        source=card.id,
        n=_n(row),
        about=row.paths("about"),
        stance=row.choice("stance", _STANCE, "supports"),
        locator=row.required("locator"),
        quote=quote,
        quote_lang=quote_lang,
        stated_type=row.optional_slug("stated_type"),
        stated_kind=row.optional_slug("stated_kind"),
        stated_role=row.optional_slug("stated_role"),
        stated_start=row.date("stated_start"),
        stated_end=row.date("stated_end"),
        stated_status=row.optional_slug("stated_status"),
        stated_as_of=row.date("stated_as_of"),
        note=row.text("note"),
        origin=row.origin,
    )


def read_attribute(row: Row, card: r.Card) -> r.Attribute:
    """A row of the attributes.csv of a source."""
    quote, quote_lang = _quote(row, card)
    return r.Attribute(
        source=card.id,
        n=_n(row),
        subject=row.path("subject"),
        property=row.required("property"),
        value=row.required("value"),
        value_lang=row.text("value_lang"),
        stance=row.choice("stance", _STANCE, "supports"),
        locator=row.required("locator"),
        quote=quote,
        quote_lang=quote_lang,
        stated_start=row.date("stated_start"),
        stated_end=row.date("stated_end"),
        note=row.text("note"),
        origin=row.origin,
    )


def read_left_out(row: Row, card: r.Card) -> r.LeftOut:
    """A row of the not-modelled.csv of a source."""
    return r.LeftOut(
        source=card.id,
        n=_n(row),
        statement=row.required("statement"),
        locator=row.text("locator"),
        reason=row.required("reason"),
        origin=row.origin,
    )


def read_refused(row: Row, card: r.Card) -> r.Refused:
    """A row of the ledger.csv of a source."""
    number = row.integer("row")
    if number is None:
        row.required("row")
    return r.Refused(
        source=card.id,
        file=row.required("file"),
        row=number or 0,
        value=row.text("value"),
        reason=row.required("reason"),
        origin=row.origin,
    )


def read_withdrawn(row: Row) -> r.Withdrawn:
    """A row of withdrawn.csv."""
    return r.Withdrawn(row.path("path"), row.text("successor"), row.required("reason"), row.origin)


def read_wikidata(row: Row) -> r.WikidataPair:
    """A row of the snapshot of Wikidata."""
    qids = [row.required(column) for column in ("qid_a", "qid_b")]
    for column, qid in zip(("qid_a", "qid_b"), qids, strict=True):
        if not (qid.startswith("Q") and qid[1:].isdigit()):
            row.wrong(column, f"{qid!r} is not a QID.", "Write Q and digits.")
    stated = [row.choice(column, ("0", "1")) == "1" for column in ("stated_a_to_b", "stated_b_to_a")]
    return r.WikidataPair(qids[0], qids[1], stated[0], stated[1])
