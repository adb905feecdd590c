"""Evaluate SERVICE: ask allowed endpoints ourselves, and put what they answer into the query.

The engine never sees a SERVICE clause. Each is replaced by the VALUES that its endpoint answered, which by the standard
(SPARQL 1.1 Federated Query, section 4) has the same meaning: the clause is joined with the rest of its group. To ask no
more than is needed, the bindings that the query has before the clause are sent along, a hundred in one request.

Not here: HTTP towards our own clients, evaluation of the query itself.
"""

from citynet_kg.federation.resolve import Federation

__all__ = ["Federation"]
