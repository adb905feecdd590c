"""Evaluate queries: strangers' SPARQL within limits, and the named questions.

Not here: HTTP, pages. `evaluate` is the one function through which a stranger's query reaches the store; it takes and
returns plain values, so that it can run in another process.
"""

from citynet_kg.query.evaluate import Answer, QueryRequest, answer, evaluate
from citynet_kg.query.formats import GRAPH_FORMATS, RESULT_FORMATS, Format, format_named, graph_twin
from citynet_kg.query.questions import Parameter, Question, load_questions

__all__ = [
    "GRAPH_FORMATS",
    "RESULT_FORMATS",
    "Answer",
    "Format",
    "Parameter",
    "QueryRequest",
    "Question",
    "answer",
    "evaluate",
    "format_named",
    "graph_twin",
    "load_questions",
]
