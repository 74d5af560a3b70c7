"""The time range of a view: the days it picks, another range in its place, and the range before or after it."""

import datetime as dt
from dataclasses import replace

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.view import Clause, DayRange, Field, View

Days = tuple[dt.date, dt.date]
"""A first and a last day, both included."""

_TIME = frozenset({Field.SINCE, Field.UNTIL, Field.ON})
_ONE = dt.timedelta(days=1)
_MONTHS_A_YEAR = 12


def stretches_of(view: View, now: dt.datetime) -> tuple[DayRange, ...]:
    """Return the stretches of days that a view picks, those of ``-on`` still among them; one open range for all days.

    Empty where the clauses on time leave no day.
    """
    limits = view.day_range(now)
    asked = view.days_on(now)
    if not asked:
        return () if _is_empty(limits) else (limits,)
    met = (DayRange(max(first, limits.first or first), min(last, limits.last or last)) for first, last in sorted(asked))
    return tuple(stretch for stretch in met if not _is_empty(stretch))


def some_stretches(view: View, now: dt.datetime) -> tuple[DayRange, ...]:
    """Return the same of a view that picks a day at least.

    Raises:
        UsageError: it picks none, as where it begins after it ends.
    """
    stretches = stretches_of(view, now)
    if not stretches:
        raise UsageError("the filter leaves no day; expected a range that begins before it ends")
    return stretches


def _is_empty(stretch: DayRange) -> bool:
    return stretch.first is not None and stretch.last is not None and stretch.first > stretch.last


def is_timed(view: View) -> bool:
    """Whether a view picks days at all; leaving some out is no range."""
    return any(clause.field in _TIME and not clause.negated for clause in view.clauses)


def clauses_for(first: dt.date, last: dt.date) -> tuple[Clause, ...]:
    """Return what picks these days: ``on`` for one, ``since`` and ``until`` for more."""
    if first == last:
        return (Clause(Field.ON, (first.isoformat(),)),)
    return Clause(Field.SINCE, (first.isoformat(),)), Clause(Field.UNTIL, (last.isoformat(),))


def with_range(view: View, clauses: tuple[Clause, ...]) -> View:
    """Return the view with ``clauses`` as its last step, in place of all that picked days; what left some out stays."""
    kept = tuple(clause for clause in view.clauses if clause.field not in _TIME or clause.negated)
    return replace(view, clauses=(*kept, *clauses))


def closed_range(view: View, now: dt.datetime) -> Days | None:
    """Return the one range that a view picks, an open end being today; ``None`` where it has none, or several."""
    stretches = stretches_of(view, now)
    if not is_timed(view) or len(stretches) != 1 or stretches[0].first is None:
        return None
    first, last = stretches[0].first, stretches[0].last or now.astimezone(dt.UTC).date()
    return (first, last) if first <= last else None


def shifted(days: Days, steps: int) -> Days:
    """Return the range ``steps`` ranges later, or earlier where negative; whole months go by calendar months.

    Raises:
        OverflowError: where that is beyond the calendar.
    """
    first, last = days
    if first.day == 1 and last < dt.date.max and (last + _ONE).day == 1:
        months = _month(last) - _month(first) + 1
        return _month_start(_month(first) + steps * months), _month_start(_month(last) + steps * months + 1) - _ONE
    length = (last - first + _ONE) * steps
    return first + length, last + length


def _month(day: dt.date) -> int:
    return day.year * _MONTHS_A_YEAR + day.month - 1


def _month_start(month: int) -> dt.date:
    year, number = divmod(month, _MONTHS_A_YEAR)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError(f"there is no year {year}")
    return dt.date(year, number + 1, 1)
