"""What the shapes found, for people and for machines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib.namespace import RDF, SH
from rdflib.term import Literal, Node, URIRef

from citynet_kg.languages import pick
from citynet_kg.vocab import BASE, PREFIXES, compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    import rdflib

    from citynet_kg.sources.records import Origin

SEVERITIES = ("Violation", "Warning", "Info")
_HEADINGS = {
    "en": {"Violation": "Violation", "Warning": "Warning", "Info": "Note", "none": "No findings.", "at": "in"},
    "de": {"Violation": "Verstoß", "Warning": "Warnung", "Info": "Hinweis", "none": "Keine Befunde.", "at": "in"},
    "uk": {
        "Violation": "Порушення",
        "Warning": "Попередження",
        "Info": "Примітка",
        "none": "Зауважень немає.",
        "at": "у",
    },
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a shape: what, where, and what to do about it."""

    severity: str
    shape: str
    focus: str
    path: str
    value: str
    messages: Mapping[str, str]
    origin: Origin | None

    def message(self, language: str) -> str:
        """What to do, in a language."""
        picked = pick(self.messages, language)
        return picked[0] if picked else ""

    @property
    def sort_key(self) -> tuple[int, str, str, str, str]:
        return SEVERITIES.index(self.severity), self.shape, self.focus, self.path, self.value

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON shows it."""
        place = None if self.origin is None else {"file": self.origin.file, "row": self.origin.row}
        return {
            "severity": self.severity,
            "shape": self.shape,
            "focus": self.focus,
            "path": self.path or None,
            "value": self.value or None,
            "messages": dict(self.messages),
            "origin": place,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, sorted by severity and shape."""

    findings: tuple[Finding, ...]

    def count(self, severity: str) -> int:
        return sum(f.severity == severity for f in self.findings)

    def count_of(self, *shapes: str) -> int:
        """How many findings some shapes have made, given by their IRIs."""
        return sum(f.shape in shapes for f in self.findings)

    @property
    def violations(self) -> int:
        return self.count("Violation")

    def worst(self) -> str | None:
        """The heaviest severity found."""
        return next((s for s in SEVERITIES if self.count(s)), None)

    def as_text(self, language: str, mildest: str = "info") -> str:
        """The report as lines for a person, the heaviest findings last, where a terminal shows them.

        Args:
            language: one of the three.
            mildest: severity, in lower case, below which findings are left out.
        """
        words = _HEADINGS[language]
        shown = SEVERITIES[: SEVERITIES.index(mildest.capitalize()) + 1]
        lines = []
        for finding in reversed(self.findings):
            if finding.severity not in shown:
                continue
            place = f" ({words['at']} {finding.origin})" if finding.origin else ""
            lines.append(f"{words[finding.severity]} {compact(finding.shape)}: {finding.message(language)}")
            detail = [compact(part) for part in (finding.focus, finding.path, finding.value) if part]
            lines.append(f"    {' → '.join(detail)}{place}")
        return "\n".join(lines) if lines else words["none"]

    def as_json(self) -> str:
        """The report as JSON."""
        counts = {severity: self.count(severity) for severity in SEVERITIES}
        report = {
            "conforms": not self.findings,
            "publishable": not self.violations,
            "counts": counts,
            "findings": [f.as_dict() for f in self.findings],
        }
        return json.dumps(report, ensure_ascii=False, indent=1) + "\n"

    def as_rdf(self) -> tuple[ox.Triple, ...]:
        """The report as SHACL writes it, with names instead of blank nodes, so that it is the same each time."""
        sh, rdf_type = PREFIXES["sh"], ox.NamedNode(PREFIXES["rdf"] + "type")
        report = ox.NamedNode("https://w3id.org/citynet/validation")
        boolean = ox.NamedNode(PREFIXES["xsd"] + "boolean")

        def term(name: str) -> ox.NamedNode:
            return ox.NamedNode(sh + name)

        triples = [
            ox.Triple(report, rdf_type, term("ValidationReport")),
            ox.Triple(report, term("conforms"), ox.Literal("false" if self.findings else "true", datatype=boolean)),
        ]
        for number, finding in enumerate(self.findings, 1):
            node = ox.NamedNode(f"{report.value}#{number}")
            triples += [
                ox.Triple(report, term("result"), node),
                ox.Triple(node, rdf_type, term("ValidationResult")),
                ox.Triple(node, term("resultSeverity"), term(finding.severity)),
                ox.Triple(node, term("sourceShape"), ox.NamedNode(finding.shape)),
                ox.Triple(node, term("focusNode"), _node(finding.focus)),
                *(
                    ox.Triple(node, term("resultMessage"), ox.Literal(text, language=tag) if tag else ox.Literal(text))
                    for tag, text in sorted(finding.messages.items())
                ),
            ]
            if finding.path:
                triples.append(ox.Triple(node, term("resultPath"), ox.NamedNode(finding.path)))
            if finding.value:
                triples.append(ox.Triple(node, term("value"), _node(finding.value)))
        return tuple(triples)


def _node(text: str) -> ox.NamedNode | ox.Literal:
    try:
        return ox.NamedNode(text)
    except ValueError:
        return ox.Literal(text)


def read_findings(results: rdflib.Graph, shapes: rdflib.Graph, origins: Mapping[str, Origin]) -> list[Finding]:
    """Turn the results graph of a validator into findings.

    Messages come from the result where they carry a language; SPARQL constraints lose it, so there the shape's own
    messages are taken (measured with pySHACL 0.40).
    """
    findings = []
    for result in results.subjects(RDF.type, SH.ValidationResult):
        shape = results.value(result, SH.sourceShape)
        messages = _texts(results, result, SH.resultMessage)
        if set(messages) <= {""} and shape is not None:
            messages = _texts(shapes, shape, SH.message) or messages
        focus, value = _text(results.value(result, SH.focusNode)), _text(results.value(result, SH.value))
        if focus == BASE:
            # a constraint over the whole data set: what it found is the value
            focus, value = value, ""
        severity = _text(results.value(result, SH.resultSeverity)).removeprefix(str(SH))
        findings.append(
            Finding(
                severity=severity if severity in SEVERITIES else "Violation",
                shape=_text(shape),
                focus=focus,
                path=_text(results.value(result, SH.resultPath), iri_only=True),
                value=value,
                messages=messages,
                origin=origins.get(focus),
            )
        )
    return findings


def _texts(graph: rdflib.Graph, subject: Node, predicate: Node) -> dict[str, str]:
    values = [v for v in graph.objects(subject, predicate) if isinstance(v, Literal)]
    return {v.language or "": str(v) for v in sorted(values, key=str)}


def _text(node: Node | None, *, iri_only: bool = False) -> str:
    if node is None or (iri_only and not isinstance(node, URIRef)):
        return ""
    return str(node)
