"""What the user looks at: a frozen list of clauses and a sort."""

import datetime as dt
import ipaddress
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self

from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.text import sanitise, shorten


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


TEXT_FIELDS: Final = frozenset(
    {
        Field.ORGANIZATION,
        Field.DOMAIN,
        Field.POLICY,
        Field.MODE,
        Field.MX,
        Field.RESULT,
        Field.SENDING_IP,
        Field.RECEIVING_IP,
    }
)
"""Fields whose clauses compare text, with ``:`` or ``=``."""

IP_FIELDS: Final = frozenset({Field.SENDING_IP, Field.RECEIVING_IP})
"""Text fields that take addresses and networks."""

NAME_FIELDS: Final = frozenset({Field.DOMAIN, Field.MX})
"""Text fields that take DNS names."""

SINGLE_FIELDS: Final = frozenset({Field.SINCE, Field.UNTIL})
"""Fields that a view holds once at most."""

NUMBER_FIELDS: Final = frozenset({Field.FAILED, Field.RATE})
"""Fields whose clauses compare a number."""


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
    MODE = "mode"
    MX_HELO = "helo"
    RECEIVING_IP = "to"
    REASON = "reason"
    REPORT = "report"


COUNTED: Final = frozenset({SortColumn.DAY, SortColumn.FAILED})
"""Columns that people read from the greatest."""


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of rows; ties fall to failed sessions, then to the order in which reports were found."""

    column: SortColumn = SortColumn.DAY
    descending: bool = True

    @property
    def text(self) -> str:
        """The order in words: ``failed desc``, ``sender asc``."""
        return f"{self.column} {'desc' if self.descending else 'asc'}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the order that ``text`` names; without ``asc`` or ``desc``, as people would have it first.

        Raises:
            FilterError: it names none.
        """
        name, _, way = text.strip().casefold().partition(" ")
        columns = " ".join(SortColumn)
        if name not in tuple(SortColumn):
            fault = f'"{shorten(sanitise(name), 60)}" is no column' if name else "no column is named"
            raise FilterError(f"{fault}; expected one of {columns}", text=text, position=0, expected=columns)
        column, way = SortColumn(name), way.strip()
        if way not in ("", "asc", "desc"):
            fault = f'"{shorten(sanitise(way), 60)}" is no direction; expected asc or desc'
            raise FilterError(fault, text=text, position=text.casefold().rindex(way), expected="asc or desc")
        return cls(column, way == "desc" if way else column in COUNTED)


@dataclass(frozen=True, slots=True)
class DayRange:
    """UTC days from ``first`` to ``last``, both included; ``None`` leaves that end open."""

    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A filter and a sort. Clauses keep the order in which they were added, so that the last can be taken back.

    Clauses of different fields are joined with and; the alternatives of one clause, and repeats of one field, with or;
    what a negated clause matches is left out. Bare words are no field: each one narrows. So does each comparison of
    ``failed`` and ``rate``.
    """

    clauses: tuple[Clause, ...] = ()
    sort: Sort = Sort()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the view that ``text`` describes in the filter language, in the default order.

        Raises:
            FilterError: where the text cannot be understood.
        """
        from tlsrpt_tui.index import language  # noqa: PLC0415  the language is built on the classes above

        return cls(clauses=language.parse(text))

    @property
    def text(self) -> str:
        """The filter in the filter language, as one clean line that parses to the same clauses; "" for all rows."""
        from tlsrpt_tui.index import language  # noqa: PLC0415  the language is built on the classes above

        return language.write(self.clauses)

    @property
    def is_open(self) -> bool:
        """Whether nothing is filtered."""
        return not self.clauses

    def with_clause(self, clause: Clause) -> Self:
        """Return the view with one more clause at its end; ``since`` and ``until`` take the place of an earlier one."""
        kept = self.without(clause.field) if clause.field in SINGLE_FIELDS else self
        return replace(kept, clauses=(*kept.clauses, clause))

    def widened(self) -> Self:
        """Return the view without its last clause; a view without clauses stays as it is.

        ``since`` and ``until`` that end it go together, as the two ends of one range.
        """
        ends = {clause.field for clause in self.clauses[-2:]}
        return replace(self, clauses=self.clauses[: -2 if ends == SINGLE_FIELDS else -1])

    def without(self, field: Field) -> Self:
        """Return the view without any clause of ``field``, negated or not."""
        return replace(self, clauses=tuple(clause for clause in self.clauses if clause.field is not field))

    def without_choice(self, field: Field) -> Self:
        """Return the view without the positive clauses of ``field``; negated ones stay."""
        kept = tuple(clause for clause in self.clauses if clause.field is not field or clause.negated)
        return replace(self, clauses=kept)

    def narrowed(self, field: Field, value: str, operator: Operator | None = None) -> Self:
        """Return the view that shows exactly ``value`` of ``field``, in place of what was chosen there before.

        Negated clauses of the field stay. A bare word replaces nothing: it narrows further.
        """
        clause = Clause(field, (value,), operator or _exact_operator(field, value))
        if field is Field.WORDS:
            return self.with_clause(clause)
        kept = tuple(other for other in self.clauses if other.field is not field or other.negated)
        return replace(self, clauses=(*kept, clause))

    def added(self, field: Field, value: str, operator: Operator | None = None) -> Self:
        """Return the view that shows ``value`` of ``field`` too, beside what was chosen there, as its last step."""
        operator = operator or _exact_operator(field, value)
        chosen = [clause for clause in self.clauses if clause.field is field and not clause.negated]
        alike = next((clause for clause in chosen[::-1] if clause.operator is operator), Clause(field, (), operator))
        kept = tuple(clause for clause in self.clauses if clause != alike)
        return replace(self, clauses=(*kept, replace(alike, values=(*alike.values, value))))

    def without_value(self, field: Field, value: str, *, negated: bool = False) -> Self:
        """Return the view in which no clause of ``field`` names exactly ``value``; clauses left without values go."""
        kept = (
            replace(clause, values=tuple(other for other in clause.values if other.casefold() != value.casefold()))
            if clause.field is field and clause.negated is negated
            else clause
            for clause in self.clauses
        )
        return replace(self, clauses=tuple(clause for clause in kept if clause.values))

    def excluded(self, field: Field, value: str, operator: Operator | None = None) -> Self:
        """Return the view without the rows that hold exactly ``value``, as a step of its own that comes last."""
        clause = Clause(field, (value,), operator or _exact_operator(field, value), negated=True)
        kept = tuple(other for other in self.clauses if other != clause)
        return replace(self, clauses=(*kept, clause))

    def readmitted(self, field: Field, value: str) -> Self:
        """Return the view in which no step leaves out exactly ``value``; what else a step leaves out stays out."""
        return self.without_value(field, value, negated=True)

    def selected(self, field: Field) -> frozenset[str]:
        """The values that clauses of ``field`` ask for, casefolded; negated clauses ask for none."""
        return frozenset(
            value.casefold()
            for clause in self.clauses
            if clause.field is field and not clause.negated
            for value in clause.values
        )

    def sorted_by(self, column: SortColumn, *, descending: bool | None = None) -> Self:
        """Return the view in another order; left out, days and counts run from the greatest, names from A."""
        if descending is None:
            descending = column in COUNTED
        return replace(self, sort=Sort(column, descending))

    def day_range(self, now: dt.datetime) -> DayRange:
        """The days that ``since`` and ``until`` leave, relative ones counted back from ``now`` (aware)."""
        firsts = (first for first, _ in self._days(Field.SINCE, now))
        lasts = (last for _, last in self._days(Field.UNTIL, now))
        return DayRange(max(firsts, default=None), min(lasts, default=None))

    def days_on(self, now: dt.datetime) -> tuple[tuple[dt.date, dt.date], ...]:
        """The ranges of days that ``on`` asks for, both ends included; a row lies in any of them. Empty: all days."""
        return self._days(Field.ON, now)

    def days_off(self, now: dt.datetime) -> tuple[tuple[dt.date, dt.date], ...]:
        """The ranges of days that ``-on`` leaves out, both ends included."""
        return self._days(Field.ON, now, negated=True)

    def resolved_days(self, now: dt.datetime) -> tuple[object, ...]:
        """What all clauses on time come to at ``now``; equal as long as the same days are meant."""
        return self.day_range(now), self.days_on(now), self.days_off(now)

    def _days(self, field: Field, now: dt.datetime, *, negated: bool = False) -> tuple[tuple[dt.date, dt.date], ...]:
        return tuple(
            days_of(value, now)
            for clause in self.clauses
            if clause.field is field and clause.negated is negated
            for value in clause.values
        )


