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


_RARELY = 60


@st.composite
def _mostly(draw: st.DrawFn, usual: Text, odd: Text) -> str:
    return draw(odd if draw(st.integers(0, _RARELY)) == _RARELY else usual)


VARIABLE = _one("?a", "?b", "?c", "?s", "?p", "?o", "$a", "?_1", "?é", "?日本")
_FRESH = st.integers(0, 10**6).map(lambda n: f"?v{n}")
_NAME = _one(
    "<https://w3id.org/citynet/id/municipality/aachen-de>",
    "<https://w3id.org/citynet/graph/curated>",
    "<http://www.w3.org/ns/org#member>",
    "<>", "<#x>", "<../x>", "<urn:x>", "<http://a/\\u00e9>", "<http://a/ü>", "<file:///etc/passwd>", "cnet:partner", "rdf:type", "ex:a\\,b", ":x",
    "ex:%41", "ex:", "<http://www.w3.org/2004/02/skos/core#prefLabel>",
)  # fmt: skip
_NO_NAME = _one(
    "<a b>",
    "<http://a/%>",
    "<http://[::1>",
    "<http://a/\\u0020>",
    "unknown:x",
    "ex:a.b.",
    "_:b.",
    "a",
    "<//>",
    "<http://a/\\ud800>",
)
IRI = _mostly(_NAME, _NO_NAME)
_VALUE = _one(
    "1", "-1", "+0", ".5", "1e400", "-0e0", "9" * 40, "0.1e-999", "true", "false",
    '""', '"a"', "'a\\n\\t\\\\'", '"""a"b\nc"""', "'''\\u00e9'''", '"\\U0010FFFF"', '"a"@en', '"a"@en-Latn-x-y', '"x"^^xsd:integer',
    '"999999999999999999999999"^^xsd:integer', '"-999999999-01-01"^^xsd:date', '"2020-02-30"^^xsd:date', '"P999999999Y"^^xsd:duration',
    '"24:00:00"^^xsd:time', '"INF"^^xsd:double', '"NaN"^^xsd:float', '"a"^^<>', '"2020"^^xsd:gYear', '"2025-01-01T00:00:00Z"^^xsd:dateTime',
    '"PT0.0000000000000000001S"^^xsd:dayTimeDuration', '"<a>"^^rdf:XMLLiteral', '"170141183460469231731687303715884105727"^^xsd:decimal',
    '"9223372036854775807"^^xsd:integer', '"-9223372036854775808"^^xsd:integer', '"2025-01-01T00:00:00+14:00"^^xsd:dateTime', '"0000-00-00"^^xsd:date',
)  # fmt: skip
_NO_VALUE = _one("1.", '"\\ud800"', '"\\q"', '"a"@en--ltr', '"a"@', '"a', "FALSE", '"a"^^', "0x1", "1e", "''''")
LITERAL = _mostly(_VALUE, _NO_VALUE)
TERM = st.one_of(VARIABLE, IRI, LITERAL)
_FUNCTIONS = (  # by the number of their arguments
    "RAND NOW UUID STRUUID BNODE",
    (
        "STR LANG DATATYPE IRI URI BNODE ABS CEIL FLOOR ROUND STRLEN UCASE LCASE ENCODE_FOR_URI YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE "
        "TZ MD5 SHA1 SHA256 SHA384 SHA512 ISIRI ISBLANK ISLITERAL ISNUMERIC SUBJECT PREDICATE OBJECT ISTRIPLE LANGDIR xsd:integer xsd:date "
        "xsd:dateTime xsd:decimal xsd:double xsd:float xsd:duration xsd:boolean xsd:string xsd:dayTimeDuration"
    ),
    "LANGMATCHES CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER STRLANG STRDT SAMETERM REGEX SUBSTR CONCAT COALESCE",
    "IF SUBSTR REPLACE REGEX TRIPLE CONCAT COALESCE STRLANGDIR",
    "REPLACE CONCAT COALESCE",
)
_ANY_FUNCTION = [*" ".join(_FUNCTIONS).split(), "ADJUST", "<http://unknown/function>", "EXISTS"]
_PATTERN = _one(
    '".*"', '"(a+)+$"', '"["', '"\\\\p{L}"', '"(?i)a{1000}"', '"(a{100}){100}"', '"\\\\"', '"(?P<n>a)\\\\k<n>"', '"$"'
)
_FLAGS = _one('"i"', '"smixq"', '"z"', '""')


