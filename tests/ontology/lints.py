"""Checks that a graph can fail: OWL 2 RL and the OOPS! pitfalls that a machine can see.

Each lint takes a graph and returns findings, one sentence each. Numbers P02 … P41 are those
of the OOPS! catalogue; the design note (section 12) lists which of them we test.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from .files import CNET, ORG, is_own, local_name, own_classes, own_properties, own_terms

Lint = Callable[[Graph], list[str]]

# No domain on purpose: each stands on several classes (the scope note says which), or its
# datatype is outside OWL 2. A union would not be OWL 2 RL.
NEITHER_DOMAIN_NOR_RANGE = {
    "startedOn", "endedOn", "statedCurrentAsOf",
    "startEarliest", "startLatest", "endEarliest", "endLatest",
}  # fmt: skip

# Read in one direction only; SPARQL's ^ walks them the other way.
ONE_WAY = {
    "aboutParty", "bodyOf", "committedParty", "coordinatedBy", "countOf", "decidedBy",
    "decidingBody", "evidence", "initiatedBy", "instrument", "issuedBy", "onBehalfOf",
    "operatedBy", "seat", "statedProperty", "succeeds", "viaAssociation", "viaPost",
    "withinCooperation",
}  # fmt: skip

CARDINALITIES = (
    OWL.cardinality, OWL.qualifiedCardinality,
    OWL.minCardinality, OWL.minQualifiedCardinality,
    OWL.maxCardinality, OWL.maxQualifiedCardinality,
)  # fmt: skip

# OWL 2 Profiles, section 4.2.1, as far as one would want it here. xsd:date and xsd:gYear are not in it.
RL_DATATYPES = {
    RDF.PlainLiteral, RDF.XMLLiteral, RDFS.Literal, XSD.string, XSD.boolean, XSD.decimal, XSD.integer,
    XSD.nonNegativeInteger, XSD.positiveInteger, XSD.anyURI, XSD.dateTime, XSD.dateTimeStamp,
}  # fmt: skip


def _items(graph: Graph, head: Node) -> list[Node]:
    return list(Collection(graph, head))


def _upwards(graph: Graph, start: Node, predicate: URIRef) -> set[Node]:
    """Everything above a node, without the node itself unless it lies on a cycle."""
    found: set[Node] = set()
    waiting = list(graph.objects(start, predicate))
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(graph.objects(node, predicate))
    return found


def _superclass_expressions(graph: Graph) -> Iterator[Node]:
    """Class expressions in a place where OWL 2 RL is strict, intersections taken apart."""
    waiting = list(
        chain(
            graph.objects(None, RDFS.subClassOf),
            graph.objects(None, RDFS.domain),
            graph.objects(None, RDFS.range),
            graph.objects(None, OWL.equivalentClass),
            graph.subjects(OWL.equivalentClass, None),
        )
    )
    while waiting:
        node = waiting.pop()
        yield node
        for head in graph.objects(node, OWL.intersectionOf):
            waiting.extend(_items(graph, head))


# --- OWL 2 RL ------------------------------------------------------------------------------


def forbidden_anywhere(graph: Graph) -> list[str]:
    found = [
        f"{local_name(predicate)} is not OWL 2 RL, or harms owlrl: take it out"
        for predicate in (
            OWL.complementOf,
            OWL.disjointUnionOf,
            OWL.hasSelf,
            OWL.hasKey,
            OWL.cardinality,
            OWL.qualifiedCardinality,
        )
        if (None, predicate, None) in graph
    ]
    found += [
        f"{local_name(p)} is reflexive, which is not OWL 2 RL" for p in graph.subjects(RDF.type, OWL.ReflexiveProperty)
    ]
    return found


def forbidden_on_the_superclass_side(graph: Graph) -> list[str]:
    forbidden = (OWL.unionOf, OWL.oneOf, OWL.someValuesFrom, OWL.minCardinality, OWL.minQualifiedCardinality)
    return [
        f"{local_name(predicate)} stands where OWL 2 RL wants a named class, hasValue or an intersection"
        for node in _superclass_expressions(graph)
        for predicate in forbidden
        if (node, predicate, None) in graph
    ]


def cardinality_above_one(graph: Graph) -> list[str]:
    return [
        f"cardinality {value} of {local_name(predicate)}: OWL 2 RL knows 0 and 1"
        for predicate in CARDINALITIES
        for value in graph.objects(None, predicate)
        if int(str(value)) > 1
    ]


def datatype_outside_the_map(graph: Graph) -> list[str]:
    return [
        f"{local_name(term)} has range {local_name(datatype)}: leave the range out and let SHACL check it"
        for term, datatype in graph.subject_objects(RDFS.range)
        if str(datatype).startswith((str(XSD), str(RDF))) and datatype not in RL_DATATYPES and datatype != RDF.Property
    ]


def composite_property_constrained(graph: Graph) -> list[str]:
    """A property that is composed of others may not be functional, irreflexive or asymmetric."""
    composed = set(graph.subjects(OWL.propertyChainAxiom, None)) | set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    composed |= {
        other for p in composed for other in chain(graph.objects(p, OWL.inverseOf), graph.subjects(OWL.inverseOf, p))
    }
    composed |= {above for p in composed for above in _upwards(graph, p, RDFS.subPropertyOf)}
    kinds = (OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty, OWL.AsymmetricProperty)
    return [
        f"{local_name(p)} is composite and {local_name(kind)}"
        for p in composed
        for kind in kinds
        if (p, RDF.type, kind) in graph
    ]


# --- OOPS! ---------------------------------------------------------------------------------


def p02_p32_same_label(graph: Graph) -> list[str]:
    seen: dict[tuple[str, str | None], Node] = {}
    found = []
    for term in sorted(own_terms(graph)):
        for label in graph.objects(term, RDFS.label):
            key = (str(label).casefold(), getattr(label, "language", None))
            if key in seen:
                found.append(f"{local_name(term)} and {local_name(seen[key])} share the label {label!r}")
            seen[key] = term
    return found


def p04_unconnected_class(graph: Graph) -> list[str]:
    uses = (RDFS.subClassOf, RDFS.domain, RDFS.range)
    return [
        f"{local_name(term)} is connected with nothing"
        for term in own_classes(graph)
        if (term, RDFS.subClassOf, None) not in graph and not any((None, use, term) in graph for use in uses)
    ]


def p06_cycle(graph: Graph) -> list[str]:
    return [
        f"{local_name(term)} is above itself"
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf)
        for term in set(graph.subjects(predicate, None))
        if term in _upwards(graph, term, predicate)
    ]


def p08_no_label_or_definition(graph: Graph) -> list[str]:
    return [
        f"{local_name(term)} has no {local_name(predicate)}"
        for term in own_terms(graph)
        for predicate in (RDFS.label, SKOS.definition)
        if (term, predicate, None) not in graph
    ]


def p10_no_disjointness(graph: Graph) -> list[str]:
    apart = {
        member
        for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses)
        for head in graph.objects(axiom, OWL.members)
        for member in _items(graph, head)
    }
    apart |= set(graph.subjects(OWL.disjointWith, None)) | set(graph.objects(None, OWL.disjointWith))
    return [
        f"nothing is disjoint with {local_name(term)} or with a class above it"
        for term in own_classes(graph)
        if term not in apart and not _upwards(graph, term, RDFS.subClassOf) & apart
    ]


def p11_neither_domain_nor_range(graph: Graph) -> list[str]:
    return [
        f"{local_name(term)} has neither domain nor range and is not on the list of exceptions"
        for term in own_properties(graph)
        if (term, RDFS.domain, None) not in graph
        and (term, RDFS.range, None) not in graph
        and local_name(term) not in NEITHER_DOMAIN_NOR_RANGE
    ]


def p12_p27_p30_p31_equivalence_to_others(graph: Graph) -> list[str]:
    return [
        f"{local_name(predicate)} between {one} and {other}: state it as a match in ontology/align, if at all"
        for predicate in (OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs)
        for one, other in graph.subject_objects(predicate)
        if isinstance(one, URIRef) and isinstance(other, URIRef)
    ]


def p13_no_inverse(graph: Graph) -> list[str]:
    concepts = (SKOS.Concept, ORG.Role)
    return [
        f"{local_name(term)} has no inverse and is not on the list of one-way properties"
        for term in own_properties(graph)
        if (term, RDF.type, OWL.ObjectProperty) in graph
        and not any((term, RDFS.range, concept) in graph for concept in concepts)
        and (term, OWL.inverseOf, None) not in graph
        and (None, OWL.inverseOf, term) not in graph
        and (term, RDF.type, OWL.SymmetricProperty) not in graph
        and local_name(term) not in ONE_WAY
    ]


def p05_inverse_does_not_fit(graph: Graph) -> list[str]:
    return [
        f"{local_name(one)} and {local_name(other)} are inverse, but domain and range do not fit"
        for one, other in graph.subject_objects(OWL.inverseOf)
        if set(graph.objects(one, RDFS.domain)) != set(graph.objects(other, RDFS.range))
        or set(graph.objects(one, RDFS.range)) != set(graph.objects(other, RDFS.domain))
    ]


def p19_several_domains_or_ranges(graph: Graph) -> list[str]:
    return [
        f"{local_name(term)} has several of {local_name(predicate)}, which means all of them at once"
        for term in set(chain(graph.subjects(RDFS.domain, None), graph.subjects(RDFS.range, None)))
        for predicate in (RDFS.domain, RDFS.range)
        if len(set(graph.objects(term, predicate))) > 1
    ]


def p22_naming(graph: Graph) -> list[str]:
    found = [
        f"class {local_name(c)}: write UpperCamelCase"
        for c in own_classes(graph)
        if not re.fullmatch(r"([A-Z][a-z0-9]+)+", local_name(c))
    ]
    found += [
        f"property {local_name(p)}: write lowerCamelCase, acronyms as words"
        for p in own_properties(graph)
        if not re.fullmatch(r"[a-z][a-z0-9]*([A-Z][a-z0-9]+)*", local_name(p))
    ]
    return found


def p25_p26_inverse_of_itself_or_of_a_symmetric_one(graph: Graph) -> list[str]:
    return [
        f"{local_name(one)} is the inverse of {local_name(other)}: a symmetric property needs no inverse"
        for one, other in graph.subject_objects(OWL.inverseOf)
        if one == other or any((p, RDF.type, OWL.SymmetricProperty) in graph for p in (one, other))
    ]


def p28_p29_symmetric_between_different_classes(graph: Graph) -> list[str]:
    return [
        f"{local_name(term)} is {local_name(kind)} with different domain and range"
        for kind in (OWL.SymmetricProperty, OWL.TransitiveProperty)
        for term in graph.subjects(RDF.type, kind)
        if set(graph.objects(term, RDFS.domain)) != set(graph.objects(term, RDFS.range))
    ]


def p33_one_step_chain(graph: Graph) -> list[str]:
    return [
        f"{local_name(term)} has a chain of one step: say rdfs:subPropertyOf"
        for term, head in graph.subject_objects(OWL.propertyChainAxiom)
        if len(_items(graph, head)) < 2
    ]


def p34_p35_undeclared(graph: Graph) -> list[str]:
    classes = {
        node
        for node in chain(
            graph.objects(None, RDFS.subClassOf),
            graph.objects(None, RDFS.domain),
            graph.objects(None, OWL.disjointWith),
            *(_items(graph, head) for head in graph.objects(None, OWL.members)),
        )
        if isinstance(node, URIRef)
    }  # fmt: skip
    classes |= {
        node
        for node in graph.objects(None, RDFS.range)
        if isinstance(node, URIRef) and not str(node).startswith(str(XSD))
    }
    properties = set(
        chain(
            graph.objects(None, RDFS.subPropertyOf),
            graph.objects(None, OWL.inverseOf),
            graph.objects(None, OWL.onProperty),
        )
    )
    properties |= {step for head in graph.objects(None, OWL.propertyChainAxiom) for step in _items(graph, head)}
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    found = [
        f"{node} is used as a class and not declared as one"
        for node in classes
        if (node, RDF.type, OWL.Class) not in graph
    ]
    found += [
        f"{node} is used as a property and not declared as one"
        for node in properties
        if not any((node, RDF.type, k) in graph for k in kinds)
    ]
    declared = own_terms(graph)
    found += [
        f"{node} is not declared"
        for triple in graph
        for node in triple
        if isinstance(node, URIRef) and is_own(node) and node not in declared and node != URIRef(str(CNET))
    ]
    return found


def p36_file_extension(graph: Graph) -> list[str]:
    return [
        f"{node} names a file: an IRI names a thing"
        for node in set(chain(own_terms(graph), graph.subjects(RDF.type, OWL.Ontology)))
        if re.search(r"\.(ttl|owl|rdf|xml|jsonld|html)\b", str(node))
    ]


def p38_no_ontology(graph: Graph) -> list[str]:
    return [] if (None, RDF.type, OWL.Ontology) in graph else ["no owl:Ontology is declared"]


def p40_foreign_subject(graph: Graph) -> list[str]:
    ours = "https://w3id.org/citynet/"
    return [
        f"a statement about {node}: move it to ontology/align"
        for node in set(graph.subjects())
        if isinstance(node, URIRef) and not str(node).startswith(ours)
    ]


def p41_no_licence(graph: Graph) -> list[str]:
    return [
        f"{node} has no licence"
        for node in graph.subjects(RDF.type, OWL.Ontology)
        if (node, DCTERMS.license, None) not in graph
    ]


# Each lint with a snippet that it must complain about.
BROKEN: dict[Lint, str] = {
    forbidden_anywhere: "org:Organization owl:hasKey ( cnet:geonamesId ) .",
    forbidden_on_the_superclass_side: "cnet:seat rdfs:domain [ a owl:Class ; owl:unionOf ( cnet:A cnet:B ) ] .",
    cardinality_above_one: "cnet:A rdfs:subClassOf [ owl:onProperty cnet:partner ; owl:maxCardinality 2 ] .",
    datatype_outside_the_map: "cnet:startedOn rdfs:range xsd:gYear .",
    composite_property_constrained: "cnet:p a owl:IrreflexiveProperty ; owl:propertyChainAxiom ( cnet:q cnet:r ) .",
    p02_p32_same_label: 'cnet:A a owl:Class ; rdfs:label "city"@en . cnet:B a owl:Class ; rdfs:label "City"@en .',
    p04_unconnected_class: "cnet:Island a owl:Class .",
    p05_inverse_does_not_fit: "cnet:p rdfs:domain cnet:A ; owl:inverseOf cnet:q . cnet:q rdfs:domain cnet:A .",
    p06_cycle: "cnet:A rdfs:subClassOf cnet:B . cnet:B rdfs:subClassOf cnet:A .",
    p08_no_label_or_definition: 'cnet:A a owl:Class ; rdfs:label "a"@en .',
    p10_no_disjointness: "cnet:A a owl:Class .",
    p11_neither_domain_nor_range: "cnet:p a owl:ObjectProperty .",
    p12_p27_p30_p31_equivalence_to_others: "cnet:CityNetwork owl:equivalentClass org:Organization .",
    p13_no_inverse: "cnet:p a owl:ObjectProperty ; rdfs:range org:Organization .",
    p19_several_domains_or_ranges: "cnet:p rdfs:domain cnet:A , cnet:B .",
    p22_naming: "cnet:city_network a owl:Class .",
    p25_p26_inverse_of_itself_or_of_a_symmetric_one: "cnet:p a owl:SymmetricProperty ; owl:inverseOf cnet:q .",
    p28_p29_symmetric_between_different_classes: (
        "cnet:p a owl:SymmetricProperty ; rdfs:domain cnet:A ; rdfs:range cnet:B ."
    ),
    p33_one_step_chain: "cnet:p owl:propertyChainAxiom ( cnet:q ) .",
    p34_p35_undeclared: "cnet:A a owl:Class ; rdfs:subClassOf org:Organization .",
    p36_file_extension: "<https://w3id.org/citynet/ns.ttl> a owl:Ontology .",
    p38_no_ontology: "cnet:A a owl:Class .",
    p40_foreign_subject: "org:memberOf rdfs:subPropertyOf cnet:isOrWasMemberOf .",
    p41_no_licence: "<https://w3id.org/citynet/ns> a owl:Ontology .",
}
