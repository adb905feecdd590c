"""Read the files in `data/` into records that know their file and row.

Not here: triples, decisions, repairs. A record says what a file says; a file that cannot be read as such becomes a list
of problems, each with file, row, column and repair, and nothing is returned.
"""

from citynet_kg.sources.project import read_project
from citynet_kg.sources.records import Project

__all__ = ["Project", "read_project"]
