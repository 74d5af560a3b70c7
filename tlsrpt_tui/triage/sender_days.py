"""How each sender fared with a domain, day by day, so that any stretch of days is summed up at once."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from functools import cached_property
from itertools import accumulate, compress, islice, tee
from typing import Final, NamedTuple

from tlsrpt_tui.index.tally import SenderDay

MOST_LOOKED: Final = 200
"""Senders of a domain that are looked at for who was well served, those with the most sessions first: anybody can make
reports of any number of senders."""

_TRIED: Final = 10
"""Senders of which it is looked whether one reports on every day, before days are gone through."""


class Sum(NamedTuple):
    """Sessions of a sender over some days."""

    successful: int = 0
    failed: int = 0

    @property
    def sessions(self) -> int:
        """All of them."""
        return self.successful + self.failed


class Line:
    """One sender and one domain: its days in order, and sums of all days before each.

    Attributes:
        days: dated days with a report.
        clean: of these the days on which sessions succeeded.
        policy_types: under which it reported; empty where they are not known.
    """

    __slots__ = ("_places", "_sessions", "_successful", "clean", "days", "policy_types")

    def __init__(self, reported: Sequence[SenderDay] = ()) -> None:
        """Take what was reported, in the order of the days."""
        summed: dict[dt.date, tuple[int, int]] = {}
        for _, _, day, _, successful, failed, _ in reported:
            if day is not None:
                before = summed.get(day)
                # Names that belong to one domain may report about the same days.
                summed[day] = (successful, failed) if before is None else (before[0] + successful, before[1] + failed)
        self._places = {day: place for place, day in enumerate(summed)}
        self.days: Sequence[dt.date] = list(summed)
        successes = [each[0] for each in summed.values()]
        self.clean: Sequence[dt.date] = list(compress(summed, successes))
        self._successful = list(accumulate(successes, initial=0))
        self._sessions = list(accumulate(map(sum, summed.values()), initial=0))
        types = {each.policy_types for each in reported} if summed else ()
        self.policy_types: AbstractSet[str] = frozenset[str]().union(*types)

    @property
    def newest(self) -> dt.date:
        """The newest day with a report; the first day there is where there is none."""
        return self.days[-1] if self.days else dt.date.min

    def total(self, first: dt.date, last: dt.date) -> Sum:
        """Return the sessions of a stretch, both ends included."""
        start, end = self._stretch(first, last)
        successful = self._successful[end] - self._successful[start]
        return Sum(successful, self._sessions[end] - self._sessions[start] - successful)

    def sessions(self, first: dt.date, last: dt.date) -> int:
        """Return how many sessions there were in a stretch, both ends included."""
        start, end = self._stretch(first, last)
        return self._sessions[end] - self._sessions[start]

    def successful(self, first: dt.date, last: dt.date) -> int:
        """Return how many sessions succeeded in a stretch, both ends included."""
        start, end = self._stretch(first, last)
        return self._successful[end] - self._successful[start]

    def successful_after(self, last: dt.date) -> int:
        """Return how many sessions succeeded on all days after one."""
        return self._successful[-1] - self._successful[self._stretch(last, last)[1]]

    def _stretch(self, first: dt.date, last: dt.date) -> tuple[int, int]:
        # Most stretches begin and end on days with a report.
        start, end = self._places.get(first), self._places.get(last)
        return (
            bisect_left(self.days, first) if start is None else start,
            bisect_right(self.days, last) if end is None else end + 1,
        )

    def clean_after(self, last: dt.date) -> Sequence[dt.date]:
        """Return the days after one on which sessions succeeded, in order."""
        return self.clean[bisect_right(self.clean, last) :]


_NO_LINE: Final = Line()


class _Domain:
    """What all senders reported about one domain."""

    def __init__(self, reported: Mapping[str, Sequence[SenderDay]]) -> None:
        self.lines = {organization: Line(days) for organization, days in reported.items()}
        self._asked: dict[tuple[AbstractSet[str], bool], Sequence[tuple[str, Line]]] = {}
        self._served: dict[tuple[AbstractSet[str], bool, dt.date, dt.date], Iterator[tuple[str, int]]] = {}

    @cached_property
    def senders(self) -> Sequence[tuple[str, Line]]:
        """All with a dated day, most sessions first."""
        sessions = {name: line.sessions(dt.date.min, dt.date.max) for name, line in self.lines.items() if line.days}
        return [(name, self.lines[name]) for name in sorted(sessions, key=lambda name: (-sessions[name], name))]

    def under(self, policy_types: AbstractSet[str], *, unknown: bool) -> Sequence[tuple[str, Line]]:
        key = policy_types, unknown
        known = self._asked.get(key)
        if known is None:
            known = self._asked[key] = [
                (name, line)
                for name, line in self.senders
                if line.clean and (line.policy_types & policy_types or (unknown and not line.policy_types))
            ]
        return known

    def served(
        self, policy_types: AbstractSet[str], first: dt.date, last: dt.date, *, unknown: bool
    ) -> Iterator[tuple[str, int]]:
        key = policy_types, unknown, first, last
        if key not in self._served:
            lines = self.under(policy_types, unknown=unknown)[:MOST_LOOKED]
            counted = ((name, line.successful(first, last)) for name, line in lines)
            # What one incident has counted, others of the same days need not count again.
            (self._served[key],) = tee(((name, number) for name, number in counted if number), 1)
        return copy(self._served[key])

    @cached_property
    def successful_on(self) -> dict[dt.date, set[str]]:
        """Who had successes, by day."""
        made: dict[dt.date, set[str]] = {}
        for organization, line in self.lines.items():
            for day in line.clean:
                made.setdefault(day, set()).add(organization)
        return made

    @cached_property
    def clean(self) -> Sequence[dt.date]:
        """Days on which somebody had successes, in order."""
        return sorted(self.successful_on)


class SenderDays:
    """What senders reported about domains, asked by stretches of days; knows nothing of what failed."""

    def __init__(self, days: Iterable[SenderDay], owners: Mapping[str, str]) -> None:
        """Take ``days``; ``owners`` gives the domain to which a policy domain belongs that is no domain of its own."""
        by_day: dict[dt.date | None, list[SenderDay]] = {}
        for each in days:
            by_day.setdefault(each.day, []).append(each)
        self._reported: dict[str, dict[str, list[SenderDay]]] = {}
        # So all lines are in the order of their days at once, as there are far fewer days than rows.
        for day in sorted(by_day, key=lambda day: day or dt.date.min):
            for each in by_day[day]:
                organization, name = each.organization, each.domain
                domain = owners.get(name, name)
                there = self._reported.get(domain)
                if there is None:
                    there = self._reported[domain] = {}
                of_sender = there.get(organization)
                if of_sender is None:
                    there[organization] = [each]
                else:
                    of_sender.append(each)
        self._domains: dict[str, _Domain] = {}

    def line(self, domain: str, organization: str) -> Line:
        """Return the line of a sender and a domain; one without days where there is none."""
        known = self._domains.get(domain) or self._of(domain)
        return known.lines.get(organization, _NO_LINE)

    def senders(self, domain: str) -> Sequence[tuple[str, Line]]:
        """Return all that reported about a domain on a known day, with their lines, most sessions first."""
        return self._of(domain).senders

    def served(
        self, domain: str, policy_types: AbstractSet[str], days: tuple[dt.date, dt.date], *, unknown: bool
    ) -> Iterator[tuple[str, int]]:
        """Yield senders with their successes in a stretch of days, those with the most sessions in all first.

        Args:
            domain: to which.
            policy_types: under some of which they reported.
            days: the first and the last.
            unknown: whether those count of which no policy type is known.

        Of very many senders only the :data:`MOST_LOOKED` first with any successes are looked at.
        """
        return self._of(domain).served(policy_types, *days, unknown=unknown)

    def days_between(
        self, domain: str, senders: AbstractSet[str], after: dt.date, before: dt.date, *, most: int
    ) -> int:
        """Return on how many days strictly between two some of the senders had successes; stops at ``most``."""
        there = self._of(domain)
        start, end = bisect_right(there.clean, after), bisect_left(there.clean, before)
        enough, found = min(end - start, most), 0
        for each in islice(senders, _TRIED):
            mine = there.lines.get(each, _NO_LINE).clean
            found = bisect_left(mine, before) - bisect_right(mine, after)
            # A sender that reports on every day leaves nothing to the others.
            if found >= enough or len(senders) == 1:
                return min(found, enough)
        found = 0
        for day in there.clean[start:end]:
            # Keys of a mapping go through the smaller one of both.
            found += not senders.isdisjoint(there.successful_on[day])
            if found >= most:
                break
        return found

    def clean_after(self, domain: str, lines: Sequence[Line], last: dt.date) -> Sequence[dt.date]:
        """Return the days after one on which some of these lines of a domain had successes, in order."""
        if len(lines) <= 1:
            return lines[0].clean_after(last) if lines else ()
        parts = [line.clean_after(last) for line in lines]
        longest = max(parts, key=len)
        clean = self._of(domain).clean
        # A sender that reports on every day leaves nothing to the others.
        if len(longest) == len(clean) - bisect_right(clean, last):
            return longest
        return sorted(set().union(*parts))

    def _of(self, domain: str) -> _Domain:
        known = self._domains.get(domain)
        if known is None:
            known = self._domains[domain] = _Domain(self._reported.get(domain, {}))
        return known
