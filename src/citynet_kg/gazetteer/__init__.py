"""Places that a list may mean, and the keys under which their names are found.

`data/gazetteer/places.csv.gz` is made of five gazetteers by `python -m citynet_kg.gazetteer.compile` and read here. Not
here: the decision which place a row means (`matching`), our own register (`sources`), triples.
"""

from citynet_kg.gazetteer.countries import Countries
from citynet_kg.gazetteer.distance import kilometres
from citynet_kg.gazetteer.places import Gazetteer, Place, read_gazetteer

__all__ = ["Countries", "Gazetteer", "Place", "kilometres", "read_gazetteer"]
