"""What a page or document shows: view models made from SPARQL answers.

Not here: HTML, HTTP headers, the wording of a page. Texts that the data holds are chosen by language; everything else
is named by keys that `web/messages/` translates.
"""

from citynet_kg.describe.answers import AnswerView, ask_question, read_results
from citynet_kg.describe.as_data import RELATION_COLUMNS, relation_rows, view_data
from citynet_kg.describe.document import document_triples
from citynet_kg.describe.schema_org import json_ld
from citynet_kg.describe.search import Hit, SearchIndex
from citynet_kg.describe.thing import ThingView, describe_thing

__all__ = [
    "RELATION_COLUMNS",
    "AnswerView",
    "Hit",
    "SearchIndex",
    "ThingView",
    "ask_question",
    "describe_thing",
    "document_triples",
    "json_ld",
    "read_results",
    "relation_rows",
    "view_data",
]
