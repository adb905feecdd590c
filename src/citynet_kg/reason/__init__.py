"""Add what follows: the OWL 2 RL closure and the project's rules.

Not here: removal, repair. Only accepted, not planned relations take part in what is published; all others are looked at
in a run of their own whose results are thrown away, so that a doubtful statement cannot make a certain one.
"""

from citynet_kg.reason.closure import REASONERS, ClosedDataset, Reasoner, close

__all__ = ["REASONERS", "ClosedDataset", "Reasoner", "close"]
