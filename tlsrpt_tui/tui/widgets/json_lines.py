"""A report's JSON on screen lines: wrapped, never cut, with the field of the current row marked."""

from collections.abc import Sequence

from rich.cells import cell_len

from tlsrpt_tui.reports.raw import RawLine
from tlsrpt_tui.tui.glyphs import quoted
from tlsrpt_tui.tui.paint import Run, wrapped
from tlsrpt_tui.tui.theme import Role

_NARROW = 50
_BRACKETS = frozenset({"{", "}", "[", "]", "{}", "[]"})


def screen_lines(line: RawLine, width: int, *, marked: bool) -> list[list[Run]]:
    """Return one printed line as as many screen lines as it takes."""
    step = 1 if width < _NARROW else 2
    indent = min(line.depth * step, width // 2)
    head, value = quoted(f"{line.key}: ") if line.key else "", quoted(line.value)
    tail = "," if line.comma else ""
    room = max(8, width - 2 - indent)
    whole = f"{head}{value}{tail}"
    marker = Run("▌" if marked else " ", Role.ACCENT)
    blank = Run(" " * (indent + 1))
    if cell_len(whole) <= room:
        return [[marker, blank, *_styled(head, value, tail, marked=marked)]]
    lines = [[marker, blank, Run(piece, Role.ACCENT if marked else Role.MUTED)] for piece in _heads(head, room)]
    inner = max(6, room - step)
    pieces = wrapped(f"{value}{tail}", inner)
    if not head:
        lines = []
    lines += [[marker, blank, Run(" " * step), Run(piece, Role.TEXT)] for piece in pieces]
    return lines


def _heads(head: str, room: int) -> list[str]:
    return wrapped(head.rstrip(), room)


def _styled(head: str, value: str, tail: str, *, marked: bool) -> list[Run]:
    # Marks look like what they follow: each look of its own costs a terminal far away another dozen bytes.
    if value in _BRACKETS:
        return [Run(f"{head}{value}{tail}", Role.ACCENT if marked else Role.MUTED)]
    return [
        Run(head, Role.ACCENT if marked else Role.MUTED),
        Run(f"{value}{tail}", Role.STRONG if marked else Role.TEXT),
    ]


def part_of(lines: Sequence[RawLine], path: str) -> list[RawLine]:
    """Return the lines that print the value at ``path``, moved to the left edge."""
    inside = [line for line in lines if line.path == path or line.path.startswith((f"{path}.", f"{path}["))]
    depth = min((line.depth for line in inside), default=0)
    return [
        RawLine(
            line.depth - depth,
            "" if line.path == path else line.key,
            line.value,
            line.comma and line.path != path,
            line.path,
        )
        for line in inside
    ]
