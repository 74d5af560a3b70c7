"""The filter language: text to clauses and back, with the place of every mistake."""

import datetime as dt
import difflib
import ipaddress
import re
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.errors import FilterError
from tlsrpt_tui.index.view import (
    IP_FIELDS,
    NUMBER_FIELDS,
    SINGLE_FIELDS,
    TEXT_FIELDS,
    Clause,
    Field,
    Operator,
    day_of,
    days_of,
    is_address,
)
from tlsrpt_tui.reports.model import PolicyType
from tlsrpt_tui.text import sanitise, shorten

FIELD_NAMES: Final = tuple(field.value for field in Field if field is not Field.WORDS)
"""The words that may stand before an operator."""

MOST_TERMS: Final = 200
"""Terms of one filter; a text with more was hardly typed."""

_HEAD: Final = re.compile(r"([A-Za-z][A-Za-z-]{0,11})(:|>=|<=|=|>|<)")
_BARE_WORD: Final = re.compile(r"\S*")
_BARE_VALUE: Final = re.compile(r'[^\s",|]*')
_ESCAPE: Final = re.compile(r'\\(?:(["\\])|u\{([0-9A-Fa-f]{1,6})\})')
_QUOTED_RUN: Final = re.compile(r'[^"\\]*')
_SEPARATORS: Final = ",|"

_PLAIN_VALUE: Final = re.compile(r'[^\s",|\\]+')
_PLAIN_WORD: Final = re.compile(r'[^\s",|\\:<>=-][^\s",|\\:<>=]*')

_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_PERCENTAGE: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?%")
_LIKE_ADDRESS: Final = re.compile(r"[0-9.]*\.[0-9.]*|[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*(%.*)?")

_NONE: Final = "none"
"""The word for ``no-policy-found``: what a sender found where nothing is published."""

_ANY_TIME: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Whether a value names a day is the same at all times."""

_TELLING: Final = 3
"""Letters from which a field's name at the head of a longer one, as in ``organization``, is no chance."""

_SHOWN_AROUND: Final = 56
"""Characters that :func:`point` shows on either side of the place."""


@dataclass(frozen=True, slots=True)
class _Value:
    """One alternative as read: its text, where it begins, and whether it stood in quotes."""

    text: str
    at: int
    quoted: bool


def parse(text: str) -> tuple[Clause, ...]:
    """Return the clauses of ``text`` in their order.

    Values stay as typed, but ``policy:none`` stands for ``no-policy-found``; in quotes it is the type of that name.

    Raises:
        FilterError: at the first place that cannot be understood.
    """
    clauses: list[Clause] = []
    at = _past_spaces(text, 0)
    while at < len(text):
        clause, end = _term(text, at)
        if clause.field in SINGLE_FIELDS and any(other.field is clause.field for other in clauses):
            raise _error(text, at, f"{clause.field} is given twice", f"one {clause.field}: only")
        if len(clauses) == MOST_TERMS:
            raise _error(text, at, f"the filter has more than {MOST_TERMS} terms", "fewer")
        clauses.append(clause)
        at = _past_spaces(text, end)
    return tuple(clauses)


def write(clauses: Iterable[Clause]) -> str:
    """Return one clean line that parses to ``clauses``; what is not safe to show stands as an escape in quotes.

    Bare words hold one value each; alternatives among them, which the language cannot say, become words of their own.
    """
    return " ".join(term for clause in clauses for term in _written(clause))


def point(error: FilterError) -> str:
    """Return two lines: the filter of ``error``, sanitised and cut around the place, and a caret under the place."""
    before = _clean(error.text[: error.position])
    after = _clean(error.text[error.position :])
    if len(before) > _SHOWN_AROUND:
        before = f"…{before[1 - _SHOWN_AROUND :]}"
    if len(after) > _SHOWN_AROUND:
        after = f"{after[: _SHOWN_AROUND - 1]}…"
    return f"{before}{after}\n{' ' * _cells(before)}^"


def _past_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _ends(text: str, at: int) -> bool:
    return at >= len(text) or text[at].isspace()


def _term(text: str, start: int) -> tuple[Clause, int]:
    negated = text[start] == "-"
    at = start + negated
    if negated and _ends(text, at):
        raise _error(text, start, 'stray "-"', 'what to leave out right after it, as -org:google, or "-" in quotes')
    if negated and text[at] == "-":
        raise _error(text, at, 'stray "-"', "one - only, or the word in quotes")
    head = _head(text, at)
    if head is None:
        word, end = _word(text, at)
        return Clause(Field.WORDS, (word,), negated=negated), end
    field, operator, begin = head
    if negated and field in SINGLE_FIELDS | NUMBER_FIELDS:
        raise _error(text, start, f'"-" cannot stand before {field}', _POSITIVE[field])
    values, end = _values(text, begin, field)
    if len(values) > 1 and field in SINGLE_FIELDS | NUMBER_FIELDS:
        raise _error(text, values[1].at - 1, f"{field} takes one value", "a space")
    for value in values:
        _check(text, field, operator, value)
    return Clause(field, tuple(_meant(field, value) for value in values), operator, negated), end


