"""The open knowledge graph of how cities work together.

Data flows one way, and the packages stand in that order: sources, graph, validate, reason, release, store, query,
describe, web and cli. No package imports one that stands after it.
"""

__version__ = "0.1.0"
