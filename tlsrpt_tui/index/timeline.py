"""Days into bars: the finest calendar unit that fits the room there is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tlsrpt_tui.index.engine import Bar

_WEEK = 7
_YEAR = 12


@dataclass(frozen=True, slots=True)
class DayCount:
    """What the reports whose period starts on one day say."""

    reports: int
    successful: int | None
    failed: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of ``days`` days, or of ``months`` months; weeks start on Monday."""

    name: str
    days: int = 0
    months: int = 0

    def place(self, day: dt.date) -> int:
        """Return the number of the stretch that holds ``day``."""
        if self.days:
            return (day.toordinal() - 1) // self.days
        return (day.year * _YEAR + day.month - 1) // self.months

    def start(self, place: int) -> dt.date:
        """Return the first day of a stretch."""
        if self.days:
            return dt.date.fromordinal(place * self.days + 1)
        year, month = divmod(place * self.months, _YEAR)
        return dt.date(year, month + 1, 1) if year else dt.date.min

    def end(self, place: int) -> dt.date:
        """Return the last day of a stretch."""
        try:
            return self.start(place + 1) - dt.timedelta(days=1)
        except (ValueError, OverflowError):
            return dt.date.max


UNITS = (
    Unit("day", days=1),
    Unit("week", days=_WEEK),
    Unit("month", months=1),
    Unit("quarter", months=3),
    Unit("year", months=_YEAR),
    Unit("decade", months=10 * _YEAR),
    Unit("century", months=100 * _YEAR),
    Unit("millennium", months=1000 * _YEAR),
)
"""From the finest to the coarsest."""


def bars_of(days: Mapping[dt.date, DayCount], first: dt.date, last: dt.date, most: int) -> tuple[str, tuple[Bar, ...]]:
    """Return the unit, and every bar from ``first`` to ``last``: at most ``most``, or else millennia."""
    unit = next((unit for unit in UNITS if unit.place(last) - unit.place(first) < most), UNITS[-1])
    held: dict[int, list[DayCount]] = {}
    for day, count in days.items():
        held.setdefault(unit.place(day), []).append(count)
    places = range(unit.place(first), unit.place(last) + 1)
    return unit.name, tuple(_bar(unit, place, held.get(place, [])) for place in places)


def _bar(unit: Unit, place: int, counts: list[DayCount]) -> Bar:
    known = [count.successful for count in counts if count.successful is not None]
    return Bar(
        first=unit.start(place),
        last=unit.end(place),
        reports=sum(count.reports for count in counts),
        successful=sum(known) if len(known) == len(counts) else None,
        failed=sum(count.failed for count in counts),
    )
