"""What the values of clauses match: predicates over single values, free of tables."""

import ipaddress
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol, TypeAlias

from tlsrpt_tui.index.view import IP_FIELDS, NAME_FIELDS, NUMBER_FIELDS, TEXT_FIELDS, Clause, Field, Operator
from tlsrpt_tui.text import sanitise, shorten

Predicate: TypeAlias = Callable[[str], bool]
"""Whether a value is wanted."""

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_CRUMB_VALUE: Final = 40
_CRUMB_VALUES: Final = 3
_DAY_FIELDS: Final = frozenset({Field.SINCE, Field.UNTIL, Field.ON})
_COMPARE: Final[dict[Operator, Callable[[float, float], bool]]] = {
    Operator.IS: operator.eq,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
}


@dataclass(frozen=True, slots=True)
class NumberTest:
    """One comparison of ``failed`` (sessions, whole) or ``rate`` (a fraction of 1, so ``rate>1%`` holds 0.01)."""

    field: Field
    operator: Operator
    limit: int | float

    def holds(self, number: float) -> bool:
        """Whether ``number`` passes."""
        return _COMPARE[self.operator](number, self.limit)


class Test(Protocol):
    """One alternative of a clause, asked of casefolded values."""

    def holds(self, value: str) -> bool:
        """Whether the casefolded ``value`` is meant."""
        ...


@dataclass(frozen=True, slots=True)
class Same:
    """A value whole, as it stands."""

    pattern: str

    def holds(self, value: str) -> bool:
        """Whether ``value`` is the pattern."""
        return value == self.pattern


@dataclass(frozen=True, slots=True)
class SameName:
    """An organization whole: they are grouped without their outer space, so they are compared without it."""

    pattern: str

    def holds(self, value: str) -> bool:
        """Whether ``value`` is the pattern, outer space aside."""
        return value.strip() == self.pattern


@dataclass(frozen=True, slots=True)
class Glob:
    """A value whole, any run between two pieces.

    The pieces are looked for from left to right, each at its first place: a pattern costs at most one search for each
    piece, whatever the value, where a regular expression might try every combination.
    """

    head: str
    middle: tuple[str, ...]
    tail: str

    def holds(self, value: str) -> bool:
        """Whether ``value`` starts with the head, ends with the tail, and holds the rest between."""
        at, end = len(self.head), len(value) - len(self.tail)
        if end < at or not (value.startswith(self.head) and value.endswith(self.tail)):
            return False
        for piece in self.middle:
            at = value.find(piece, at, end)
            if at < 0:
                return False
            at += len(piece)
        return True


@dataclass(frozen=True, slots=True)
class Member:
    """An address of a network, or one address however written."""

    network: Network | None
    address: Address | None

    def holds(self, value: str) -> bool:
        """Whether ``value`` is such an address."""
        try:
            found = _parsed(value)
        except ValueError:
            return False
        return found == self.address if self.network is None else found in self.network


@dataclass(frozen=True, slots=True)
class TextTests:
    """What the clauses of one text field make together.

    Attributes:
        wanted: some of them has to hold; ``None`` where nothing is asked for.
        refused: none of them may hold.
    """

    wanted: tuple[Test, ...] | None
    refused: tuple[Test, ...]

    def hold(self, value: str) -> bool:
        """Whether ``value`` passes; case never matters."""
        folded = value.casefold()
        if self.wanted is not None and not any(test.holds(folded) for test in self.wanted):
            return False
        return not any(test.holds(folded) for test in self.refused)


def text_tests(field: Field, clauses: Iterable[Clause]) -> TextTests | None:
    """Return what the clauses of a text field make together, or ``None`` where ``clauses`` hold none of that field.

    A value passes when some positive value matches it, or there is none, and no negated value does. Values are compared
    as they stand in the index, sanitised; case never matters.
    """
    own = [clause for clause in clauses if clause.field is field]
    if not own:
        return None
    wanted = [clause for clause in own if not clause.negated]
    return TextTests(
        wanted=_tests(wanted) if wanted else None, refused=_tests([clause for clause in own if clause.negated])
    )


def text_matcher(field: Field, clauses: Iterable[Clause]) -> Predicate | None:
    """Return :func:`text_tests` as a question about one value."""
    tests = text_tests(field, clauses)
    return None if tests is None else tests.hold


