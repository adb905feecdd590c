"""How labels and definitions of terms and concepts have to read."""

import re

from rdflib import Graph, Literal, URIRef

from .files import local_name


def texts(graph: Graph, term: URIRef, predicate: URIRef) -> dict[str, str]:
    """Text by language; a language that stands twice is an error of its own."""
    found = [text for text in graph.objects(term, predicate) if isinstance(text, Literal)]
    by_language = {str(text.language): str(text) for text in found}
    assert len(found) == len(by_language), f"{local_name(term)}: one {local_name(predicate)} per language"
    return by_language


def definition_faults(language: str, definition: str, label: str) -> list[str]:
    """What is wrong with the wording of a definition (SEMIC style guide, as far as a machine can tell)."""
    faults = []
    if not definition[:1].isupper():
        faults.append("start with a capital")
    if not definition.endswith("."):
        faults.append("end with a period")
    if language == "en" and re.search(r"\b(not|never|isn't|cannot)\b", definition):
        faults.append("say what it is, not what it is not")
    if re.match(rf"(an? |the |eine? |der |die |das )?{re.escape(label)}\b", definition, re.IGNORECASE):
        faults.append("do not begin with the term itself")
    if re.search("organiz|neighbor|program\\b", definition) and language == "en":
        faults.append("write British English")
    return faults
