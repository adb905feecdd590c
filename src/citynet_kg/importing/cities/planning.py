"""Decide what a city's entry adds to what is known of the place."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from citynet_kg.importing.cities.facts import CODES, KEYS, PROPERTIES, Fact
from citynet_kg.importing.cities.qids import with_qid
from citynet_kg.importing.findings import Finding
from citynet_kg.importing.numbering import next_number
from citynet_kg.sources.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from citynet_kg.importing.cities.entries import CityEntry
    from citynet_kg.importing.cities.known import Known
    from citynet_kg.importing.register import Register
    from citynet_kg.sources import Project

_WORDS = {
    "name": "names",
    "alt_names": "names",
    **dict.fromkeys(CODES, "codes"),
    "population": "numbers of inhabitants",
    "website": "websites",
}
_QID, _WAITING, _KIND = "QIDs", "QIDs that wait for a second source", "kinds"
ADDED = (*dict.fromkeys(_WORDS.values()), _QID, _WAITING, _KIND)
"""What a plan counts, in the order in which it is told."""
_REGION = Fact("kind", "region")
"""What no list can say of a place whose kind is unknown: the gazetteer has towns, and regions are called like them."""
_REGISTERED = ("qid", "kind")
"""What becomes a cell of the register; all else becomes a statement of the source."""


@dataclass(slots=True)
class CityPlan:
    """Rows to add, cells of the register to change, and kinds that turn out: the old path and the new.

    `said` has what each place is told of, for comparing editions.
    """

    attributes: list[dict[str, str]] = field(default_factory=list)
    evidence: list[dict[str, str]] = field(default_factory=list)
    populations: list[dict[str, str]] = field(default_factory=list)
    register: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    kinds: dict[str, str] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    said: dict[str, set[Fact]] = field(default_factory=lambda: defaultdict(set))
    findings: list[Finding] = field(default_factory=list)
    unused: list[Finding] = field(default_factory=list)


class CityPlanner:
    """Plans the entries of one list against what is known."""

    def __init__(self, project: Project, known: Known, register: Register, source: str, file: str) -> None:
        self._known, self._register, self._source, self._file = known, register, source, file
        self._next = next_number(project, source)
        self._plan = CityPlan()

    def plan(self, entries: Iterable[CityEntry]) -> CityPlan:
        """Plan entries, in their order: statements are numbered on."""
        for entry in entries:
            slug = self._register.known(entry.place)
            if not slug:
                values = {"place": entry.place.name}
                self._plan.unused.append(Finding(self._file, entry.row, "", entry.locator, "not-in-use", values))
                continue
            self._plan.said[slug] |= {fact for fact in entry.columns if fact.field not in _REGISTERED}
            findings = self._against(slug, entry)
            if findings:
                self._plan.findings += findings
            else:
                self._take(slug, entry)
        return self._plan

    def _against(self, slug: str, entry: CityEntry) -> Sequence[Finding]:
        """What keeps an entry out: this source said otherwise before, or another says otherwise."""
        if self._is_changed(slug, entry):
            return [Finding(self._file, entry.row, "", entry.locator, "changed", {})]
        findings = []
        for fact, column in sorted(entry.columns.items()):

            def wrong(code: str, fact: Fact = fact, column: str = column, **values: object) -> None:
                findings.append(Finding(self._file, entry.row, column, fact.value, code, {"slug": slug, **values}))

            if fact.field in KEYS and (owner := self._known.owner(slug, fact)):
                wrong("key-taken", slug=owner[0], source=owner[1])
            elif fact.field in ("qid", "population", *CODES) and (
                other := self._known.against(slug, entry.place, fact)
            ):
                wrong("conflict", known=other[0], source=other[1])
            elif fact.field == "kind" and self._known.cities[slug].kind not in (fact.value, "authority"):
                wrong("kind-differs", known=self._known.cities[slug].kind)
            elif fact == _REGION and self._known.cities[slug].kind == "authority":
                wrong("region-or-town", place=entry.place.name)
        return findings

    def _is_changed(self, slug: str, entry: CityEntry) -> bool:
        """Tell whether this source said something else in the same place before; that it says more now is no change."""
        before = {fact.as_told for fact in self._known.said(slug, self._source, entry.locator)}
        about = {(fact.field, fact.of) for fact in before}
        return any(
            (fact.as_told.field, fact.of) in about and fact.as_told not in before
            for fact in entry.columns
            if fact.field not in (*_REGISTERED, "alt_names")
        )

    def _take(self, slug: str, entry: CityEntry) -> None:
        before = {fact.as_told for fact in self._known.said(slug, self._source, entry.locator)}
        changed = [self._amend(slug, fact, entry) for fact in sorted(entry.columns) if fact.field in _REGISTERED]
        stated = [
            self._state(slug, fact, entry)
            for fact in sorted(entry.columns, key=lambda f: (f.field != "name", f))
            if fact.field not in _REGISTERED and fact.as_told not in before
        ]
        if not any((*changed, *stated)):
            self._plan.repeated += 1

    def _amend(self, slug: str, fact: Fact, entry: CityEntry) -> bool:
        """Change the register where it does not know yet what the fact says."""
        city, cells = self._known.cities[slug], self._plan.register
        if fact.field == "kind" and city.kind == "authority" and slug not in self._plan.kinds:
            self._plan.kinds[slug] = fact.value
            says = f"“{self._known.title(self._source)}” names it a {fact.value}."
            note = cells[slug].get("note", city.note)
            cells[slug] |= {"kind": fact.value, "note": f"{note} {says}".strip()}
            self._plan.added[_KIND] += 1
            return True
        if fact.field == "qid" and not city.qid and "qid_sources" not in cells[slug]:
            found = with_qid(city, entry.place, fact.value, self._source)
            if found:
                self._plan.added[_QID if "qid" in found else _WAITING] += 1
            cells[slug] |= found
            return bool(found)
        return False

    def _state(self, slug: str, fact: Fact, entry: CityEntry) -> bool:
        """Add a statement of the source; the first preferred name of a language stays the preferred one."""
        self._plan.added[_WORDS[fact.field]] += 1
        number, self._next = str(self._next), self._next + 1
        if fact.field == "population":
            cells = dict.fromkeys(COLUMNS["evidence"].split(","), "")
            about = self._figure(slug, fact)
            self._plan.evidence.append(
                cells | {"n": number, "about": about, "locator": entry.locator, "stated_as_of": fact.of}
            )
            return True
        preferred = self._known.preferred(slug, fact.of)
        is_other = fact.field == "name" and preferred not in ("", fact.value)
        cells = dict.fromkeys(COLUMNS["attributes"].split(","), "")
        kind = self._plan.kinds.get(slug, self._known.cities[slug].kind)
        self._plan.attributes.append(
            cells
            | {
                "n": number,
                "subject": f"{kind}/{slug}",
                "property": PROPERTIES["alt_names" if is_other else fact.field],
                "value": fact.value,
                "value_lang": fact.of,
                "locator": entry.locator,
            }
        )
        return True

    def _figure(self, slug: str, fact: Fact) -> str:
        """The path of a number of inhabitants, which may be there already."""
        figures = self._known.figures[slug]
        path = next((path for path, known in figures.items() if known == fact), "")
        if path:
            return path
        last = max((int(path.rpartition("--")[2]) for path in figures), default=1)
        name = f"{slug}--population--{max(last, 1) + 1}"
        figures[f"count/{name}"] = fact
        self._plan.populations.append({"slug": name, "authority": slug, "population": fact.value, "year": fact.of})
        return f"count/{name}"
