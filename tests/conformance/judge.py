"""Run one test of the W3C's against a server, and say what is wrong, if anything is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from tests.conformance.results import BY_ENDING, Result, is_same, parse_result, show
from tests.conformance.suites import Case, Description, Term, content, manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conformance.servers import Answer, Server
    from tests.conformance.world import World

_TABLES = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
_GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
_HT = "http://www.w3.org/2011/http#"
_CNT = "http://www.w3.org/2011/content#"
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_EVERYTHING = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def fault_in(case: Case, world: World) -> str | None:
    """What is wrong with the answer to a test; None if nothing is."""
    if case.kind == "ProtocolTest":
        return _protocol_fault(case, world.protocol)
    if case.kind == "ServiceDescriptionTest":
        return _description_fault(case, world.protocol)
    if case.result is None:
        return _syntax_fault(case, world)
    return _answer_fault(case, world)


def query_of(case: Case) -> str:
    """The query, with its own address as base; on its first line, so that line numbers stay."""
    assert case.query is not None
    return f"BASE <{case.query}> {content(case.query).decode('utf-8')}"


def expected_of(case: Case) -> tuple[Result, str]:
    """What a test expects, and the media type to ask for: its own, if results can be asked for in it."""
    assert case.result is not None
    media_type = BY_ENDING[case.result.rsplit(".", maxsplit=1)[1]]
    expected = parse_result(content(case.result), media_type, case.result)
    if media_type in _GRAPHS and not isinstance(expected, ox.Dataset):
        return expected, "application/sparql-results+json"
    return expected, media_type


def is_right(case: Case, expected: Result, actual: Result) -> bool:
    """Tell whether a result is what a test expects; in order, where the query says in which."""
    query = content(case.query).decode("utf-8") if case.query else ""
    is_ordered = re.search(r"\bORDER\s+BY\b", query[query.rfind("}") :], re.IGNORECASE) is not None
    return is_same(expected, actual, is_lax=case.is_lax, is_ordered=is_ordered)


def _answer_fault(case: Case, world: World) -> str | None:
    expected, media_type = expected_of(case)
    answer = world.place_of(case).ask(query_of(case), media_type)
    if answer.status != 200 or answer.media_type != media_type:
        return f"asked for {media_type}, answered {answer}"
    try:
        actual = parse_result(answer.body, answer.media_type, case.iri)
    except (SyntaxError, ValueError) as error:
        return f"{error} in {answer}"
    if is_right(case, expected, actual):
        return None
    return f"expected\n{show(expected)}\nbut was\n{show(actual)}\nfor\n{query_of(case)}"


def _syntax_fault(case: Case, world: World) -> str | None:
    """A good query is answered, or refused because it calls a function that nobody here knows; a bad one is told so."""
    answer = world.place_of(case).ask(query_of(case), "*/*")
    wanted = 200 if case.kind.startswith("Positive") else 400
    if answer.status == wanted or (wanted == 200 and (_is_unknown_function(answer) or _is_unknown_graph(answer))):
        return None
    return f"expected {wanted}, answered {answer}\nto\n{query_of(case)}"


def _is_unknown_graph(answer: Answer) -> bool:
    """The query was read, and names a graph in FROM that is not here: this service then says so (section 5 leaves it open)."""
    return answer.status == 400 and json.loads(answer.body).get("title") == "There is no such graph"


def _is_unknown_function(answer: Answer) -> bool:
    """SPARQL 1.1 Query, section 17.6, leaves open what becomes of a function that a service lacks."""
    if answer.media_type != "application/problem+json" or answer.status not in (400, 403, 501):
        return False
    problem = json.loads(answer.body)
    return "line" not in problem and "function" in problem["detail"]


def _protocol_fault(case: Case, server: Server) -> str | None:
    """Follow the requests of a test. A write has to be refused, and what should follow from it is not expected."""
    here = manifest("sparql11/protocol")
    action = here.object(ox.NamedNode(case.iri), _MF + "action")
    assert action is not None
    before = _dump(server)
    has_written = False
    for request in here.members(here.object(action, _HT + "requests")):
        method, path, headers, body = _request(here, request)
        response = here.object(request, _HT + "resp")
        assert response is not None
        answer = server.send(method, path, headers, body)
        is_write = "sparql-update" in headers.get("content-type", "") or b"update=" in (body or b"")
        if is_write and not (400 <= answer.status < 500 or answer.status == 501):
            return f"a write was not refused, but answered {answer}"
        fault = None if is_write else _response_fault(here, response, answer, follows_write=has_written)
        if fault:
            return f"{fault}: {method} {path} {headers} {body!r} answered {answer}"
        has_written = has_written or is_write
    return None if _dump(server) == before else "the data have changed"


def _dump(server: Server) -> list[bytes]:
    """All data of a server."""
    return sorted(server.ask(_EVERYTHING, accept="text/csv").body.splitlines())


def _request(here: Description, request: Term) -> tuple[str, str, dict[str, str], bytes | None]:
    method, path = here.value(request, _HT + "methodName"), here.value(request, _HT + "absolutePath")
    assert method is not None
    assert path is not None
    body = here.object(request, _HT + "body")
    headers = {
        name.lower(): value
        for header in here.members(here.object(request, _HT + "headers"))
        if (name := here.value(header, _HT + "fieldName")) and (value := here.value(header, _HT + "fieldValue"))
    }
    if body is None:
        return method, path.replace("/sparql/", "/sparql", 1), headers, None
    encoding = here.value(body, _CNT + "characterEncoding") or "UTF-8"
    text = here.value(body, _CNT + "chars") or ""
    return method, path.replace("/sparql/", "/sparql", 1), headers, text.encode(encoding)


def _response_fault(here: Description, response: Term, answer: Answer, *, follows_write: bool) -> str | None:
    statuses = [iri.partition("#StatusCode")[2] for iri in here.values(response, _MF + "expectedStatus")]
    if not any(re.fullmatch(status.replace("x", r"\d"), str(answer.status)) for status in statuses):
        return f"the status is not one of {', '.join(statuses)}"
    form = here.value(response, _MF + "expectedFormat")
    offered = {"boolean": _TABLES[:2], "tabular": _TABLES, "RDF": _GRAPHS}.get(form or "")
    if offered is not None and answer.media_type not in offered:
        return f"the media type is not one of {', '.join(offered)}"
    boolean = here.value(response, _MF + "expectedBoolean")
    if boolean is not None:
        actual = parse_result(answer.body, answer.media_type, "")
        if not isinstance(actual, bool) or (actual != (boolean == "true") and not follows_write):
            return f"the answer is not {boolean}"
    return None


def _description_fault(case: Case, server: Server) -> str | None:
    answer = server.send("GET", "/sparql", {"Accept": "text/turtle"})
    if answer.status != 200 or answer.media_type != "text/turtle":
        return f"no RDF but {answer}"
    try:
        described = Description(answer.body, server.endpoint)
    except SyntaxError as error:
        return f"{error} in {answer}"
    services = described.subjects(_RDF_TYPE.value, ox.NamedNode(_SD + "Service"))
    if case.name.endswith("/returns-rdf"):
        return None
    if case.name.endswith("/has-endpoint-triple"):
        found = [e for service in services for e in described.values(service, _SD + "endpoint")]
        return None if server.endpoint in found else f"the endpoint is not {server.endpoint} but {found}"
    faults = [*schema_faults(answer.body, server.endpoint)]
    if len(services) != 1:
        faults.append(f"{len(services)} services")
    return "\n".join(faults) or None


# SPARQL 1.1 Service Description, section 3: the properties with the classes of their subjects and objects. An object
# that is described nowhere else needs no type; one whose class is None is any IRI.
_PROPERTIES: dict[str, tuple[str, str | None]] = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
_CLASSES = {"Dataset": {"GraphCollection"}, "NamedGraph": set(), "Graph": set(), "Service": set()}
_INSTANCES = {
    "Language": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
    "Feature": {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"},
}
_ONCE = {"endpoint", "defaultDataset", "defaultGraph", "name", "graph"}


def schema_faults(body: bytes, base: str) -> Iterator[str]:
    """What in a description is against the vocabulary."""
    triples = list(ox.parse(body, format=ox.RdfFormat.TURTLE, base_iri=base))
    types: dict[str, set[str]] = {}
    for triple in triples:
        if triple.predicate == _RDF_TYPE and isinstance(triple.object, ox.NamedNode):
            kind = triple.object.value.removeprefix(_SD)
            types.setdefault(str(triple.subject), set()).update({kind} | _CLASSES.get(kind, set()))
    seen: set[tuple[str, str]] = set()
    for triple in triples:
        if not triple.predicate.value.startswith(_SD):
            continue
        name, subject = triple.predicate.value.removeprefix(_SD), str(triple.subject)
        if name not in _PROPERTIES:
            yield f"sd:{name} is no property of the vocabulary"
            continue
        domain, target = _PROPERTIES[name]
        if domain not in types.get(subject, set()):
            yield f"{subject} has sd:{name} but is no sd:{domain}"
        if name in _ONCE and (subject, name) in seen:
            yield f"{subject} has sd:{name} more than once"
        seen.add((subject, name))
        yield from _object_faults(name, triple.object, target, types)


def _object_faults(name: str, value: Term, target: str | None, types: dict[str, set[str]]) -> Iterator[str]:
    if isinstance(value, ox.Literal | ox.Triple) or (target is None and not isinstance(value, ox.NamedNode)):
        yield f"sd:{name} has {value}"
    elif target in _INSTANCES and value.value.removeprefix(_SD) not in _INSTANCES[target]:
        if value.value.startswith(_SD) or target not in types.get(str(value), set()):
            yield f"sd:{name} has {value}, which is no sd:{target}"
    elif target in _CLASSES and target not in types.get(str(value), set()):
        yield f"sd:{name} has {value}, which is not described as sd:{target}"
