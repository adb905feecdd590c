"""A QID is taken when two sources state it: what one says alone waits in the note of the register."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citynet_kg.gazetteer import Place
    from citynet_kg.sources.records import Authority

_WAITING = re.compile(r"\s*QID (Q[0-9]+) has one source only, ([a-z0-9-]+), and is left out\.")


def waiting(note: str) -> dict[str, str]:
    """The QIDs of a note that one source alone states, with that source.

    >>> waiting("QID Q5 has one source only, natural-earth-4, and is left out.")
    {'Q5': 'natural-earth-4'}
    """
    return dict(_WAITING.findall(note))


def with_qid(city: Authority, place: Place, qid: str, source: str) -> dict[str, str]:
    """The cells of the register that change when a source states a QID that nobody contradicts.

    Args:
        city: its row, without a QID.
        place: the same in the gazetteer.
        qid: what the source states.
        source: its id.
    """
    alone = waiting(city.note).get(qid)
    others = {*(place.qid_sources if place.qid == qid else ()), *([alone] if alone else ())} - {source}
    if others:
        return {
            "qid": qid,
            "qid_sources": "|".join(sorted({*others, source})),
            "note": _WAITING.sub("", city.note).strip(),
        }
    if alone:
        return {}
    return {"note": f"{city.note} QID {qid} has one source only, {source}, and is left out.".strip()}
