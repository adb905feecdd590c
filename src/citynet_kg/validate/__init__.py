"""Decide with SHACL whether data is fit to publish.

Not here: repairs, inference. The shapes see asserted data, the concept schemes and the subclass axioms, never inferred
triples: reasoning first would hide wrong types and multiply other errors (measured).
"""

from citynet_kg.validate.files import validate_files
from citynet_kg.validate.findings import Finding, Report
from citynet_kg.validate.gate import CheckedDataset, check
from citynet_kg.validate.shacl import VALIDATORS, ShapesValidator

__all__ = ["VALIDATORS", "CheckedDataset", "Finding", "Report", "ShapesValidator", "check", "validate_files"]
