"""Random SPARQL: by the grammar and beyond it, and then damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    Text = st.SearchStrategy[str]

ODD = (
    *"\x00\x01\x08\x0b\x0c\x1a\x1f\x7f\x85\xa0\xad",
    *"\u0301\u061c\u200b\u200d\u200f\u2028\u2029\u202e\u2066\ufeff\ufffd\uffff\ufdd0",
    *"\U0001f3d9\U000e0041\U0010ffff\U0001d7d8",
    *"\\'\"<>{}()[]|^`#%&;.,:?$@!*+-/=~_",
    "\r", "\n", "\r\n", "\t", "İ", "ß", "ﬀ", "Ω", "日本", "مرحبا",
)  # fmt: skip
_DEEP = (
    ("{ ", " }"),
    ("( ", " )"),
    ("[ ", " ]"),
    ("!", ""),
    ("-", ""),
    ("^", ""),
    ("OPTIONAL { ", " }"),
    ("{ SELECT * { ", " } }"),
    ("FILTER EXISTS { ", " }"),
    ("<<( ", " )>>"),
    ("<< ", " >>"),
    ("IF(", ", 1, 2)"),
    ("{ {} UNION ", " }"),
    ("1 + (", ")"),
)


def _join(*parts: Text, between: str = " ") -> Text:
    return st.tuples(*parts).map(between.join)


def _some(part: Text, least: int = 0, most: int = 4, between: str = " ") -> Text:
    return st.lists(part, min_size=least, max_size=most).map(between.join)


def _one(*words: str) -> Text:
    return st.sampled_from(words)


VARIABLE = _one("?a", "?b", "?c", "?s", "?p", "?o", "$a", "?_1", "?é", "?日本", "?a·b")
IRI = _one(
    "<https://w3id.org/citynet/id/municipality/aachen-de>",
    "<https://w3id.org/citynet/graph/curated>",
    "<http://www.w3.org/ns/org#member>",
    "<>", "<#x>", "<../x>", "<urn:x>", "<http://a/\\u00e9>", "<http://a/ü>", "<http://[::1>", "<file:///etc/passwd>",
    "<a b>", "<http://a/%>", "<http://a/\\u0020>",
    "cnet:CityNetwork", "rdf:type", "a", "ex:a\\,b", ":x", "ex:%41", "ex:", "unknown:x", "ex:a.b.", "_:b0", "[]", "_:b.",
)  # fmt: skip
LITERAL = _one(
    "1", "-1", "+0", "1.", ".5", "1e400", "-0e0", "9" * 40, "0.1e-999", "true", "FALSE",
    '""', '"a"', "'a\\n\\t\\\\'", '"""a"b\nc"""', "'''\\u00e9'''", '"\\U0010FFFF"', '"\\ud800"', '"\\q"', '"a"@en', '"a"@en-Latn-x-y',
    '"a"@en--ltr', '"x"^^xsd:integer', '"999999999999999999999999"^^xsd:integer', '"-999999999-01-01"^^xsd:date', '"2020-02-30"^^xsd:date',
    '"P999999999Y"^^xsd:duration', '"24:00:00"^^xsd:time', '"INF"^^xsd:double', '"NaN"^^xsd:float', '"a"^^<>', '"2020"^^xsd:gYear',
    '"2025-01-01T00:00:00Z"^^xsd:dateTime', '"PT0.0000000000000000001S"^^xsd:dayTimeDuration', '"<a>"^^rdf:XMLLiteral',
)  # fmt: skip
TERM = st.one_of(VARIABLE, IRI, LITERAL)
_FUNCTIONS = (  # noqa: SIM905 - words are easier to read than a list of strings
    "STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS "
    "STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 "
    "SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE COUNT SUM MIN MAX AVG SAMPLE "
    "GROUP_CONCAT TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE LANGDIR STRLANGDIR HASLANG ADJUST xsd:integer xsd:date xsd:dateTime "
    "xsd:decimal xsd:double xsd:duration xsd:boolean <http://unknown/function>"
).split()
_PATTERN = _one(
    '".*"', '"(a+)+$"', '"["', '"\\\\p{L}"', '"(?i)a{1000}"', '"(a{100}){100}"', '"\\\\"', '"(?P<n>a)\\\\k<n>"', '"$"'
)
_FLAGS = _one('"i"', '"smixq"', '"z"', '""')


def _expressions(inner: Text) -> Text:
    operator = _one("=", "!=", "<", ">=", "&&", "||", "+", "-", "*", "/", "IN", "NOT IN", "^", "||||")
    return st.one_of(
        _join(st.just("("), inner, operator, inner, st.just(")")),
        _join(_one("!", "-", "+", "!!", "- -"), inner, between=""),
        st.tuples(st.sampled_from(_FUNCTIONS), _some(inner, 0, 4, ", ")).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(inner, _PATTERN, _FLAGS).map(lambda p: f"REGEX(STR({p[0]}), {p[1]}, {p[2]})"),
        st.tuples(inner, _PATTERN, _FLAGS).map(lambda p: f'REPLACE(STR({p[0]}), {p[1]}, "$0$1$9", {p[2]})'),
        st.tuples(inner, _some(inner, 0, 5, ", ")).map(lambda p: f"{p[0]} IN ({p[1]})"),
        st.tuples(_one("COUNT", "SUM", "GROUP_CONCAT", "SAMPLE", "AVG"), _one("", "DISTINCT "), inner).map(
            lambda p: f"{p[0]}({p[1]}{p[2]})"
        ),
    )


EXPRESSION = st.recursive(TERM, _expressions, max_leaves=8)


def _paths(inner: Text) -> Text:
    return st.one_of(
        _join(inner, _one("/", "|"), inner, between=""),
        _join(_one("^", "!", ""), st.just("("), inner, st.just(")"), _one("", "*", "+", "?", "{1,2}"), between=""),
    )


PATH = st.recursive(st.one_of(VARIABLE, IRI), _paths, max_leaves=6)
_SUBJECT = st.one_of(VARIABLE, IRI, _one("(1 2 ?x)", "()", "[ a ?t ]", "<< ?s ?p ?o >>", "<<( ?s ?p ?o )>>"))
TRIPLE = st.tuples(
    _SUBJECT, PATH, _some(TERM, 1, 3, ", "), _one(" .", " .", "", " ;", " ; .", " ~ _:r {| a ?t |} .")
).map(lambda p: f"{p[0]} {p[1]} {p[2]}{p[3]}")


def _values(count: int) -> str:
    return "VALUES ?a { " + " ".join(f'"{i}"' if i % 3 else f"<http://a/{i}>" for i in range(count)) + " }"


def _patterns(inner: Text) -> Text:
    group = inner.map(lambda p: "{ " + p + " }")
    return st.one_of(
        _join(inner, inner),
        _join(_one("OPTIONAL", "MINUS", "FILTER EXISTS", "FILTER NOT EXISTS", "LATERAL", ""), group),
        _join(group, st.just("UNION"), group),
        _join(st.just("GRAPH"), st.one_of(VARIABLE, IRI), group),
        EXPRESSION.map(lambda e: f"FILTER({e})"),
        _join(st.just("BIND("), EXPRESSION, st.just("AS"), VARIABLE, st.just(")")),
        st.builds(_values, st.sampled_from([0, 1, 3, 50, 3000])),
        st.tuples(VARIABLE, VARIABLE, _some(_one("(1 UNDEF)", '("a" <b>)', "()", "(UNDEF UNDEF)"), 0, 4)).map(
            lambda p: f"VALUES ({p[0]} {p[1]}) {{ {p[2]} }}"
        ),
        _join(_one("SERVICE", "service silent", "SERVICE SILENT"), _one("<http://127.0.0.1:9/>", "?s", "ex:x"), group),
        _join(st.just("{ SELECT"), _selection(), st.just("{"), inner, st.just("}"), _modifiers(), st.just("}")),
        group,
    )


def _selection() -> Text:
    return st.one_of(
        st.just("*"),
        _some(VARIABLE, 1, 3),
        st.tuples(_one("", "DISTINCT ", "REDUCED "), EXPRESSION, VARIABLE).map(lambda p: f"{p[0]}({p[1]} AS {p[2]})"),
    )


def _modifiers() -> Text:
    return st.tuples(
        st.one_of(
            st.just(""), VARIABLE.map(lambda v: f"GROUP BY {v}"), EXPRESSION.map(lambda e: f"GROUP BY ({e} AS ?g)")
        ),
        st.one_of(st.just(""), EXPRESSION.map(lambda e: f"HAVING({e})")),
        st.one_of(
            st.just(""), st.tuples(_one("ASC", "DESC", ""), EXPRESSION).map(lambda p: f"ORDER BY {p[0]}({p[1]})")
        ),
        _one("", "LIMIT 1", "LIMIT 0", "LIMIT 99999999999999999999", "OFFSET 3 LIMIT 2", "LIMIT -1", "LIMIT ?a"),
        _one("", "", "VALUES ?a { 1 }", "VALUES () { () }"),
    ).map(" ".join)


PATTERN = st.recursive(_some(TRIPLE, 0, 3), _patterns, max_leaves=6)
_PROLOGUE = _one(
    "",
    "PREFIX ex: <http://example.org/>",
    "prefix : <#>\nBASE <http://a/b/>",
    "BASE <file:///etc/>",
    "BASE <x>",
    "PREFIX ex: <http://a/> PREFIX ex: <http://b/>",
    "VERSION '1.2'",
    "# a comment\n",
    "\ufeff",
)
_DATASET = _one(
    "",
    "",
    "",
    "FROM <https://w3id.org/citynet/graph/curated>",
    "FROM NAMED <file:///etc/passwd>",
    "FROM <>",
    "FROM ex:x",
)
_FORM = st.one_of(
    st.tuples(_one("SELECT", "select", "SELECT DISTINCT", "SELECT REDUCED"), _selection()).map(" ".join),
    st.just("ASK"),
    _some(TRIPLE, 0, 3).map(lambda t: f"CONSTRUCT {{ {t} }}"),
    st.just("CONSTRUCT"),
    _some(st.one_of(VARIABLE, IRI), 1, 3).map(lambda t: f"DESCRIBE {t}"),
    st.just("DESCRIBE *"),
)
VALID: Text = st.tuples(
    _PROLOGUE, _FORM, _DATASET, _one("WHERE", ""), PATTERN.map(lambda p: "{ " + p + " }"), _modifiers()
).map(" ".join)
_UPDATE = _one(
    "CLEAR ALL",
    "LOAD <http://127.0.0.1:9/>",
    "DROP ALL",
    "DELETE WHERE { ?s ?p ?o }",
    "INSERT DATA { <a> <b> <c> }",
    ";",
)


def _cut(text: str, at: int, length: int) -> str:
    at %= len(text) + 1
    return text[:at] + text[at + length :]


def _truncate(text: str, at: int) -> str:
    return text[: at % (len(text) + 1)]


def _insert(text: str, at: int, odd: str) -> str:
    at %= len(text) + 1
    return text[:at] + odd + text[at:]


def _repeat(text: str, at: int, length: int, times: int) -> str:
    at %= len(text) + 1
    return (text[:at] + text[at : at + length] * times + text[at + length :])[:120_000]


def _escape(text: str, step: int) -> str:
    return "".join(f"\\u{ord(c):04X}" if i % step == 0 and ord(c) < 0x10000 else c for i, c in enumerate(text))


def _deepen(text: str, at: int, pair: tuple[str, str], times: int) -> str:
    at %= len(text) + 1
    return (text[:at] + pair[0] * times + text[at : at + 8] + pair[1] * times + text[at + 8 :])[:150_000]


_PLACE = st.integers(0, 4000)
_DAMAGES: tuple[st.SearchStrategy[Callable[[str], str]], ...] = (
    st.builds(lambda a: lambda t: _truncate(t, a), _PLACE),
    st.builds(lambda a, n: lambda t: _cut(t, a, n), _PLACE, st.integers(1, 30)),
    st.builds(lambda a, o: lambda t: _insert(t, a, o), _PLACE, st.sampled_from(ODD)),
    st.builds(lambda a, o: lambda t: _insert(t, a, o), _PLACE, st.text(max_size=8)),
    st.builds(
        lambda a, n, k: lambda t: _repeat(t, a, n, k), _PLACE, st.integers(1, 40), st.sampled_from([2, 20, 2000])
    ),
    st.builds(lambda n: lambda t: _escape(t, n), st.integers(1, 9)),
    st.builds(
        lambda a, p, k: lambda t: _deepen(t, a, p, k),
        _PLACE,
        st.sampled_from(_DEEP),
        st.sampled_from([2, 50, 101, 3000, 20_000]),
    ),
    st.sampled_from([str.upper, str.lower, str.swapcase, str.strip]),
)
DAMAGED: Text = st.tuples(VALID, st.lists(st.one_of(*_DAMAGES), min_size=1, max_size=3)).map(
    lambda p: _after(p[0], p[1])
)


def _after(text: str, damages: list[Callable[[str], str]]) -> str:
    for damage in damages:
        text = damage(text)
    return text


QUERY: Text = st.one_of(VALID, VALID, DAMAGED, DAMAGED, _UPDATE, st.text(max_size=60))
"""What is sent as a query: half of it by the grammar."""
