"""Decide which place a row of a list means: surely, doubtfully, or none, and say why in words.

A name alone decides only where one place of the world has it. Not here: files, triples, our own register; a matcher
is given a gazetteer and what a row says.
"""

from citynet_kg.matching.matcher import DOUBTFUL, NONE, SURE, Match, Matcher, Wanted, fits
from citynet_kg.matching.words import explain

__all__ = ["DOUBTFUL", "NONE", "SURE", "Match", "Matcher", "Wanted", "explain", "fits"]
