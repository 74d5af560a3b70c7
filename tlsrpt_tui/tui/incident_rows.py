"""The rows of the list of incidents: each with its last days, told apart into failed, nothing failed and no report."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tlsrpt_tui.index.engine import Totals
from tlsrpt_tui.index.tally import Tally
from tlsrpt_tui.numbers import day
from tlsrpt_tui.triage.card import is_stale, told_age
from tlsrpt_tui.triage.incidents import Incident, Incidents, IncidentState
from tlsrpt_tui.triage.left_out import left_out
from tlsrpt_tui.triage.periods import ending

DAYS: Final = 20
"""Days in sight, up to the newest with a report."""

SORTS: Final[dict[str, Callable[["IncidentRow"], Any]]] = {
    "days": lambda row: row.incident.first or dt.date.min,
    "result": lambda row: row.incident.result_type.casefold(),
    "domain": lambda row: row.incident.domain.casefold(),
    "host": lambda row: row.incident.place.casefold(),
    "senders": lambda row: len(row.incident.senders),
    "failed": lambda row: row.incident.failed,
    "acts": lambda row: row.incident.owner.value,
}
"""What incidents can be sorted by, beside the order in which they come: by state, then newest."""

FROM_GREATEST: Final = frozenset({"days", "senders", "failed"})
"""Columns that people read from the greatest."""


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One line of the list.

    Attributes:
        spark: failures of each day in sight; ``None`` for a day without a report on the domain.
    """

    incident: Incident
    spark: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """What the screen shows.

    Attributes:
        rows: all incidents, in the order in which they come.
        totals: sums over the view.
        window: the first and last day in sight; ``None`` where no report has a date.
        left_out: what there is too much of to be looked at, in words; "" for nothing.
        newest: the day as of which they are judged: that of the newest report, or the end of the view.
        aged: how that day is told where it is longer ago than reports lag; else "".
    """

    rows: tuple[IncidentRow, ...]
    totals: Totals
    window: tuple[dt.date, dt.date] | None
    left_out: str = ""
    newest: dt.date | None = None
    aged: str = ""

    def count(self, state: IncidentState) -> int:
        """Return how many incidents are in a state."""
        return sum(row.incident.state is state for row in self.rows)

    @property
    def noise_sessions(self) -> int:
        """Failed sessions of what is judged to be noise."""
        return sum(row.incident.failed for row in self.rows if row.incident.state is IncidentState.NOISE)

    def arranged(self, *, noise: bool, key: str, descending: bool) -> tuple[IncidentRow, ...]:
        """Return the rows that are listed, in order; "" as ``key`` for the order in which they come."""
        rows = [row for row in self.rows if noise or row.incident.state is not IncidentState.NOISE]
        if key in SORTS:
            rows.sort(key=SORTS[key], reverse=descending)
        elif descending:
            rows.reverse()
        return tuple(rows)


def listed_of(tally: Tally, found: Incidents, totals: Totals, now: dt.datetime, until: dt.date | None = None) -> Listed:
    """Return what the screen shows of incidents.

    Args:
        tally: what they were made from.
        found: the incidents.
        totals: of the same view.
        now: the time it is.
        until: the last day of the view, where it has one.
    """
    window, missing = _window(tally), left_out(tally.cut, tally.cut_days)
    newest, aged = found.newest, ""
    if newest is not None and is_stale(newest, now):
        aged = day(newest) if until is not None else told_age(newest, now)
    if window is None:
        return Listed(tuple(map(IncidentRow, found.all)), totals, None, missing, newest, aged)
    days = [window[0] + dt.timedelta(number) for number in range((window[1] - window[0]).days + 1)]
    reported = _reported(tally, window)
    anything = frozenset(day for each in reported.values() for day in each)
    rows = [IncidentRow(each, _spark(each, days, reported.get(each.domain, anything))) for each in found.all]
    return Listed(tuple(rows), totals, window, missing, newest, aged)


def _window(tally: Tally) -> tuple[dt.date, dt.date] | None:
    known = {each.day for each in tally.days if each.day is not None}
    known |= {each.day for each in tally.failures if each.day is not None}
    if not known:
        return None
    last = max(known)
    return max(min(known), ending(last, DAYS).first), last


def _reported(tally: Tally, window: tuple[dt.date, dt.date]) -> Mapping[str, frozenset[dt.date]]:
    found: defaultdict[str, set[dt.date]] = defaultdict(set)
    for each in tally.days:
        if each.day is not None and each.reports and window[0] <= each.day <= window[1]:
            found[each.domain].add(each.day)
    return {domain: frozenset(days) for domain, days in found.items()}


def _spark(incident: Incident, days: list[dt.date], reported: frozenset[dt.date]) -> tuple[int | None, ...]:
    failed = dict(incident.days)
    return tuple(failed.get(day, 0 if day in reported else None) for day in days)


def paired(spark: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """Return one cell for two days, the greater of both; pairs end with the newest day."""
    odd = len(spark) % 2
    cells = (spark[:odd], *(spark[start : start + 2] for start in range(odd, len(spark), 2)))
    return tuple(max((day for day in cell if day is not None), default=None) for cell in cells if cell)
