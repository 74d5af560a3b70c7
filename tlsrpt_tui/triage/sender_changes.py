"""Senders of two periods held against each other: who fell silent, who is new, to which domain less comes through."""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from tlsrpt_tui import numbers
from tlsrpt_tui.index.tally import SenderDay
from tlsrpt_tui.text import sanitise, shorten
from tlsrpt_tui.triage.change import Change, Kind
from tlsrpt_tui.triage.differences import listed
from tlsrpt_tui.triage.periods import WEEK, Periods

HISTORY: Final = 90
"""Days before a period from which is told how often a sender reports, and whether it ever did."""

LAG: Final = 2
"""Days by which a report may be late: a day's report arrives on the next, or the one after (RFC 8460 §4.1, §5.5)."""

REGULAR: Final = 4
"""Days with a report from which on a sender has a habit."""

SILENT: Final = 2
"""So many times its longest pause so far a sender must be quiet to be called silent."""

STEADY: Final = 14
"""Days with a report on one domain from which on a sender that goes on reporting on others has a habit there: a report
on a domain comes only on days with mail for it."""

DROP: Final = 0.5
"""Successes a day fell at least to this part of what they were."""

LEAST_DROP: Final = 100
"""Successes that are missing at least, over the period."""

_LONGEST: Final = 80
_Days = dict[str, list[dt.date]]


def sender_changes(past: Sequence[SenderDay], periods: Periods, others: Sequence[SenderDay] = ()) -> Iterator[Change]:
    """Yield senders that reported regularly and no longer do, beyond the lag that reports have, and those that are new.

    Days on which nobody reported are no pause. A silent sender is told once: where it fell silent in either period, or
    where that became clear in the later one. Nobody is new where reports do not reach back to the period before.

    Args:
        past: what senders reported, by domain.
        periods: the ones in question.
        others: what is told of senders beside that, without the domains.
    """
    whole = (*past, *others)
    days = _report_days(whole, periods.after.last)
    heard = sorted(set().union(*days.values()))
    silent = {name for name, own in days.items() if _is_silent(own, heard, periods)}
    new: set[str] = set()
    if heard and heard[0] <= periods.before.first:
        new = {name for name, own in days.items() if own[0] >= periods.after.first}
    sessions = _per_day(whole, silent | new)
    yield from (_silent(name, days[name], sessions[name], periods) for name in sorted(silent))
    yield from _silent_on_domains(past, {name: own for name, own in days.items() if name not in silent}, periods)
    yield from (_new(name, days[name], sessions[name]) for name in sorted(new))


def awaited(past: Sequence[SenderDay], periods: Periods) -> int:
    """Return how many senders have no report of the later period, and had one on half of the days right before it.

    Days on which nobody reported do not count.
    """
    days = _report_days(past, periods.after.last)
    first = periods.after.first
    heard = {day for own in days.values() for day in own if 0 < (first - day).days <= WEEK}
    return sum(own[-1] < first and 2 * len(heard.intersection(own)) >= len(heard) > 0 for own in days.values())


def success_drops(days: tuple[Sequence[SenderDay], Sequence[SenderDay]], periods: Periods) -> Iterator[Change]:
    """Yield domains to which far fewer sessions succeed, by the senders of both periods and their days with reports.

    Less than a week is not compared so, because a Sunday is no Monday.
    """
    if min(periods.before.days, periods.after.days) < WEEK:
        return
    sides = [_by_domain(ones) for ones in days]
    for domain in sides[0].keys() & sides[1].keys():
        both = sorted(sides[0][domain].keys() & sides[1][domain].keys())
        drop = _drop(domain, [{name: side[domain][name] for name in both} for side in sides], periods)
        if drop is not None:
            yield drop


def _silent_on_domains(past: Sequence[SenderDay], days: _Days, periods: Periods) -> Iterator[Change]:
    """Yield domains on which a sender reported steadily and no longer does, while it goes on with others.

    Its own days with a report are what its silence is measured by.
    """
    last: dict[tuple[str, str], dt.date] = {}
    for one in past:
        if one.reports and one.day is not None and one.day <= periods.after.last:
            place = one.organization, one.domain
            last[place] = max(last.get(place, one.day), one.day)
    # What a sender reported on within the lag it still reports on; that goes for nearly all.
    ended = {place for place, day in last.items() if place[0] in days and (days[place[0]][-1] - day).days > LAG}
    ones: defaultdict[tuple[str, str], list[SenderDay]] = defaultdict(list)
    for one in past if ended else ():
        if (one.organization, one.domain) in ended:
            ones[one.organization, one.domain].append(one)
    for (name, domain), mine in sorted(ones.items()):
        own = _report_days(mine, periods.after.last)[name]
        if len(own) >= STEADY and _is_silent(own, days[name], periods):
            yield _silent(name, own, _per_day(mine, {name})[name], periods, domain)


