"""Make the gazetteer of the five that others publish, and say where they contradict each other.

    python -m citynet_kg.gazetteer.compile FOLDER

`FOLDER` holds the raw files under the names in `raw.FILES`. Nothing here runs when the project is built or served.
"""
