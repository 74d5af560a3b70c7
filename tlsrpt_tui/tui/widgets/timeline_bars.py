"""Bars over time as cells: heights, stacks, and where on a line each bar stands; pure arithmetic."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from rich.cells import cell_len

from tlsrpt_tui import numbers
from tlsrpt_tui.index.engine import Bar, Totals
from tlsrpt_tui.index.engine import Timeline as Answer
from tlsrpt_tui.index.view import DayRange
from tlsrpt_tui.tui import glyphs

_EIGHTHS = 8
_LEAST = 2
"""Eighths that anything above zero rises to, to stand out from the baseline."""

_MARGIN = 13
_FLAT_MARGIN = 24
_FLAT = 20
_WIDEST_CELL = 9
_SHORTEST_LABEL = 3
_LAGGING = 14
"""Days without any report yet that are shown; after more, reports are no longer late but missing."""


@dataclass(frozen=True, slots=True)
class Look:
    """How bars are drawn: all sessions with the failed ones at their foot, or these alone; straight or by logarithm."""

    stacked: bool = False
    log: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """The bars, the days the filter picks of them, and the sums over those days.

    Attributes:
        picked: the stretches of days that the filter leaves.
        timed: whether the filter picks days at all.
        zoomed: whether less than all the time is shown.
        today: the day it is, after which no report can be; ``None`` where that is of no interest.
    """

    answer: Answer
    totals: Totals
    picked: tuple[DayRange, ...] = (DayRange(),)
    timed: bool = False
    zoomed: bool = False
    today: dt.date | None = None

    def picks(self, bar: Bar) -> bool:
        """Whether the filter leaves any day of the bar."""
        return any(
            (stretch.first is None or bar.last >= stretch.first) and (stretch.last is None or bar.first <= stretch.last)
            for stretch in self.picked
        )

    @property
    def picked_bars(self) -> list[Bar]:
        """The bars the filter leaves."""
        return [bar for bar in self.answer.bars if self.picks(bar)]

    @property
    def years(self) -> bool:
        """Whether the bars lie in more than one year, or in another than this one."""
        first, last = self.answer.bars[0].last.year, self.answer.bars[-1].first.year
        return first != last or (self.today is not None and last != self.today.year)

    @property
    def span(self) -> tuple[dt.date, dt.date] | None:
        """The days that the reports of the view cover, of those the filter picks."""
        if self.totals.days is None or not self.picked:
            return None
        first, last = self.totals.days
        return max(first, self.picked[0].first or first), min(last, self.picked[-1].last or last)

    @property
    def knows_successes(self) -> bool:
        """Whether reports tell how many sessions of this view succeeded."""
        return all(bar.successful is not None for bar in self.answer.bars if bar.reports)

    @property
    def pending(self) -> int:
        """Days after the last bar for which no report has come yet, today included; 0 where they are too many."""
        bars, span = self.answer.bars, self.answer.span
        if self.today is None or span is None or self.answer.unit != "day" or bars[-1].last != span[1]:
            return 0
        days = (self.today - bars[-1].last).days
        return days if 0 < days <= _LAGGING else 0


def bars_that_fit(width: int, height: int) -> int:
    """Return how many bars a timeline of ``width`` cells can show, on a screen of ``height`` lines."""
    return max(1, width - (_FLAT_MARGIN if height < _FLAT else _MARGIN))


@dataclass(frozen=True, slots=True)
class Places:
    """Where on a line the bars stand.

    Attributes:
        start: the cell at which the first bar begins.
        cell: cells from one bar to the next.
        skipped: bars that find no room, the oldest.
        count: bars that are shown.
        pending: days without a report yet that are shown behind them.
    """

    start: int
    cell: int
    skipped: int
    count: int
    pending: int

    @property
    def body(self) -> int:
        """Cells of a bar without the blank behind it."""
        return self.cell - 1 if self.cell > 1 else 1

    def left(self, bar: int) -> int:
        """Return the cell at which a bar begins."""
        return self.start + (bar - self.skipped) * self.cell

    def bar_at(self, cell: int) -> int | None:
        """Return the bar of a cell of the line; ``None`` beside them all."""
        number = (cell - self.start) // self.cell
        return number + self.skipped if cell >= self.start and number < self.count else None


def places(start: int, room: int, count: int, pending: int, *, widest: int = _WIDEST_CELL) -> Places:
    """Return where ``count`` bars stand in ``room`` cells; days to come only where that makes no bar too narrow."""
    alone = max(1, min(room // count, widest))
    together = min(room // (count + pending), widest)
    if together < min(alone, 2):
        pending, together = 0, alone
    shown = min(count, max(1, room // together))
    return Places(start, together, count - shown, shown, pending if shown == count else 0)


def label_width(top: int) -> int:
    """Return the cells of the numbers beside the bars."""
    return max(_SHORTEST_LABEL, cell_len(numbers.count(top)))


class Part(Enum):
    """What a cell of a bar shows."""

    NOTHING = "nothing"
    FAILED = "failed"
    OK = "ok"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Scale:
    """Heights of ``rows`` cells for values up to ``top``."""

    top: int
    rows: int
    log: bool = False

    def eighths(self, value: int) -> int:
        """Return how high a value rises; anything above zero rises above the baseline."""
        if value <= 0 or self.top <= 0:
            return 0
        part = math.log1p(value) / math.log1p(self.top) if self.log else value / self.top
        return max(_LEAST, round(self.rows * _EIGHTHS * part))

    def cells(self, failed: int, successful: int = 0) -> list[tuple[str, Part]]:
        """Return the cells of one bar from its top down: failed sessions at the foot, the others upon them."""
        low = self.eighths(failed)
        high = max(low, self.eighths(failed + successful))
        return [_cell(low - row * _EIGHTHS, high - row * _EIGHTHS) for row in reversed(range(self.rows))]


def _cell(failed: int, total: int) -> tuple[str, Part]:
    failed, total = min(max(failed, 0), _EIGHTHS), min(max(total, 0), _EIGHTHS)
    if not total:
        return glyphs.BLOCKS[0], Part.NOTHING
    if not failed:
        return glyphs.BLOCKS[total], Part.OK
    # A cell has two colours: what is neither failed nor empty fills it up, or is too little to be seen above.
    return glyphs.BLOCKS[failed], Part.BOTH if failed < total == _EIGHTHS else Part.FAILED


def top_of(shown: Shown, *, stacked: bool) -> int:
    """Return the round number at the top of the axis."""
    return glyphs.ceiling(max((height_of(bar, stacked=stacked) for bar in shown.answer.bars), default=0))


def height_of(bar: Bar, *, stacked: bool) -> int:
    """Return the sessions that a bar shows."""
    return bar.failed + (bar.successful or 0) if stacked else bar.failed


def holding(bars: Sequence[Bar], day: dt.date) -> int:
    """Return the bar that holds a day, or the one next to it."""
    return next((number for number, bar in enumerate(bars) if day <= bar.last), len(bars) - 1)
