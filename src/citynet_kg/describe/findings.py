"""The validation report of a release, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from citynet_kg.identifiers import path_of
from citynet_kg.languages import pick
from citynet_kg.vocab import compact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from citynet_kg.release import Release

SEVERITIES = ("Violation", "Warning", "Info")
PER_PAGE = 200


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
    groups: tuple[tuple[str, int, tuple[FindingView, ...]], ...]
    """Severity, how many findings all pages together show of it, and those of this page."""
    page: int
    pages: int


def describe_findings(release: Release, language: str, page: int = 1) -> FindingsView:
    """Read the report of a release.

    Args:
        release: whose report.
        language: of the messages.
        page: from 1; each has `PER_PAGE` findings of every severity.
    """
    publishable, by_severity = _report(release)
    first = (page - 1) * PER_PAGE
    groups = tuple(
        (severity, len(found), tuple(_finding(f, language) for f in found[first : first + PER_PAGE]))
        for severity, found in by_severity.items()
    )
    total, longest = sum(n for _, n, _ in groups), max(n for _, n, _ in groups)
    return FindingsView(total, publishable, groups, page, max(1, -(-longest // PER_PAGE)))


_KEPT: dict[Path, tuple[bool, Mapping[str, Sequence[Mapping[str, Any]]]]] = {}


def _report(release: Release) -> tuple[bool, Mapping[str, Sequence[Mapping[str, Any]]]]:
    """The report of the release that is served, by severity; it has thousands of findings, so it is read once."""
    kept = _KEPT.get(release.folder)
    if kept is None:
        report = release.report()
        findings = {s: tuple(f for f in report["findings"] if f["severity"] == s) for s in SEVERITIES}
        kept = bool(report["publishable"]), findings
        _KEPT.clear()
        _KEPT[release.folder] = kept
    return kept


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
