"""Everything that can go wrong and be explained.

CityNetError
├── DataError            the project's own files are wrong: a list of problems with file, row, column, repair
├── ProjectNotFoundError a folder or file that must be there is missing
├── DamagedReleaseError  a file of a release is not what its checksums say
├── ReasoningError       the closure is inconsistent or makes two things one
│   └── UnknownConstructError  the ontology says what the compiled rules do not know
├── UnknownShapeError    a shape says what the compiled validator does not know
├── ValidationFailed     the shapes found violations (an outcome; carries the report)
├── BuildError           the release could not be written; the old one, if any, still stands
├── UnreadableTableError a list that cannot be read: too large, another encoding, no heading
├── RdfSyntaxError       given RDF cannot be read: file, line, column
├── QuerySyntaxError     given SPARQL cannot be read: line, column
├── QueryRefusedError    the query asks for something that this service does not do
├── QueryFailedError     a well-formed query that the engine cannot evaluate, such as one with unknown functions
├── QueryTimeoutError    a query that ran into the deadline and was ended
├── QueryEndedError      a query that ended its worker: too much memory, or a fault of the engine
├── AnswerTooLargeError  more rows or bytes than one answer may have
├── ServiceBusyError     all workers are busy, and the queue is full
├── TooManyRequestsError one client asks for more at once than its share
├── FederationError      a remote service failed, and how
├── UnknownFormatError   a format that does not exist, or not for this kind of answer
├── UnknownThingError    no such thing, question, graph
├── UnknownGraphError    a graph of the protocol's parameters that is not here
├── GoneError            the thing was withdrawn, or merged into another
├── BadSettingError      an environment variable that cannot be used
└── BadParameterError    a request parameter has a wrong value

These classes know no HTTP status and no exit code; `web/problems.py` and `cli` hold those two tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


class CityNetError(Exception):
    """Base of every error that this project explains to its user."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a file: where, what, and how to repair it."""

    file: str
    row: int | None
    column: str | None
    problem: str
    repair: str

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.problem} {self.repair}"


class DataError(CityNetError):
    """Files of the project that cannot be read as what they should be."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.file, p.row or 0, p.column or "", p.problem)))
        super().__init__("\n".join(map(str, self.problems)))


class ProjectNotFoundError(CityNetError):
    """A folder or file that this command needs is not there."""


class DamagedReleaseError(CityNetError):
    """A release whose bytes are no longer those that were written."""

    def __init__(self, file: str) -> None:
        self.file = file
        super().__init__(f"The release is damaged: {file}. Run citynet build.")


class ReasoningError(CityNetError):
    """The closure has errors, or makes two different things one."""

    def __init__(self, messages: Sequence[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("\n".join(self.messages))


class UnknownConstructError(ReasoningError):
    """Axioms in words of OWL for which there are no rules: pairs of the construct and the axiom it stands in."""

    def __init__(self, constructs: Sequence[tuple[str, str]]) -> None:
        self.constructs = tuple(sorted(set(constructs)))
        super().__init__(
            [f"No rule is known for {construct}: {axiom}." for construct, axiom in self.constructs]
            + ["Say it otherwise, add the rule, or build with --reasoner owlrl."]
        )


class UnknownShapeError(CityNetError):
    """A shape uses what the compiled validator does not know."""

    def __init__(self, construct: str, shape: str) -> None:
        self.construct, self.shape = construct, shape
        super().__init__(
            f"{shape} uses {construct}, which the compiled validator does not know. Say it otherwise, or take"
            " --validator pyshacl."
        )


class ValidationFailed(CityNetError):  # noqa: N818 - an outcome, not a fault
    """The shapes found at least one violation. `report` is a `validate.Report`."""

    def __init__(self, report: Any) -> None:
        self.report = report
        super().__init__(f"{report.violations} violation(s) found")


class BuildError(CityNetError):
    """The release could not be written. The one before it, if there is one, still stands."""


class RdfSyntaxError(CityNetError):
    """RDF text that cannot be parsed."""

    def __init__(self, source: str, message: str, line: int | None = None, column: int | None = None) -> None:
        self.source, self.message, self.line, self.column = source, message, line, column
        place = source if line is None else f"{source}, line {line}, column {column}"
        super().__init__(f"{place}: {message}")


class QuerySyntaxError(CityNetError):
    """SPARQL text that cannot be parsed."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.message, self.line, self.column = message, line, column
        place = "" if line is None else f"line {line}, column {column}: "
        super().__init__(place + message)


class QueryRefusedError(CityNetError):
    """A well-formed query that this service does not evaluate, with the reason."""


class QueryFailedError(CityNetError):
    """A well-formed query that cannot be evaluated, with the engine's reason."""


class QueryTimeoutError(CityNetError):
    """The query took longer than one query may."""


class QueryEndedError(CityNetError):
    """The query ended the worker that evaluated it."""


class AnswerTooLargeError(CityNetError):
    """The answer has more rows or bytes than one answer may have."""

    def __init__(self) -> None:
        super().__init__("The answer is larger than this service gives. Add a LIMIT, or take the dump.")


class FederationError(CityNetError):
    """A service named in a query did not answer, or not usefully. Says which, and how; never what it sent."""

    def __init__(self, endpoint: str, problem: str) -> None:
        self.endpoint = endpoint
        super().__init__(f"The service <{endpoint}> {problem}")


class TooManyRequestsError(CityNetError):
    """One client has more queries waiting than its share. `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"You have too many queries waiting. Try again in {retry_after} seconds.")


class ServiceBusyError(CityNetError):
    """No worker became free in time. `retry_after` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"All query workers are busy. Try again in {retry_after} seconds.")


class UnknownFormatError(CityNetError):
    """A format that is not offered for this kind of answer."""


class UnknownThingError(CityNetError):
    """Nothing of this name is known."""


class UnknownGraphError(CityNetError):
    """A query is to be evaluated over a graph that is not here."""


class GoneError(CityNetError):
    """The thing was withdrawn; `successor` is the path of what replaced it, if anything did."""

    def __init__(self, path: str, successor: str | None, reason: str) -> None:
        self.path, self.successor, self.reason = path, successor, reason
        super().__init__(f"{path} was withdrawn: {reason}")


class BadSettingError(CityNetError):
    """An environment variable that cannot be used."""

    def __init__(self, variable: str, text: str) -> None:
        super().__init__(f"{variable} is {text!r}; write a number above zero.")


class BadParameterError(CityNetError):
    """A request parameter that cannot be used."""

    def __init__(self, parameter: str, problem: str) -> None:
        self.parameter = parameter
        super().__init__(f"{parameter}: {problem}")


class UnreadableTableError(CityNetError):
    """A file that cannot be read as a table of the wanted kind, with the reason."""

    def __init__(self, file: str, problem: str) -> None:
        self.file = file
        super().__init__(f"{file} cannot be read: {problem}")
