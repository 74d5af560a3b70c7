"""The table as text, and the same figures as JSON."""

import statistics
from collections.abc import Sequence
from typing import Any, Final

from benchmarks.figures import Goal, Of, Row, grouped, spread

_HEAD: Final = ("what", "ours", "±", "floor or peer", "theirs", "±", "ratio", "goal", "")
_RIGHT: Final = frozenset({1, 2, 4, 5, 6, 7})
_SIGNS: Final = {True: "✓", False: "✗", None: ""}
_GAP: Final = "  "


def table_of(rows: Sequence[Row]) -> str:
    """Return the rows as a table, notes below it, numbered as they are referred to."""
    notes: list[str] = []
    cells = [_HEAD, *(_cells(row, notes) for row in rows)]
    widths = [max(len(line[column]) for line in cells if len(line) > column) for column in range(len(_HEAD))]
    lines = [_line(line, widths) for line in cells]
    lines.insert(1, "─" * max(map(len, lines)))
    told = [f"{number}) {note}" for number, note in enumerate(notes, start=1)]
    return "\n".join([*lines, *(["", *told] if told else [])])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    if len(cells) < len(widths):
        return _GAP.join([cells[0].ljust(widths[0]), *cells[1:]])
    placed = (
        cell.rjust(width) if column in _RIGHT else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return _GAP.join(placed).rstrip()


def _cells(row: Row, notes: list[str]) -> tuple[str, ...]:
    what = row.what
    if row.note:
        if row.note not in notes:
            notes.append(row.note)
        what = f"{what} {notes.index(row.note) + 1})"
    if row.skipped:
        return what, f"skipped: {row.skipped}"
    ratio = row.ratio
    return (
        what,
        _figure(row.pair.ours, row.unit),
        _spread(row.pair.ours),
        row.beside,
        _figure(row.pair.other, row.unit),
        _spread(row.pair.other),
        "" if ratio is None else f"{_short(ratio)} x",
        goal_text(row.goal, row.unit),
        _SIGNS[row.met],
    )


def goal_text(goal: Goal, unit: str) -> str:
    """Return a goal in words: ``≤ 1.2 x``, ``≥ 15 x``, ``≤ 16 ms``."""
    if goal.of is Of.NOTHING:
        return "–"
    if goal.of in {Of.FIGURE, Of.EVERY}:
        return f"≤ {goal.limit:g} {unit}"
    return f"{'≥' if goal.of is Of.LEAD else '≤'} {goal.limit:g} x"


def _figure(values: Sequence[float], unit: str) -> str:
    return f"{_short(statistics.median(values))} {unit}" if values else ""


def _spread(values: Sequence[float]) -> str:
    return f"{spread(values):.0%}" if len(values) > 1 else ""


def _short(value: float) -> str:
    """Return three digits, or all of those before the point."""
    if value == int(value) or value >= 100:  # noqa: PLR2004  # three digits stand before the point
        return grouped(value)
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def json_of(row: Row) -> dict[str, Any]:
    """Return one row with every run, for programs."""
    return {
        "row": row.key,
        "what": row.what,
        "unit": row.unit,
        "ours": list(row.pair.ours),
        "beside": row.beside,
        "other": list(row.pair.other),
        "ratio": row.ratio,
        "goal": {"of": row.goal.of.value, "limit": row.goal.limit},
        "met": row.met,
        "note": row.note,
        "skipped": row.skipped,
    }
