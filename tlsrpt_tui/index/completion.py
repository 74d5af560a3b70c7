"""What could stand at a place in a filter: the names of fields, and the values of a field in an index."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index import language
from tlsrpt_tui.index.engine import Dimension, Engine
from tlsrpt_tui.index.view import NUMBER_FIELDS, SINGLE_FIELDS, TEXT_FIELDS, Clause, Field, Operator, View

MOST: Final = 50
"""Completions that are offered at a time."""

_HEAD: Final = re.compile(r"(-?)([A-Za-z]+)([:=])")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"?')
_DIMENSIONS: Final = {dimension.field: dimension for dimension in Dimension}
_DAYS: Final = ("today", "yesterday", "7d", "30d", "3m", "1y")
_FIXED: Final = {
    Field.MODE: ("enforce", "testing", "none"),
    Field.SINCE: _DAYS,
    Field.UNTIL: _DAYS,
    Field.ON: _DAYS,
}
_POSITIVE: Final = SINGLE_FIELDS | NUMBER_FIELDS
"""Fields that take no minus in front."""

_ANY_FIELD_VALUES: Final = 2000
"""Values of each dimension among which a word that names no field is looked for."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What could stand in place of ``text[start:end]``, the likeliest first.

    Attributes:
        start, end: the part that is replaced.
        choices: at most :data:`MOST`.
        all: how many there are.
    """

    start: int
    end: int
    choices: tuple[str, ...] = ()
    all: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """The term of a filter that is being typed.

    Attributes:
        start, end: where it stands.
        head: field and operator with what negates them, and alternatives that are complete; "" before a field is named.
        field: what the value belongs to; ``None`` before a field is named.
        typed: the value so far, out of its quotes.
        rest: the filter without this term.
    """

    start: int
    end: int
    head: str
    field: Field | None
    typed: str
    rest: str


def slot_at(text: str, cursor: int) -> Slot:
    """Return the term in which ``cursor`` stands, as far as it reaches there."""
    start = _term_start(text[:cursor])
    term = text[start:cursor]
    rest = f"{text[:start]}{text[cursor:]}"
    match = _HEAD.match(term)
    field = _field(match[2]) if match else None
    if match is None or field is None:
        sign = "-" if term.startswith("-") else ""
        return Slot(start, cursor, sign, None, term.removeprefix("-"), rest)
    begin = _last_alternative(term, match.end())
    return Slot(start, cursor, term[:begin], field, _unquoted(term[begin:]), rest)


def offer(text: str, cursor: int, engine: Engine, *, now: dt.datetime, beside: str = "") -> Offer:
    """Return what could stand where ``cursor`` is; asks the engine for values, so never on the event loop.

    Args:
        text: the filter.
        cursor: where it is completed.
        engine: knows the values.
        now: for relative days.
        beside: a filter that holds as well.
    """
    slot = slot_at(text, cursor)
    slot = replace(slot, rest=f"{beside} {slot.rest}")
    if slot.field is not None:
        found = [_written(slot, value) for value in _alike(slot.typed, _values(engine, slot, now))]
    else:
        found = [f"{slot.head}{name}" for name in names(slot.typed, negated=bool(slot.head))]
        if not found and slot.typed:
            found = _anywhere(engine, slot, now)
    return Offer(slot.start, slot.end, tuple(found[:MOST]), len(found))


def names(typed: str, *, negated: bool = False) -> tuple[str, ...]:
    """Return the names of fields that begin with what was typed, each with its operator."""
    return tuple(
        f"{field}{'>' if field in NUMBER_FIELDS else ':'}"
        for field in Field
        if field and field.startswith(typed.casefold()) and not (negated and field in _POSITIVE)
    )


def _term_start(head: str) -> int:
    """Return where the last term of ``head`` begins; blanks in quotes end none."""
    start = at = 0
    while at < len(head):
        quoted = _QUOTED.match(head, at)
        if quoted is not None:
            at = quoted.end()
            continue
        if head[at].isspace():
            start = at + 1
        at += 1
    return start


def _last_alternative(term: str, begin: int) -> int:
    at = begin
    while at < len(term):
        quoted = _QUOTED.match(term, at)
        if quoted is not None:
            at = quoted.end()
            continue
        if term[at] in ",|":
            begin = at + 1
        at += 1
    return begin


def _field(name: str) -> Field | None:
    try:
        return Field(name.casefold())
    except ValueError:
        return None


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    return re.sub(r"\\(.)", r"\1", value.strip('"'))


def _view(slot: Slot) -> View:
    """Return what the rest of the filter says; nothing while it cannot be understood."""
    try:
        return View.parse(slot.rest)
    except FilterError:
        return View()


def _values(engine: Engine, slot: Slot, now: dt.datetime) -> Iterable[str]:
    dimension = _DIMENSIONS.get(slot.field) if slot.field else None
    if dimension is None:
        return _FIXED.get(slot.field, ()) if slot.field else ()
    return (value.value for value in engine.facet(_view(slot), dimension, now=now).values)


def _alike(typed: str, values: Iterable[str]) -> list[str]:
    """Return the values that begin with what was typed, then those that hold it, each in their order."""
    folded = typed.casefold()
    begin: list[str] = []
    hold: list[str] = []
    for value in values:
        place = value.casefold().find(folded)
        if place >= 0:
            (hold if place else begin).append(value)
    return begin + hold


def _written(slot: Slot, value: str) -> str:
    """Return the term with ``value`` at its end, as the language writes it."""
    if slot.field is None:
        return value
    # Under ":" a star stands for any run; under "=" for itself.
    literal = "*" in value and slot.head.endswith(Operator.MATCHES) and slot.field in TEXT_FIELDS
    head = f"{slot.head[:-1]}{Operator.IS}" if literal else slot.head
    return f"{head}{_term(slot.field, value).partition(Operator.IS)[2]}"


def _term(field: Field, value: str) -> str:
    return language.write((Clause(field, (value,), Operator.IS),))


def _anywhere(engine: Engine, slot: Slot, now: dt.datetime) -> list[str]:
    """Return the terms of every dimension's values that hold what was typed, those that failed most first."""
    folded = slot.typed.casefold()
    overview = engine.overview(_view(slot), now=now, bars=1, values=_ANY_FIELD_VALUES, spark=0)
    found = [
        (value.failed, f"{slot.head}{View().narrowed(dimension.field, value.value).text}")
        for dimension, facet in overview.facets.items()
        for value in facet.values
        if folded in value.value.casefold()
    ]
    return [term for _, term in sorted(found, key=lambda pair: -pair[0])]
