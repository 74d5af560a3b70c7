"""Stretches of days on which a policy was seen without a break: one that came back has several (RFC 8460 §4.4)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tlsrpt_tui.index.seen import PolicySeen
from tlsrpt_tui.reports.model import PolicyType


@dataclass(frozen=True, slots=True)
class Days:
    """Days that nothing parts.

    Attributes:
        first, last: both included.
        count: how many of the days between them there are.
    """

    first: dt.date
    last: dt.date
    count: int


def days_of(policy: PolicySeen) -> list[dt.date]:
    """Return the days on which a policy was reported, as far as they are known."""
    known = {each.day for each in policy.days}
    return sorted(known | {day for day in (policy.first, policy.last) if day is not None})


def unbroken(own: Iterable[dt.date], heard: Collection[dt.date]) -> list[Days]:
    """Return the stretches of ``own`` days: one ends where a day that was ``heard`` of is not among them."""
    made: list[Days] = []
    mine, going = set(own), False
    for day in sorted(mine.union(heard)):
        if day not in mine:
            going = False
        elif going:
            made[-1] = Days(made[-1].first, day, made[-1].count + 1)
        else:
            made.append(Days(day, day, 1))
            going = True
    return made


def runs_of(policies: Sequence[PolicySeen]) -> Iterator[PolicySeen]:
    """Yield each policy of one sender and domain once for each stretch of days on which the sender kept to it.

    A stretch ends where the sender reported another policy of that type instead, or that it found none. What is told
    of days is that of the stretch; where days are too many to be known one by one, the first has all that is left.
    """
    if not _interleaved(policies):
        yield from policies
        return
    by_type: defaultdict[str, set[dt.date]] = defaultdict(set)
    for policy in policies:
        by_type[policy.policy_type].update(days_of(policy))
    none = by_type[PolicyType.NO_POLICY_FOUND]
    every = set().union(*by_type.values())
    for policy in policies:
        heard = every if policy.policy_type == PolicyType.NO_POLICY_FOUND else by_type[policy.policy_type] | none
        # Of the days before those that are told one by one nothing is known but the first.
        began = policy.days[0].day if policy.days else dt.date.max
        found = unbroken(days_of(policy), {day for day in heard if day >= began})
        yield from (_parted(policy, found) if found[1:] else (policy,))


def _interleaved(policies: Sequence[PolicySeen]) -> bool:
    """Whether any two were seen at a time, without which each has one stretch; most have."""
    spans = sorted((each.first, each.last or each.first) for each in policies if each.first is not None)
    return any(then[0] < before[1] for before, then in pairwise(spans))


def _parted(policy: PolicySeen, found: Sequence[Days]) -> Iterator[PolicySeen]:
    """Yield a policy once for each stretch, newest first."""
    reports, successful, failed = policy.reports, policy.successful, policy.failed
    for stretch in reversed(found):
        own = tuple(each for each in policy.days if stretch.first <= each.day <= stretch.last)
        made = replace(
            policy, first=stretch.first, last=stretch.last, days=own,
            reports=reports, successful=successful, failed=failed,
        )  # fmt: skip
        if stretch is not found[0]:
            made = replace(
                made,
                reports=sum(each.reports for each in own),
                successful=sum(each.successful for each in own),
                failed=sum(each.failed for each in own),
            )
        reports, successful, failed = reports - made.reports, successful - made.successful, failed - made.failed
        yield made
