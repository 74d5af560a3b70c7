"""What a pause in a failure proves: how many failures would be in it, were it still so."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from tlsrpt_tui.index.tally import FailureDay
from tlsrpt_tui.triage.drift_kinds import later
from tlsrpt_tui.triage.sender_days import SenderDays

LAG: Final = 1
"""Days before the newest of which not all is here yet: the reports of a day come one by one, over a day or two
(RFC 8460 §4.1)."""

MISSED: Final = 3.0
"""Failures that would have to be there were it still so: with 3 expected, none comes about by chance once in 20."""

RATE_DAYS: Final = 7
"""Days with failures, the last ones, by which it is said how often it fails: its worst day says nothing of how it
fades."""

_DAY: Final = dt.timedelta(days=1)


def last_to_meet(met: Mapping[str, Mapping[dt.date, int]], last: dt.date) -> dict[str, int]:
    """Return the senders that met a failure last, and how often: on its last day, or within :data:`LAG` before.

    Args:
        met: failures by sender and day.
        last: the last day of them all.
    """
    first = max(last.toordinal() - LAG, dt.date.min.toordinal())
    days = [dt.date.fromordinal(day) for day in range(first, last.toordinal() + 1)]
    found: dict[str, int] = {}
    for each, by_day in met.items():
        failed = 0
        for day in days:
            failed += by_day.get(day, 0)
        if failed:
            found[each] = failed
    return found


def recent(failures: Sequence[FailureDay], start: int, end: int) -> dict[str, dict[dt.date, int]]:
    """Return, by sender and day, the failures of the last :data:`RATE_DAYS` days with any of a stretch.

    Args:
        failures: in the order of their days.
        start: number of the first one of the stretch.
        end: number after the last one.
    """
    met: dict[str, dict[dt.date, int]] = {}
    days: set[dt.date] = set()
    for place in range(end - 1, start - 1, -1):
        one = failures[place]
        if one.day is None or (one.day not in days and len(days) == RATE_DAYS):
            break
        days.add(one.day)
        by_day = met.setdefault(one.organization, {})
        by_day[one.day] = by_day.get(one.day, 0) + one.sessions
    return met


def expected_failures(
    met: Mapping[str, Mapping[dt.date, int]], domain: str, senders: SenderDays, after: dt.date, before: dt.date
) -> float:
    """Return how many failures the senders that met it last would have had strictly between two days, were it still so.

    It is not counted beyond :data:`MISSED`, which is enough.
    By how often it failed them on its last :data:`RATE_DAYS` days with failures, and on the clean days between those.

    Args:
        met: failures by sender and day, none later than ``after``; the :func:`recent` ones will do.
        domain: that they are of.
        senders: what they reported.
        after: the last day with a failure.
        before: the day that ends the pause.
    """
    start = sorted(set().union(*met.values()))[-RATE_DAYS:][0]
    found = 0.0
    for each in last_to_meet(met, after):
        line = senders.line(domain, each)
        sessions = line.sessions(start, after)
        if sessions and before > later(after, _DAY):
            failed = sum(count for day, count in met[each].items() if day >= start)
            successful = line.successful(after + _DAY, before - _DAY)
            found += successful * min(failed / sessions, 1.0)
            if found >= MISSED:
                break
    return found