def words(clauses: Iterable[Clause]) -> tuple[tuple[str, bool], ...]:
    """Return each bare word, sanitised and casefolded, and whether it is negated; all of them have to hold.

    A word holds where it occurs anywhere in the casefolded organization, domain, MX host, reason or report id; a ``*``
    in it is a ``*``.
    """
    return tuple(
        (_folded(value), clause.negated) for clause in clauses if clause.field is Field.WORDS for value in clause.values
    )


def number_tests(clauses: Iterable[Clause]) -> tuple[NumberTest, ...]:
    """Return the comparisons of ``failed`` and ``rate``; all of them have to hold."""
    return tuple(
        NumberTest(clause.field, clause.operator, _number(clause.field, value))
        for clause in clauses
        if clause.field in NUMBER_FIELDS
        for value in clause.values
    )


def describe(clause: Clause) -> str:
    """Return a clause as a short, sanitised crumb: ``example.com``, ``not Microsoft``, ``since 7d``, ``failed>100``."""
    shown = [shorten(sanitise(value), _CRUMB_VALUE) or '""' for value in clause.values]
    listed = ", ".join(shown[:_CRUMB_VALUES])
    if len(shown) > _CRUMB_VALUES:
        listed += f" +{len(shown) - _CRUMB_VALUES}"
    if clause.field in _DAY_FIELDS:
        listed = f"{clause.field} {listed}"
    elif clause.field in NUMBER_FIELDS:
        listed = f"{clause.field}{clause.operator}{listed}"
    elif clause.field in TEXT_FIELDS and "" in clause.values:
        listed = f"{clause.field} {listed}"
    return f"not {listed}" if clause.negated else listed


def _folded(value: str) -> str:
    return sanitise(value).casefold()


def _number(field: Field, value: str) -> int | float:
    # Through Decimal, because 0.7 / 100 is not the double that 7 of 1000 sessions give.
    return int(value) if field is Field.FAILED else float(Decimal(value.removesuffix("%")) / 100)


def _tests(clauses: Sequence[Clause]) -> tuple[Test, ...]:
    return tuple(test for clause in clauses for test in _alternatives(clause))


def _alternatives(clause: Clause) -> Iterator[Test]:
    """One test of casefolded values for each alternative of a text clause."""
    for value in clause.values:
        pattern = _folded(value)
        if clause.operator is Operator.IS:
            yield SameName(pattern.strip()) if clause.field is Field.ORGANIZATION else Same(pattern)
        elif clause.field is Field.ORGANIZATION:
            yield _glob(f"*{pattern}*") if pattern else SameName("")
        elif clause.field in IP_FIELDS:
            yield _address(pattern)
        elif clause.field in NAME_FIELDS:
            yield from _names(pattern)
        else:
            yield _glob(pattern)


def _names(pattern: str) -> Iterator[Test]:
    """A DNS name as written and, where it has U-labels, with A-labels in their place (RFC 5890 §2.3.2.1)."""
    name = pattern if pattern == "." else pattern.removesuffix(".")
    yield _glob(name)
    try:
        encoded = ".".join(label if label.isascii() else _a_label(label) for label in name.split("."))
    except UnicodeError:
        return
    if encoded != name:
        yield _glob(encoded)


def _a_label(label: str) -> str:
    # A label of which only a part is known has no A-label.
    return label if "*" in label else label.encode("idna").decode("ascii")


def _address(pattern: str) -> Test:
    """An address matches itself however written, a network its members; anything else is text."""
    try:
        network = ipaddress.ip_network(pattern, strict=False) if "/" in pattern else None
        return Member(network, None if network else _parsed(pattern))
    except ValueError:
        return _glob(pattern)


def _parsed(value: str) -> Address:
    # Chosen by its colon: trying both kinds costs an exception for every IPv6 address.
    return ipaddress.IPv6Address(value) if ":" in value else ipaddress.IPv4Address(value)


def _glob(pattern: str) -> Test:
    """Match whole values, ``*`` standing for any run."""
    if "*" not in pattern:
        return Same(pattern)
    head, *middle, tail = pattern.split("*")
    return Glob(head, tuple(piece for piece in middle if piece), tail)
