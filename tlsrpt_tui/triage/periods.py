"""Two stretches of days that are held against each other."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui import numbers

WEEK: Final = 7
"""Days of a period for which no length is asked."""

LONGEST: Final = 3_660
"""Days of the longest period."""

_LENGTHS: Final = {"day": 1, "week": WEEK, "month": 30}
_DAYS: Final = re.compile(r"([0-9]{1,4})\s*([dw])")
_ONE: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """UTC days, both ends included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """How it is called: ``25–31 Oct 2026``."""
        return numbers.days(self.first, self.last)

    def holds(self, day: dt.date | None) -> bool:
        """Whether a day lies in it."""
        return day is not None and self.first <= day <= self.last

    def shifted(self, steps: int) -> "Period":
        """Return the period of the same length so many lengths later, or earlier where negative.

        Raises:
            OverflowError: that is beyond the calendar.
        """
        by = self.days * steps * _ONE
        return Period(self.first + by, self.last + by)


@dataclass(frozen=True, slots=True)
class Periods:
    """A period and the one that it is held against."""

    before: Period
    after: Period


def length_of(text: str) -> int | None:
    """Return the days of ``day``, ``week``, ``month`` (30 days), ``10d`` or ``2w``; ``None`` for anything else."""
    word = text.strip().casefold()
    found = _DAYS.fullmatch(word)
    if found is None:
        return _LENGTHS.get(word)
    days = int(found[1]) * (WEEK if found[2] == "w" else 1)
    return days if 0 < days <= LONGEST else None


def ending(last: dt.date, days: int) -> Period:
    """Return the period of so many days that ends with ``last``; it begins with the calendar at the earliest."""
    return Period(dt.date.min if last.toordinal() < days else last - (days - 1) * _ONE, last)


def beside(after: Period) -> Periods:
    """Return a period with the one of the same length right before it.

    Raises:
        OverflowError: that is beyond the calendar.
    """
    return Periods(after.shifted(-1), after)