_POSITIVE: Final = {
    Field.SINCE: "until: for the days before",
    Field.UNTIL: "since: for the days after",
    Field.FAILED: "the opposite comparison, as failed<=100",
    Field.RATE: "the opposite comparison, as rate<=1%",
}


def _head(text: str, at: int) -> tuple[Field, Operator, int] | None:
    """Read a field and its operator; ``None`` where a word begins instead, as ``http://x`` and ``fe80::1`` do."""
    match = _HEAD.match(text, at)
    if match is None:
        return None
    name, operator = match[1].casefold(), Operator(match[2])
    if name not in FIELD_NAMES:
        if text.startswith("://", match.end(1)) or _is_network(_run(_BARE_WORD, text, at)):
            return None
        raise _unknown_field(text, at, match[1])
    field = Field(name)
    if field in NUMBER_FIELDS:
        fits = operator is not Operator.MATCHES
        expected = "> >= < <= or ="
    elif field in TEXT_FIELDS:
        fits = operator in {Operator.MATCHES, Operator.IS}
        expected = ": or ="
    else:
        fits = operator is Operator.MATCHES
        expected = ":"
    if not fits:
        raise _error(text, match.start(2), f'{field} is not compared with "{operator}"', f"{expected} after {field}")
    return field, operator, match.end()


def _unknown_field(text: str, at: int, name: str) -> FilterError:
    typed = name.casefold()
    longer = [known for known in FIELD_NAMES if len(known) >= _TELLING and typed.startswith(known)]
    close = longer or difflib.get_close_matches(typed, FIELD_NAMES, n=1)
    hint = f", did you mean {close[0]}?" if close else ""
    return _error(text, at, f'"{name}" is not a field{hint}', f"one of {' '.join(FIELD_NAMES)}, or the word in quotes")


def _run(pattern: re.Pattern[str], text: str, at: int) -> str:
    match = pattern.match(text, at)
    return match[0] if match else ""


def _word(text: str, at: int) -> tuple[str, int]:
    if text[at] == '"':
        word, end = _quoted(text, at)
        if not word:
            raise _error(text, at, "the word is empty", "something to look for between the quotes")
        if not _ends(text, end):
            raise _error(text, end, "a word goes on after its closing quote", "a space")
        return word, end
    word = _run(_BARE_WORD, text, at)
    end = at + len(word)
    if '"' in word:
        raise _stray_quote(text, at + word.index('"'))
    for place in (at, end - 1):
        if text[place] in _SEPARATORS:
            raise _stray_separator(text, place)
    return word, end


def _values(text: str, at: int, field: Field) -> tuple[tuple[_Value, ...], int]:
    """Read alternatives from ``at`` up to the space or the end after them."""
    values: list[_Value] = []
    while True:
        if not values and _ends(text, at):
            empty = ', or "" for the empty value' if field in TEXT_FIELDS else ""
            raise _error(text, at, f"{field} has no value", f"{_EXPECTED[field]}{empty}")
        if _ends(text, at) or text[at] in _SEPARATORS:
            raise _stray_separator(text, at - 1 if values else at)
        value, at = _value(text, at)
        values.append(value)
        if _ends(text, at):
            return tuple(values), at
        if text[at] not in _SEPARATORS:
            raise _error(text, at, f"{field}: the value goes on after its closing quote", "a space or a comma")
        at += 1


def _value(text: str, at: int) -> tuple[_Value, int]:
    if text[at] == '"':
        value, end = _quoted(text, at)
        return _Value(value, at, quoted=True), end
    value = _run(_BARE_VALUE, text, at)
    end = at + len(value)
    if text.startswith('"', end):
        raise _stray_quote(text, end)
    return _Value(value, at, quoted=False), end


def _quoted(text: str, start: int) -> tuple[str, int]:
    """Read a quoted value that opens at ``start``; return it and the place after its closing quote."""
    parts: list[str] = []
    at = start + 1
    while at < len(text):
        run = _run(_QUOTED_RUN, text, at)
        parts.append(run)
        at += len(run)
        if text.startswith('"', at):
            return "".join(parts), at + 1
        if at == len(text):
            break
        escape = _ESCAPE.match(text, at)
        code = int(escape[2] or "0", 16) if escape else -1
        if escape is None or code > sys.maxunicode:
            raise _error(text, at, "unknown escape", r"\" or \\ or a character by number as \u{1b}")
        parts.append(escape[1] or chr(code))
        at = escape.end()
    raise _error(text, start, "the quote is never closed", 'a closing " after this one')