def _is_silent(days: Sequence[dt.date], heard: Sequence[dt.date], periods: Periods) -> bool:
    """Return whether a sender has been quiet for longer than it used to be.

    Args:
        days: with a report of this sender, in their order.
        heard: days with a report of anybody that it is measured by, in their order.
        periods: the ones in question.
    """
    if len(days) < REGULAR:
        return False
    places = [bisect_left(heard, day) for day in days]
    patience = max(LAG, SILENT * max(then - first for first, then in pairwise(places)))
    clear = places[-1] + 1 + patience
    if clear >= len(heard):
        return False
    return days[-1] >= periods.before.first or periods.after.holds(heard[clear])


def _new(organization: str, days: Sequence[dt.date], sessions: dict[dt.date, int]) -> Change:
    total = sum(sessions.values())
    name = shorten(sanitise(organization), _LONGEST) or "a sender without a name"
    reports = numbers.plural(len(days), "day")
    return Change(
        kind=Kind.NEW_SENDER,
        sentence=f"{name} reports for the first time: {numbers.plural(total, 'session')} on {reports}, "
        f"since {numbers.day(days[0])}",
        organizations=(organization,),
        after=total,
        sessions_after=total,
        first=days[0],
        last=days[-1],
    )


def _silent(
    organization: str, days: Sequence[dt.date], sessions: dict[dt.date, int], periods: Periods, domain: str = ""
) -> Change:
    last = days[-1]
    silent = (periods.after.last - last).days
    name = shorten(sanitise(organization), _LONGEST) or "a sender without a name"
    before = sum(number for day, number in sessions.items() if periods.before.holds(day))
    usual = sum(sessions.values()) // len(days)
    often = f"{len(days)} of {numbers.plural((last - days[0]).days + 1, 'day')}"
    where = f" on {shorten(sanitise(domain), _LONGEST)}" if domain else ""
    others = ", though it reports on other domains" if domain else ""
    return Change(
        kind=Kind.SILENT,
        sentence=f"{name} fell silent{where}: no report for {numbers.plural(silent, 'day')}, since {numbers.day(last)}"
        f"{others}; it had reported on {often}, about {numbers.plural(usual, 'session')} each",
        domain=domain,
        organizations=(organization,),
        before=before,
        sessions_before=before,
        first=days[0],
        last=last,
        days=silent,
    )


def _report_days(past: Iterable[SenderDay], last: dt.date) -> _Days:
    found: _Days = {}
    for name, day in sorted(
        {(one.organization, one.day) for one in past if one.day and one.day <= last and one.reports}
    ):
        found.setdefault(name, []).append(day)
    return found


def _per_day(past: Iterable[SenderDay], organizations: Collection[str]) -> dict[str, dict[dt.date, int]]:
    summed: dict[str, dict[dt.date, int]] = {name: {} for name in organizations}
    for one in past if organizations else ():
        if one.day is not None and one.organization in organizations:
            known = summed[one.organization]
            known[one.day] = known.get(one.day, 0) + one.successful + one.failed
    return summed


def _by_domain(days: Iterable[SenderDay]) -> dict[str, dict[str, list[SenderDay]]]:
    found: dict[str, dict[str, list[SenderDay]]] = {}
    for one in days:
        senders = found.get(one.domain)
        if senders is None:
            senders = found[one.domain] = {}
        there = senders.get(one.organization)
        if there is None:
            senders[one.organization] = [one]
        else:
            there.append(one)
    return found


def _drop(domain: str, sides: Sequence[dict[str, list[SenderDay]]], periods: Periods) -> Change | None:
    """Return the drop of one domain; a sender's day without a report counts neither way."""
    daily = [sum(map(_mean, side.values())) for side in sides]
    successful = [sum(one.successful for ones in side.values() for one in ones) for side in sides]
    failed = [sum(one.failed for ones in side.values() for one in ones) for side in sides]
    missing = sum(_mean(sides[0][name]) * _days(ones) for name, ones in sides[1].items()) - successful[1]
    if daily[1] > DROP * daily[0] or missing < LEAST_DROP:
        return None
    lost = {name: sum(one.successful for one in sides[0][name]) for name in sides[0]}
    senders = tuple(sorted(lost, key=lambda name: (-lost[name], name)))
    why = f"; {numbers.plural(failed[1], 'session')} failed, {numbers.count(failed[0])} before"
    return Change(
        kind=Kind.DROP,
        sentence=f"{shorten(sanitise(domain), _LONGEST) or 'a policy without a domain'}: successful sessions fell from "
        f"{numbers.count(round(daily[0]))} to {numbers.count(round(daily[1]))} a day{why}; reported by "
        f"{listed([name or 'a sender without a name' for name in senders])}",
        domain=domain,
        organizations=senders,
        before=successful[0],
        after=successful[1],
        sessions_before=successful[0] + failed[0],
        sessions_after=successful[1] + failed[1],
        first=periods.after.first,
        last=periods.after.last,
    )


def _mean(ones: Sequence[SenderDay]) -> float:
    return sum(one.successful for one in ones) / _days(ones)


def _days(ones: Sequence[SenderDay]) -> int:
    return len({one.day for one in ones})
