"""The validation report of a release, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from citynet_kg.identifiers import path_of
from citynet_kg.languages import pick
from citynet_kg.vocab import compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from citynet_kg.release import Release

SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding: what to do, where, and which shape says so."""

    message: str
    language: str
    shape: str
    anchor: str
    focus: str
    focus_path: str
    path: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class FindingsView:
    """The findings by severity, the gravest first."""

    total: int
    publishable: bool
    groups: tuple[tuple[str, tuple[FindingView, ...]], ...]


def describe_findings(release: Release, language: str) -> FindingsView:
    """Read the report of a release."""
    report = release.report()
    groups = tuple(
        (severity, tuple(_finding(f, language) for f in report["findings"] if f["severity"] == severity))
        for severity in SEVERITIES
    )
    return FindingsView(len(report["findings"]), bool(report["publishable"]), groups)


def _finding(finding: Mapping[str, Any], language: str) -> FindingView:
    text, tag = pick(finding["messages"], language) or ("", "")
    shape = compact(finding["shape"] or "")
    origin = finding.get("origin") or {}
    place = str(origin.get("file") or "")
    if place and origin.get("row"):
        place += f":{origin['row']}"
    path = path_of(finding["focus"]) or ""
    return FindingView(
        message=text,
        language=tag,
        shape=shape,
        anchor=shape.partition(":")[2],
        focus=path or compact(finding["focus"]),
        focus_path=path,
        path=compact(finding["path"]) if finding["path"] else "",
        value=compact(finding["value"]) if finding["value"] else "",
        origin=place,
    )