def replaced(view: View, old: tuple[Clause, ...], new: tuple[Clause, ...]) -> View:
    """Return the view with clauses ``new`` at the place of ``old``; of since and until there is one each."""
    place = next((place for place, clause in enumerate(view.clauses) if clause in old), len(view.clauses))
    fields = {clause.field for clause in new} & SINGLE_FIELDS
    before, after = (
        tuple(clause for clause in part if clause not in old and clause.field not in fields)
        for part in (view.clauses[:place], view.clauses[place:])
    )
    return View((*before, *new, *after), view.sort)


_UNITS: Final = {
    "h": dt.timedelta(hours=1),
    "d": dt.timedelta(days=1),
    "w": dt.timedelta(weeks=1),
    "m": dt.timedelta(days=30),
    "y": dt.timedelta(days=365),
}
_RELATIVE: Final = re.compile(r"([0-9]{1,6})([hdwmy])")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_of(value: str, now: dt.datetime) -> dt.date:
    """Return the UTC day that ``value`` names: ``2026-11-01``, ``today``, ``yesterday``, or ``24h 7d 2w 3m 1y`` ago.

    A month counts 30 days and a year 365; what lies before the calendar begins is its first day. ``now`` is aware.

    Raises:
        ValueError: where it names none.
    """
    word = value.casefold()
    if _DATE.fullmatch(word):
        return dt.date.fromisoformat(word)
    relative = _RELATIVE.fullmatch({"today": "0d", "yesterday": "1d"}.get(word, word))
    if relative is None:
        raise ValueError(f"{value!r} is not a day")
    try:
        return (now.astimezone(dt.UTC) - int(relative[1]) * _UNITS[relative[2]]).date()
    except OverflowError:
        return dt.date.min


def days_of(value: str, now: dt.datetime) -> tuple[dt.date, dt.date]:
    """Return the first and last day of ``2026-11-01..2026-11-05``, or of a single day, as :func:`day_of` reads them.

    Raises:
        ValueError: where an end names no day.
    """
    start, dots, end = value.partition("..")
    first = day_of(start, now)
    last = day_of(end, now) if dots else first
    return min(first, last), max(first, last)


def _exact_operator(field: Field, value: str) -> Operator:
    """The operator under which a clause of ``field`` takes ``value`` for itself and for nothing more."""
    loose = field is Field.ORGANIZATION or not set("*|,").isdisjoint(value)
    if field in NAME_FIELDS:
        loose = loose or not value.isascii() or value.endswith(".")
    if field in IP_FIELDS:
        loose = loose or (bool(value) and not is_address(value))
    return Operator.IS if loose and field in TEXT_FIELDS else Operator.MATCHES


def is_address(value: str) -> bool:
    """Whether ``value`` is one IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True
