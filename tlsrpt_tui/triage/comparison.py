"""Two periods of one engine held against each other: which days are meant, what is asked, and what changed."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.engine import Engine
from tlsrpt_tui.index.time_range import clauses_for, is_timed, some_stretches, with_range
from tlsrpt_tui.index.view import Clause, DayRange, Field, View
from tlsrpt_tui.triage.change import Changes
from tlsrpt_tui.triage.changes import HISTORY, changes, of_period
from tlsrpt_tui.triage.periods import WEEK, Period, Periods, beside, ending

_ONE: Final = dt.timedelta(days=1)
_HISTORY: Final = HISTORY * _ONE


@dataclass(frozen=True, slots=True)
class Asked:
    """Which periods are asked for, beside what a view picks.

    Attributes:
        days: length of the later period, where the view does not say.
        against: the period before; ``None`` for the one right before, of the same length.
        steps: so many lengths later, or earlier where negative; only where the view picks no days.
    """

    days: int = WEEK
    against: Period | None = None
    steps: int = 0


def compared(engine: Engine, view: View, asked: Asked, *, now: dt.datetime) -> Changes:
    """Return what changed; days that the view picks are the later period. Never on the event loop.

    Raises:
        UsageError: the days that are picked are none, or lie beyond the calendar.
    """
    newest = newest_day(engine, now)
    periods = periods_of(view, asked, newest, now)
    first = min(periods.before.first, _earlier(periods.after.first))
    last = max(periods.before.last, periods.after.last)
    open_view = with_range(view, ())
    tally = engine.tally(with_range(open_view, clauses_for(first, last)), now=now)
    history = of_period(tally, Period(_earlier(periods.after.first), periods.after.last))
    return changes(
        of_period(tally, periods.before),
        of_period(tally, periods.after),
        engine.policies_seen(open_view, now=now, changed=True),
        now=now,
        past=history,
        periods=periods,
        newest=newest,
    )


def newest_day(engine: Engine, now: dt.datetime) -> dt.date | None:
    """Return the newest day with a report that can be complete.

    One that is not over counts only where there is no other, and one that is still to come only where all are: a
    report of such a day is one of a sender whose clock is wrong.
    """
    today = now.astimezone(dt.UTC).date()
    nearer = (View((Clause(Field.UNTIL, (day.isoformat(),)),)) for day in (today - _ONE, today + _ONE))
    for view in (*nearer, View()):
        days = [value.value for value in engine.days(view, now=now) if value.value]
        if days:
            return dt.date.fromisoformat(days[-1])
    return None


def periods_of(view: View, asked: Asked, newest: dt.date | None, now: dt.datetime) -> Periods:
    """Return the periods that are meant.

    Raises:
        UsageError: they hold no day, or lie beyond the calendar.
    """
    try:
        after = _after(view, asked, newest or now.astimezone(dt.UTC).date() - _ONE, now)
        periods = Periods(asked.against, after) if asked.against is not None else beside(after)
    except OverflowError as error:
        raise UsageError("the period before would lie beyond the calendar; expected a later one") from error
    if periods.before.first > after.first:
        told = f"{periods.before.words} is later than {after.words}, which it is to be the period before of"
        raise UsageError(f"{told}; expected an earlier one, or the two the other way round")
    return periods


def _after(view: View, asked: Asked, newest: dt.date, now: dt.datetime) -> Period:
    if not is_timed(view):
        # In the first days of the calendar there is no room for a period before.
        last = max(newest, dt.date.fromordinal(2 * asked.days))
        return ending(last, asked.days).shifted(asked.steps)
    stretches = some_stretches(view, now)
    whole = DayRange(stretches[0].first, stretches[-1].last)
    last = whole.last or newest
    if whole.first is not None and last < whole.first:
        # No report is of these days: the period is as long as it would be, were there any.
        last = max(whole.first, now.astimezone(dt.UTC).date() - _ONE)
    return ending(last, asked.days) if whole.first is None else Period(whole.first, last)


def _earlier(day: dt.date) -> dt.date:
    return dt.date.min if day - dt.date.min < _HISTORY else day - _HISTORY
