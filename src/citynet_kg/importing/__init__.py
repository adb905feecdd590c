"""Bring other people's lists into `data/`: read a table, find its places, and write rows with their evidence.

A row that cannot be read, dated or matched becomes a finding with row, column, value and repair. Nothing is guessed,
and nothing is written unless every row is sound or the caller says that the sound ones are enough. Not here: triples;
what the files in `data/` mean (`sources`); the command line.
"""

from citynet_kg.importing.findings import Finding
from citynet_kg.importing.options import CITIES, MEMBERSHIPS, PARTNERSHIPS, Options
from citynet_kg.importing.run import Outcome, import_list

__all__ = ["CITIES", "MEMBERSHIPS", "PARTNERSHIPS", "Finding", "Options", "Outcome", "import_list"]
