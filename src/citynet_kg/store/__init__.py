"""Hold a release and answer SPARQL: text in, results out.

Not here: limits, formats, HTTP. Whatever answers `Store.query` can stand behind the pages.
"""

from citynet_kg.store.embedded import EmbeddedStore, load_files, load_release, stream_file
from citynet_kg.store.interface import Results, Store, ask, construct, select

__all__ = [
    "EmbeddedStore",
    "Results",
    "Store",
    "ask",
    "construct",
    "load_files",
    "load_release",
    "select",
    "stream_file",
]
