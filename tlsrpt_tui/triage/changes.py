"""What is otherwise than before: failures, senders, and the policies that senders see, each with its evidence."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from tlsrpt_tui.index.seen import PolicySeen
from tlsrpt_tui.index.tally import Tally
from tlsrpt_tui.numbers import count, day, plural
from tlsrpt_tui.triage.change import Change, Changes, Kind, PolicyLine, Sums
from tlsrpt_tui.triage.clusters import owners_of_names
from tlsrpt_tui.triage.failure_changes import failure_changes
from tlsrpt_tui.triage.periods import Period, Periods
from tlsrpt_tui.triage.policy_changes import policy_changes
from tlsrpt_tui.triage.sender_changes import HISTORY, LAG, awaited, sender_changes, success_drops

__all__ = ["HISTORY", "Change", "Changes", "Kind", "PolicyLine", "Sums", "changes", "of_period"]

_NOTHING_BEFORE: Final = "there is no report of the period before, so nothing can be held against it"
_NOTHING_AFTER: Final = "there is no report of this period"
LATE: Final = "reports arrive a day or two late, so that the last days may still grow"
"""What is so of every period that ends now."""


def changes(
    before: Tally,
    after: Tally,
    seen: Iterable[PolicySeen] = (),
    *,
    now: dt.datetime,
    past: Tally | None = None,
    periods: Periods | None = None,
    newest: dt.date | None = None,
) -> Changes:
    """Return what changed from one period to another, most important first.

    Args:
        before: sums of the period before, and ``after`` those of the one in question; see :func:`of_period`.
        after: as above.
        seen: the policies that senders saw, of all time.
        now: aware; tells whether the last days may lack reports still.
        past: sums of the :data:`HISTORY` days before and of both periods; without it, of both.
        periods: the days; left out, from the first to the last day of each tally.
        newest: the newest day with a report that can be complete; left out, that of the folder.
    """
    owners = owners_of_names(_both(before, after))
    known = past or _both(before, after)
    days = periods or _periods(before, after, now)
    before, after = _settled(before, owners), _settled(after, owners)
    found = Changes(
        periods=days, before=_sums(before), after=_sums(after), newest=newest or after.newest,
        cut=max(before.cut, after.cut), cut_days=max(before.cut_days, after.cut_days),
    )  # fmt: skip
    made = list(_made(before, after, found)) if found.before.senders else []
    made += [*sender_changes(known.days, days, known.others), *policy_changes(seen, days)]
    missing = awaited(known.all_days, days) if found.after.senders and _is_late(days, now) else 0
    found = replace(found, all=tuple(sorted(made, key=_importance)), awaited=missing)
    first = min(filter(None, (before.first, after.first)), default=None)
    return replace(found, uncertain=_uncertain(found, first, now))


def of_period(tally: Tally, period: Period) -> Tally:
    """Return the part of a tally that lies in a period."""
    # There are far fewer days than rows.
    held = set(filter(period.holds, {one.day for one in tally.failures} | {one.day for one in tally.days}))
    return replace(
        tally,
        failures=tuple([one for one in tally.failures if one.day in held]),
        days=tuple([one for one in tally.days if one.day in held]),
        others=tuple([one for one in tally.others if period.holds(one.day)]),
    )


def _both(before: Tally, after: Tally) -> Tally:
    return replace(
        after,
        failures=(*before.failures, *after.failures),
        days=(*before.days, *after.days),
        others=(*before.others, *after.others),
        hosts=tuple({*before.hosts, *after.hosts}),
    )


def _settled(tally: Tally, owners: Mapping[str, str]) -> Tally:
    """Return a tally in which DANE reported under the name of an MX host belongs to the domain whose host it is."""
    names = {one.domain for one in tally.failures} | {one.domain for one in tally.days}
    moved = {name: owners[name] for name in names if owners.get(name, name) != name}
    if not moved:
        return tally
    failures = tuple(
        one._replace(domain=moved[one.domain], mx_host=one.mx_host or one.domain) if one.domain in moved else one
        for one in tally.failures
    )
    days = tuple(one._replace(domain=moved[one.domain]) if one.domain in moved else one for one in tally.days)
    return replace(tally, failures=failures, days=days)


def _made(before: Tally, after: Tally, found: Changes) -> Iterator[Change]:
    """Yield what only two periods with reports can tell."""
    yield from failure_changes((before.failures, after.failures), (before.days, after.days))
    yield from success_drops((before.days, after.days), found.periods)


def _importance(change: Change) -> tuple[object, ...]:
    weight = -abs(change.after - change.before) or -change.sessions_after
    return (
        change.kind.rank, change.minor, weight, -change.days, change.domain, change.mx_host, change.result_type,
        change.policy_type, change.organizations, change.sentence,
    )  # fmt: skip


def _sums(tally: Tally) -> Sums:
    return Sums(
        senders=len({one.organization for one in tally.all_days}),
        successful=sum(one.successful for one in tally.all_days),
        failed=sum(one.failed for one in tally.all_days),
    )


def _periods(before: Tally, after: Tally, now: dt.datetime) -> Periods:
    today = now.astimezone(dt.UTC).date()
    spans = [sorted(one.day for one in tally.days if one.day is not None) for tally in (before, after)]
    made = [Period(days[0], days[-1]) if days else Period(today, today) for days in spans]
    return Periods(made[0], made[1])


def _uncertain(found: Changes, first: dt.date | None, now: dt.datetime) -> str:
    """Return why less can be said than usual."""
    periods = found.periods
    if not found.after.senders:
        return _NOTHING_AFTER
    if not found.before.senders:
        return _NOTHING_BEFORE
    if first is not None and first > periods.before.first:
        return f"reports begin on {day(first)}, within the period before, which is not whole"
    if found.awaited:
        senders = plural(found.after.senders + found.awaited, "sender")
        return f"reports arrive a day or two late: {count(found.awaited)} of {senders} sent none of this period yet"
    return LATE if _is_late(periods, now) else ""


def _is_late(periods: Periods, now: dt.datetime) -> bool:
    """Return whether reports of the last day may still be on their way."""
    return 0 <= (now.astimezone(dt.UTC).date() - periods.after.last).days <= LAG
