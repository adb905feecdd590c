"""Improve what the register knows of its places by a list of cities: names, codes, websites, inhabitants, QIDs, kinds.

What the list says becomes statements with the row as evidence; what another source says otherwise is told and stays.
Not here: finding the place that a row means (`settling`); new places, which only relations bring in.
"""
