"""What the user looks at: a frozen list of clauses and a sort."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self


class Field(StrEnum):
    """What a clause looks at; the value is the word that names it in the filter language."""

    ORGANIZATION = "org"
    DOMAIN = "domain"
    POLICY = "policy"
    MODE = "mode"
    MX = "mx"
    RESULT = "result"
    SENDING_IP = "ip"
    RECEIVING_IP = "to"
    SINCE = "since"
    UNTIL = "until"
    ON = "on"
    FAILED = "failed"
    RATE = "rate"
    WORDS = ""


class Operator(StrEnum):
    """How a clause compares: ``:`` matches as the field does, ``=`` takes the value whole and literally."""

    MATCHES = ":"
    IS = "="
    MORE = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Clause:
    """One step of a filter: ``-org:google,microsoft`` is field ORGANIZATION, two values, negated."""

    field: Field
    values: tuple[str, ...]
    operator: Operator = Operator.MATCHES
    negated: bool = False


class SortColumn(StrEnum):
    """What rows can be sorted by."""

    DAY = "day"
    ORGANIZATION = "sender"
    DOMAIN = "domain"
    RESULT_TYPE = "result"
    MX_HOST = "mx"
    POLICY_TYPE = "policy"
    SENDING_IP = "ip"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of rows; ties fall to failed sessions, then to the order in which reports were found."""

    column: SortColumn = SortColumn.DAY
    descending: bool = True


@dataclass(frozen=True, slots=True)
class View:
    """A filter and a sort. Clauses keep the order in which they were added, so that the last can be taken back."""

    clauses: tuple[Clause, ...] = ()
    sort: Sort = Sort()

    def with_clause(self, clause: Clause) -> Self:
        """Return the view with one more clause at its end."""
        return replace(self, clauses=(*self.clauses, clause))

    def widened(self) -> Self:
        """Return the view without its last clause; a view without clauses stays as it is."""
        return replace(self, clauses=self.clauses[:-1])