def _check(text: str, field: Field, operator: Operator, value: _Value) -> None:
    """Raise where ``value`` is nothing that ``field`` can be compared with."""
    shown = f'{field}: "{shorten(sanitise(value.text), 60)}"'
    if field in IP_FIELDS and operator is Operator.MATCHES:
        fault = None if _may_be_ip(value.text) else f"{shown} is not an address or network"
    elif field in SINGLE_FIELDS or field is Field.ON:
        fault = None if _names_days(field, value.text) else f"{shown} is not a day"
    elif field is Field.FAILED:
        fault = None if _WHOLE_NUMBER.fullmatch(value.text) else f"{shown} is not a whole number"
    elif field is Field.RATE:
        fault = None if _PERCENTAGE.fullmatch(value.text) else "rate is a percentage, as rate>1%"
    else:
        fault = None
    if fault is not None:
        raise _error(text, value.at, fault, _EXPECTED[field])


_DAY: Final = "a date as 2026-11-01, today, or 7d"
_ADDRESS: Final = "an address as 198.51.100.7, a network as 198.51.100.0/24, or 198.51.*"
_EXPECTED: Final = {
    Field.ORGANIZATION: "part of an organization's name",
    Field.DOMAIN: "a policy domain",
    Field.POLICY: "sts, tlsa or none",
    Field.MODE: "enforce, testing or none",
    Field.MX: "an MX host",
    Field.RESULT: "a result type",
    Field.SENDING_IP: _ADDRESS,
    Field.RECEIVING_IP: _ADDRESS,
    Field.SINCE: _DAY,
    Field.UNTIL: _DAY,
    Field.ON: f"{_DAY}, or a range as 2026-11-01..2026-11-05",
    Field.FAILED: "a number of sessions as 100",
    Field.RATE: "a number with %",
}


def _may_be_ip(value: str) -> bool:
    """Whether ``value`` is an address, a network or plain text, and no failed attempt at one of the first two."""
    if "/" in value:
        return _is_network(value)
    return _LIKE_ADDRESS.fullmatch(value) is None or is_address(value)


def _is_network(value: str) -> bool:
    try:
        ipaddress.ip_interface(value)
    except ValueError:
        return False
    return True


def _names_days(field: Field, value: str) -> bool:
    try:
        if field is Field.ON:
            days_of(value, _ANY_TIME)
        else:
            day_of(value, _ANY_TIME)
    except ValueError:
        return False
    return True


def _meant(field: Field, value: _Value) -> str:
    if field is Field.POLICY and not value.quoted and value.text.casefold() == _NONE:
        return PolicyType.NO_POLICY_FOUND.value
    return value.text


def _written(clause: Clause) -> tuple[str, ...]:
    sign = "-" if clause.negated else ""
    if clause.field is Field.WORDS:
        return tuple(f"{sign}{_plain_or_quoted(value, _PLAIN_WORD)}" for value in clause.values)
    values = ",".join(_written_value(clause.field, value) for value in clause.values)
    return (f"{sign}{clause.field}{clause.operator}{values}",)


def _written_value(field: Field, value: str) -> str:
    if field is Field.POLICY and value == PolicyType.NO_POLICY_FOUND:
        return _NONE
    if field is Field.POLICY and value.casefold() == _NONE:
        return f'"{value}"'
    return _plain_or_quoted(value, _PLAIN_VALUE)


def _plain_or_quoted(value: str, plain: re.Pattern[str]) -> str:
    clean = _clean(value) == value
    if clean and plain.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if clean else f'"{"".join(map(_escaped, escaped))}"'


def _escaped(character: str) -> str:
    """A character that shows nothing, or that may pile up on its neighbour, as its number; others as they are."""
    piles_up = unicodedata.category(character).startswith("M")
    return f"\\u{{{ord(character):x}}}" if piles_up or _clean(character) != character else character


def _clean(text: str) -> str:
    return sanitise(text, limit=40 + 12 * len(text))


def _cells(text: str) -> int:
    """Columns that a sanitised text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )


def _stray_separator(text: str, at: int) -> FilterError:
    expected = f'a value on both sides of "{text[at]}", without spaces, or the whole value in quotes'
    return _error(text, at, f'stray "{text[at]}"', expected)


def _stray_quote(text: str, at: int) -> FilterError:
    return _error(
        text, at, "a quote stands inside a value", r"quotes around the whole value, with \" for one inside it"
    )


def _error(text: str, at: int, fault: str, expected: str) -> FilterError:
    return FilterError(f"{fault}; expected {expected}", text=text, position=at, expected=expected)