def _call(name: str, *arguments: str) -> str:
    return f"{name}({', '.join(arguments)})"


def _expressions(inner: Text) -> Text:
    operator = _one("=", "!=", "<", ">=", "&&", "||", "+", "-", "*", "/")
    calls = [st.builds(_call, st.sampled_from(names.split()), *[inner] * n) for n, names in enumerate(_FUNCTIONS)]
    usual = st.one_of(
        *calls,
        _join(st.just("("), inner, operator, inner, st.just(")")),
        _join(_one("!", "-", "+"), inner).map(lambda e: f"({e})"),
        st.tuples(inner, _PATTERN, _FLAGS).map(lambda p: f"REGEX(STR({p[0]}), {p[1]}, {p[2]})"),
        st.tuples(inner, _PATTERN, _FLAGS).map(lambda p: f'REPLACE(STR({p[0]}), {p[1]}, "$0$1$9", {p[2]})'),
        st.tuples(inner, _one("IN", "NOT IN"), _some(inner, 0, 5, ", ")).map(lambda p: f"({p[0]} {p[1]} ({p[2]}))"),
    )
    wrong = st.one_of(
        st.tuples(st.sampled_from(_ANY_FUNCTION), _some(inner, 0, 5, ", ")).map(lambda p: f"{p[0]}({p[1]})"),
        _join(inner, _one("^", "||||", "IN", "<<", "= =", "!"), inner),
    )
    return _mostly(usual, wrong)


EXPRESSION = st.recursive(TERM, _expressions, max_leaves=8)
_AGGREGATE = st.tuples(
    _one("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"), _one("", "DISTINCT "), EXPRESSION
).map(lambda p: f"{p[0]}({p[1]}{p[2]})")


def _paths(inner: Text) -> Text:
    times = _mostly(_one("", "*", "+", "?"), _one("{1,2}", "**"))
    return st.one_of(
        _join(inner, _one("/", "|"), inner, between=""),
        _join(_one("^", "", ""), st.just("("), inner, st.just(")"), times, between=""),
        _join(_one("!", "!^"), _NAME, between=""),
    )


PATH = _mostly(st.one_of(VARIABLE, st.recursive(IRI, _paths, max_leaves=6)), _one("(?a)*", "!(?a)", '"a"', "_:b"))
_SUBJECT = _mostly(
    st.one_of(VARIABLE, _NAME, _one("_:b0", "[]", "(1 2 ?x)", "()", "[ a ?t ]", "<< ?s ?p ?o >>", "<<( ?s ?p ?o )>>")),
    LITERAL,
)
TRIPLE = st.tuples(
    _SUBJECT,
    PATH,
    _some(TERM, 1, 3, ", "),
    _mostly(_one(".", " .", " ; ."), _one("", " ~ _:r {| a ?t |} .", "~ .")),
).map(lambda p: f"{p[0]} {p[1]} {p[2]} {p[3]}")


def _values(count: int) -> str:
    return "VALUES ?a { " + " ".join(f'"{i}"' if i % 3 else f"<http://a/{i}>" for i in range(count)) + " }"


def _patterns(inner: Text) -> Text:
    group = inner.map(lambda p: "{ " + p + " }")
    usual = st.one_of(
        _join(inner, inner),
        _join(_one("OPTIONAL", "MINUS", "FILTER EXISTS", "FILTER NOT EXISTS", ""), group),
        _join(group, st.just("UNION"), group),
        _join(st.just("GRAPH"), st.one_of(VARIABLE, _NAME), group),
        EXPRESSION.map(lambda e: f"FILTER({e})"),
        _join(st.just("BIND("), EXPRESSION, st.just("AS"), _FRESH, st.just(")")),
        st.builds(_values, st.sampled_from([0, 1, 3, 50, 3000])),
        _some(_one("(1 UNDEF)", '("a" <b>)', "(UNDEF UNDEF)"), 0, 4).map(lambda rows: f"VALUES (?a ?b) {{ {rows} }}"),
        _query(inner).map(lambda q: "{ " + q + " }"),
        group,
    )
    service = _join(_one("SERVICE", "service silent"), _one("<http://127.0.0.1:9/>", "?s", "ex:x"), group)
    odd = st.one_of(
        service,
        _join(_one("LATERAL", "EXISTS", "UNION", "WHERE", "FILTER"), group),
        _some(_one("(1)", "()", "(?a 1)"), 1, 4).map(lambda rows: f"VALUES (?a ?a) {{ {rows} }}"),
    )
    return _mostly(usual, odd)


