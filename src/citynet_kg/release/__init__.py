"""Write a release: a folder named after its content, never changed afterwards, and switched to in one step.

Not here: decisions about data. A build that fails or is killed leaves the release before it in place.
"""

from citynet_kg.release.compare import Comparison, compare_releases
from citynet_kg.release.folder import Release, find_release, open_current, open_release
from citynet_kg.release.made import Making, inputs_of, made_already, made_of, note, texts_in
from citynet_kg.release.writer import require_writable, write_release

__all__ = [
    "Comparison",
    "Making",
    "Release",
    "compare_releases",
    "find_release",
    "inputs_of",
    "made_already",
    "made_of",
    "note",
    "open_current",
    "open_release",
    "require_writable",
    "texts_in",
    "write_release",
]
