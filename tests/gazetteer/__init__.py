"""The gazetteer and how it is made."""
