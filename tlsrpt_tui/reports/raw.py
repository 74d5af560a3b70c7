"""A report's JSON printed for reading: one line a value, each line knowing the path of what it shows."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from tlsrpt_tui.text import sanitise

LINES_SHOWN = 20_000
"""Longest document that is printed, in lines; the last line says what was left out."""

_INLINE = 60
_DEPTH = 40


@dataclass(frozen=True, slots=True)
class RawLine:
    """One printed line, sanitised.

    Attributes:
        depth: levels of nesting.
        key: the member's name in quotes; "" in arrays and for closing brackets.
        value: what follows it, without trailing comma.
        comma: whether a comma follows.
        path: where the value is, as ``policies[0].summary``; "" for the whole document.
    """

    depth: int
    key: str
    value: str
    comma: bool
    path: str


def print_lines(document: object) -> tuple[RawLine, ...]:
    """Print a parsed JSON document, at most :data:`LINES_SHOWN` lines of it."""
    lines: list[RawLine] = []
    for line in _print(document, 0, "", "", comma=False):
        if len(lines) == LINES_SHOWN:
            lines.append(RawLine(0, "", f"… only the first {LINES_SHOWN} lines are shown", comma=False, path=""))
            break
        lines.append(line)
    return tuple(lines)


def _print(value: object, depth: int, key: str, path: str, *, comma: bool) -> Iterator[RawLine]:
    inline = _inline(value)
    if inline is not None:
        yield RawLine(depth, key, inline, comma, path)
    elif depth >= _DEPTH:
        yield RawLine(depth, key, f"… nested deeper than {_DEPTH} levels", comma, path)
    elif isinstance(value, dict):
        yield RawLine(depth, key, "{", comma=False, path=path)
        last = len(value) - 1
        for number, (name, member) in enumerate(value.items()):
            label = sanitise(str(name))
            inner = f"{path}.{label}" if path else label
            yield from _print(member, depth + 1, _scalar(str(name)), inner, comma=number < last)
        yield RawLine(depth, "", "}", comma, path)
    elif isinstance(value, list):
        yield RawLine(depth, key, "[", comma=False, path=path)
        last = len(value) - 1
        for number, member in enumerate(value):
            yield from _print(member, depth + 1, "", f"{path}[{number}]", comma=number < last)
        yield RawLine(depth, "", "]", comma, path)


def _inline(value: object) -> str | None:
    """Return the value on one line where it is a scalar, empty, or a short array of scalars."""
    if isinstance(value, dict):
        return None if value else "{}"
    if isinstance(value, list):
        if any(isinstance(member, dict | list) for member in value):
            return None
        joined = f"[{', '.join(_scalar(member) for member in value)}]"
        return joined if len(joined) <= _INLINE else None
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**40 else "a number of more than 40 digits"
    if isinstance(value, str):
        return sanitise(json.dumps(value, ensure_ascii=False))
    return sanitise(json.dumps(value))
