"""The gate between asserted data and everything that is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.errors import ValidationFailed
from citynet_kg.validate.findings import Report
from citynet_kg.validate.shacl import context, load_shapes, run_shapes
from citynet_kg.vocab import CNSH, QUARANTINE, VOCABULARY, WIKIDATA_SNAPSHOT

if TYPE_CHECKING:
    from citynet_kg.graph import AssertedDataset
    from citynet_kg.layout import Layout
    from citynet_kg.validate.shacl import ShapesValidator

# The one rule that quarantine exists to break.
_NOT_REJECTED = CNSH["TimedRelation-notRejected"].value


@dataclass(frozen=True, slots=True)
class CheckedDataset:
    """A dataset in which the shapes found no violation."""

    asserted: AssertedDataset
    report: Report


def inspect(dataset: AssertedDataset, layout: Layout, validator: ShapesValidator = "compiled") -> Report:
    """Run the shapes over a dataset, quarantine included: a rejected statement is kept, so it must be well formed.

    Raises:
        UnknownShapeError: a shape uses what the compiled validator does not know.
    """
    data = [q for q in dataset.quads if q.graph_name not in (VOCABULARY, WIKIDATA_SNAPSHOT)]
    quarantined = {q.subject.value for q in data if q.graph_name == QUARANTINE}  # type: ignore[union-attr]
    findings = [
        finding
        for finding in run_shapes(
            [*data, *context(dataset.vocabulary)], load_shapes(layout), dataset.origins, validator
        )
        if not (finding.shape == _NOT_REJECTED and finding.focus in quarantined)
    ]
    return Report(tuple(sorted(findings, key=lambda f: f.sort_key)))


def check(dataset: AssertedDataset, layout: Layout, validator: ShapesValidator = "compiled") -> CheckedDataset:
    """Let a dataset through, or say why not.

    Raises:
        UnknownShapeError: a shape uses what the compiled validator does not know.
        ValidationFailed: with the report, if there is a violation.
    """
    report = inspect(dataset, layout, validator)
    if report.violations:
        raise ValidationFailed(report)
    return CheckedDataset(dataset, report)
