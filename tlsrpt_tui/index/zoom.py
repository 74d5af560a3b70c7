"""Zooming in time: which window of days a timeline shows next; the filter stays as it is."""

import datetime as dt

from tlsrpt_tui.index.engine import Timeline
from tlsrpt_tui.index.timeline import UNITS, Unit
from tlsrpt_tui.index.view import DayRange

_FEWEST = 5
"""Days that the closest zoom shows."""

_WORTHWHILE = 5
"""The part of all time that has to be out of sight for a zoom to be one: a fifth."""


def _shown(most: int) -> int:
    """Return how many bars of another unit are shown: well below ``most``, so that it is the finest that fits."""
    return max(_FEWEST, most * 2 // 3)


def zoomed_in(timeline: Timeline, around: dt.date, most: int) -> DayRange | None:
    """Return a shorter window around a day, of the next finer unit with at most ``most`` bars, or of fewer days.

    ``None`` where there is nothing finer.
    """
    bars = timeline.bars
    ends = bars[0].first, bars[-1].last
    if timeline.span is not None:
        ends = max(ends[0], timeline.span[0]), min(ends[1], timeline.span[1])
    place = next(number for number, unit in enumerate(UNITS) if unit.name == timeline.unit)
    if not place:
        shown = max(_FEWEST, len(bars) // 2)
        return _window(UNITS[0], around, shown, *ends) if shown < len(bars) else None
    return _window(UNITS[place - 1], around, _shown(most), *ends)


def zoomed_out(timeline: Timeline, most: int) -> DayRange | None:
    """Return a longer window around the one shown, of the same unit or of a coarser; ``None`` for all there is.

    All is shown where that would leave out less than a fifth of it.
    """
    bars, span = timeline.bars, timeline.span
    place = next(number for number, unit in enumerate(UNITS) if unit.name == timeline.unit)
    if span is None:
        return None
    middle = bars[len(bars) // 2].first
    if len(bars) * 2 <= most:
        window = _window(UNITS[place], middle, len(bars) * 2, *span)
    else:
        window = _window(UNITS[min(place + 1, len(UNITS) - 1)], middle, _shown(most), *span)
    if window.first is None or window.last is None:
        return None
    hidden = (window.first - span[0]) + (span[1] - window.last)
    return None if hidden * _WORTHWHILE <= span[1] - span[0] else window


def filling(wanted: DayRange, span: tuple[dt.date, dt.date]) -> DayRange | None:
    """Return the window that a range fills, as far as reports reach and no shorter than a few days; ``None`` for none.

    Args:
        wanted: the range, open ends included.
        span: of all reports.
    """
    first, last = max(wanted.first or span[0], span[0]), min(wanted.last or span[1], span[1])
    if first > last:
        return None
    shown = max(_FEWEST, (last - first).days + 1)
    return _window(UNITS[0], _middle(first, last), shown, *span)


def within(window: DayRange, timeline: Timeline) -> bool:
    """Whether a window is less than what a timeline shows."""
    first, last = timeline.bars[0].first, timeline.bars[-1].last
    return window.first is not None and window.last is not None and (first < window.first or window.last < last)


def following(window: DayRange, wanted: DayRange, span: tuple[dt.date, dt.date]) -> DayRange | None:
    """Return a window that shows what is ``wanted`` of the ``span`` of all reports; ``None`` for all there is.

    It is the same one where it shows that already, or else the one around the middle of it.
    """
    first, last = max(wanted.first or span[0], span[0]), min(wanted.last or span[1], span[1])
    if window.first is None or window.last is None or first > last:
        return None
    if window.first <= first and last <= window.last:
        return window
    shown = max((window.last - window.first).days, (last - first).days) + 1
    return _window(UNITS[0], _middle(first, last), shown, *span)


def _middle(first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=((last - first).days + 1) // 2)


def _window(unit: Unit, around: dt.date, shown: int, least: dt.date, most: dt.date) -> DayRange:
    """Return ``shown`` stretches around a day, moved so that they lie between two days, and cut to what does."""
    first, last = unit.place(least), unit.place(most)
    start = max(first, min(unit.place(around) - shown // 2, last - shown + 1))
    end = min(last, start + shown - 1)
    return DayRange(max(unit.start(start), least), min(unit.end(end), most))
