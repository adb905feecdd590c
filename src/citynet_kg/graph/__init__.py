"""Turn records into the asserted dataset: one named graph per source, and the curated graph with the chosen values.

Not here: inference, validation. The same records give the same triples, whatever their order; there is no clock, no
random label and no blank node in what this package makes.
"""

from citynet_kg.graph.assemble import AssertedDataset, assemble

__all__ = ["AssertedDataset", "assemble"]