def _order() -> Text:
    by = st.tuples(_one("ASC", "DESC", ""), EXPRESSION).map(lambda p: f"ORDER BY {p[0]}({p[1]})")
    slices = _one("", "LIMIT 1", "LIMIT 0", "OFFSET 3 LIMIT 2")
    return st.tuples(
        st.one_of(st.just(""), by),
        _mostly(slices, _one("LIMIT 99999999999999999999", "LIMIT -1", "LIMIT ?a")),
        _mostly(_one("", "VALUES ?a { 1 }", "VALUES () { () }"), st.just("VALUES")),
    ).map(" ".join)


def _query(pattern: Text) -> Text:
    where = pattern.map(lambda p: "{ " + p + " }")
    rows = st.one_of(
        _join(_one("SELECT *", "SELECT DISTINCT *", "SELECT REDUCED *", "select ?a ?b", "SELECT ?s"), where, _order()),
        st.tuples(EXPRESSION, _FRESH, where, _order()).map(lambda p: f"SELECT ({p[0]} AS {p[1]}) {p[2]} {p[3]}"),
        st.tuples(VARIABLE, _AGGREGATE, _FRESH, where).map(
            lambda p: f"SELECT {p[0]} ({p[1]} AS {p[2]}) {p[3]} GROUP BY {p[0]}"
        ),
        st.tuples(_AGGREGATE, _FRESH, where, _AGGREGATE).map(
            lambda p: f"SELECT ({p[0]} AS {p[1]}) {p[2]} HAVING({p[3]})"
        ),
    )
    return _mostly(rows, _join(_one("SELECT", "SELECT ?a (1 AS ?a)", "SELECT * ?a"), where, _order()))


PATTERN = st.recursive(_some(TRIPLE, 0, 3), _patterns, max_leaves=6)
_PREFIXES = (
    "BASE <http://a/b/> PREFIX : <#> PREFIX ex: <http://example.org/> PREFIX cnet: <https://w3id.org/citynet/ns#> "
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
)
_PROLOGUE = _mostly(
    st.just(_PREFIXES),
    _one(
        "",
        "prefix : <#>\nBASE <http://a/b/>",
        "BASE <file:///etc/>",
        "BASE <x>",
        "PREFIX ex: <http://a/> PREFIX ex: <http://b/>",
        "VERSION '1.2'",
        "# a comment\n",
        "\ufeff",
    ),
)
_DATASET = _mostly(
    _one("", "FROM <https://w3id.org/citynet/graph/curated>"),
    _one("FROM NAMED <file:///etc/passwd>", "FROM <>", "FROM ex:x"),
)
_TEMPLATES = _some(st.tuples(st.one_of(VARIABLE, _NAME), st.one_of(VARIABLE, _NAME), TERM).map(" ".join), 0, 3, " . ")
_BRACED = PATTERN.map(lambda p: "{ " + p + " }")
_FORM = st.one_of(
    _query(PATTERN),
    _query(PATTERN),
    _join(st.just("ASK"), _DATASET, _one("WHERE", ""), _BRACED),
    st.tuples(_TEMPLATES, _DATASET, _BRACED, _order()).map(
        lambda p: f"CONSTRUCT {{ {p[0]} }} {p[1]} WHERE {p[2]} {p[3]}"
    ),
    st.tuples(_DATASET, _TEMPLATES).map(lambda p: f"CONSTRUCT {p[0]} WHERE {{ {p[1]} }}"),
    _join(st.just("DESCRIBE"), _some(st.one_of(VARIABLE, _NAME), 1, 3), _DATASET, _BRACED),
)
VALID: Text = _join(_PROLOGUE, _FORM)
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


QUERY: Text = st.one_of(
    VALID, VALID, VALID, DAMAGED, DAMAGED, _mostly(DAMAGED, st.one_of(_UPDATE, st.text(max_size=60)))
)
"""What is sent as a query: half of it by the grammar."""
