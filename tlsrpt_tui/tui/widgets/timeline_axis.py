"""The line below the bars: the picked range, the cursor, gaps, days still to come, and as many dates as fit."""

import datetime as dt
from itertools import groupby

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Bar
from tlsrpt_tui.tui.paint import Run
from tlsrpt_tui.tui.theme import Role
from tlsrpt_tui.tui.widgets.timeline_bars import Look, Places, Shown

_GAP = "╌"
_LEGEND = "╌ no report"
_NO_REPORT = "no report"
_ROOMY = 120
"""Cells from which days without a report yet are named before what signs mean."""

_BLANK = (" ", Role.TEXT)
_SHOWN_MONTHS = frozenset({1, 4, 7, 10})


class _Line:
    """A line that is written upon; nothing is written over anything else unless it is forced."""

    def __init__(self, room: int) -> None:
        self.cells = [_BLANK] * room

    def free(self, at: int, length: int) -> bool:
        """Whether cells hold nothing yet."""
        return (
            at >= 0 and at + length <= len(self.cells) and all(cell == _BLANK for cell in self.cells[at : at + length])
        )

    def write(self, at: int, text: str, role: Role, *, apart: bool = False) -> bool:
        """Write where nothing is yet; with ``apart``, only with a blank on either side."""
        margin = 1 if apart else 0
        end = min(at + len(text) + margin, len(self.cells))
        if not text or not self.free(at, len(text)) or not self.free(max(0, at - margin), end - max(0, at - margin)):
            return False
        self.cells[at : at + len(text)] = [(character, role) for character in text]
        return True

    def force(self, at: int, character: str, role: Role) -> None:
        """Write over whatever is there but a digit: half a date misleads."""
        if 0 <= at < len(self.cells) and not self.cells[at][0].isdigit():
            self.cells[at] = character, role

    @property
    def runs(self) -> list[Run]:
        """The line as runs."""
        return [
            Run("".join(character for character, _ in cells), role, bold=role is Role.ACCENT)
            for role, cells in groupby(self.cells, key=lambda cell: cell[1])
        ]


def axis(
    shown: Shown, look: Look, places: Places, width: int, *, ranged: tuple[int, int] | None, cursor: int | None
) -> list[Run]:
    """Return the line; ``ranged`` are the first and last bar of a range, ``cursor`` is the bar it stands on."""
    line = _Line(width - 1)
    if look.log:
        line.write(1, "log", Role.MUTED)
    if ranged is not None:
        _range(line, shown, places, *ranged)
    if cursor is not None:
        line.force(places.left(cursor) + (places.body - 1) // 2, "↑", Role.ACCENT)
    _dates(line, shown, places)
    marks = (_pending, _gaps) if width >= _ROOMY else (_gaps, _pending)
    for mark in marks:
        mark(line, shown, places)
    return line.runs


def _range(line: _Line, shown: Shown, places: Places, first: int, last: int) -> None:
    bars = shown.answer.bars
    left, right = places.left(max(first, places.skipped)), places.left(last) + places.body
    names = (str(bars[first].first.day), str(bars[last].last.day)) if shown.answer.unit == "day" else ("", "")
    if len(names[0]) + len(names[1]) + 1 > right - left:
        names = (names[0] if len(names[0]) <= right - left else "", "")
    rule = "━" * max(0, right - left - len(names[0]) - len(names[1]))
    line.write(left, f"{names[0]}{rule}{names[1]}", Role.ACCENT)


def _pending(line: _Line, shown: Shown, places: Places) -> None:
    if not places.pending:
        return
    bars = shown.answer.bars
    following = bars[-1].last + dt.timedelta(days=1)
    day = str(following.day) if following.day > 1 else numbers.day(following)
    at = places.left(len(bars))
    for words in (f"{day} not yet in", f"{day} not yet", "not yet", "╌ not yet"):
        if line.write(at, words, Role.MUTED, apart=places.cell > 1):
            return
    words = f"{day} not yet"
    line.write(len(line.cells) - len(words), words, Role.MUTED, apart=True)


def _dates(line: _Line, shown: Shown, places: Places) -> None:
    bars, unit = shown.answer.bars, shown.answer.unit
    turns, others = _ticks(bars[places.skipped :], unit)
    for number in [*turns, *others]:
        bar = bars[places.skipped + number]
        before = bars[places.skipped + number - 1] if number else None
        turned = shown.years and (before is None or before.first.year != bar.first.year)
        texts = _tick(bar.first, unit, year=turned)
        any(line.write(places.left(places.skipped + number), text, Role.MUTED, apart=True) for text in texts)


def _ticks(bars: tuple[Bar, ...], unit: str) -> tuple[list[int], list[int]]:
    """Return the bars worth a date, the most telling first: where the year turns, the month turns, a week begins."""
    years, months, others = [0], [], []
    for number in range(1, len(bars)):
        before, here = bars[number - 1].first, bars[number].first
        if here.year != before.year:
            years.append(number)
        elif unit in {"day", "week"}:
            if here.month != before.month:
                months.append(number)
            elif unit == "day" and here.weekday() == 0:
                others.append(number)
        elif unit == "month" and here.month in _SHOWN_MONTHS:
            others.append(number)
    return [*years, *months], others


def _tick(day: dt.date, unit: str, *, year: bool) -> tuple[str, ...]:
    """Return the date of a bar, and what stands for it where that finds no room."""
    if unit in {"day", "week"}:
        return (numbers.day(day, year=True), str(day.year)) if year else (numbers.day(day),)
    if unit in {"month", "quarter"}:
        month = numbers.day(day).partition(" ")[2]
        return (f"{month} {day.year}", str(day.year)) if year or day.month == 1 else (month,)
    return (str(day.year),)


def _gaps(line: _Line, shown: Shown, places: Places) -> None:
    """Say where no report is: in words where there is room, or else by a sign with its legend at the right."""
    bars = shown.answer.bars
    signed = False
    number = places.skipped
    for empty, run in groupby(bars[number:], key=lambda bar: not bar.reports):
        length = len(list(run))
        if empty:
            left, room = places.left(number), length * places.cell - (places.cell > 1)
            middle = left + (room - len(_NO_REPORT)) // 2
            if room < len(_NO_REPORT) or not line.write(middle, _NO_REPORT, Role.MUTED, apart=True):
                signed = _dashes(line, places, range(number, number + length)) or signed
        number += length
    if signed:
        line.write(len(line.cells) - len(_LEGEND), _LEGEND, Role.MUTED, apart=True)


def _dashes(line: _Line, places: Places, bars: range) -> bool:
    """Write the sign of a gap under each of its bars, and between them; return whether any was written."""
    written = [line.write(places.left(bar), _GAP * places.body, Role.FAINT) for bar in bars]
    return any(written)
