"""Failures put together by domain, host and result type, and parted where they stopped for long enough."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import Final

from tlsrpt_tui.index.tally import FailureDay, Tally
from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.triage.pauses import MISSED, expected_failures, recent
from tlsrpt_tui.triage.sender_days import SenderDays

CLEAN_DAYS: Final = 5
"""Days on which senders of an incident had successes and none met the failure, after which the next failure is a new
incident, if failures were to be expected in so many sessions. It is a working week: shorter pauses are a weekend's
few sessions, or a fault of one node of several, which comes on some days and stays away on others."""

SILENT_DAYS: Final = 14
"""Days without the failure after which the next is a new incident even though no sender reported meanwhile: who had a
fortnight without a word will not look for the cause in what changed before it."""

OF_POLICY_HOST: Final = frozenset(
    {ResultType.STS_POLICY_FETCH_ERROR, ResultType.STS_POLICY_INVALID, ResultType.STS_WEBPKI_INVALID}
)
"""Result types that are about the policy host, whatever MX host the mail was to go to (RFC 8460 §4.3.2.2)."""


_PLACE: Final = attrgetter("domain", "mx_host", "result_type")
_OF_DANE: Final = frozenset({ResultType.TLSA_INVALID, ResultType.DNSSEC_INVALID, ResultType.DANE_REQUIRED})


@dataclass(slots=True)
class Cluster:
    """One incident in the making.

    Attributes:
        domain: that the failures belong to.
        host: as in an incident.
        names: policy domains under which they were reported.
        hosts: MX hosts as reported, "" where none was named.
        senders: failures by sender and day, in the order of the days.
        undated: failures on unknown days, by sender.
        reported: what it was put together from.
        longest_pause: the most clean days after which it came back.
        everywhere: failures of its result type at all hosts of the domain, by sender and day; empty where it has the
            only ones.
    """

    domain: str
    host: str
    result_type: str
    names: set[str]
    hosts: set[str]
    senders: dict[str, dict[dt.date, int]]
    undated: dict[str, int]
    first: dt.date | None
    last: dt.date | None
    failed: int
    enforced: int
    dane: int
    unnamed: int
    untold: int
    reported: list[FailureDay]
    longest_pause: int
    everywhere: Mapping[tuple[str, dt.date], int] = field(default_factory=dict)

    def take(self, other: "Cluster") -> None:
        """Take in all of another cluster of the same domain and result type, at another host or time."""
        for organization, days in other.senders.items():
            mine = self.senders.setdefault(organization, {})
            in_order = not mine or not days or next(reversed(mine)) < next(iter(days))
            for day, failed in days.items():
                mine[day] = mine.get(day, 0) + failed
            if not in_order:
                self.senders[organization] = dict(sorted(mine.items()))
        for organization, failed in other.undated.items():
            self.undated[organization] = self.undated.get(organization, 0) + failed
        self.names |= other.names
        self.hosts |= other.hosts
        self.host = "" if other.host != self.host else self.host
        self.first = min(filter(None, (self.first, other.first)), default=None)
        self.last = max(filter(None, (self.last, other.last)), default=None)
        self.failed += other.failed
        self.enforced += other.enforced
        self.dane += other.dane
        self.unnamed += other.unnamed
        self.untold += other.untold
        self.reported += other.reported
        self.longest_pause = max(self.longest_pause, other.longest_pause)

    def failed_everywhere(self, organization: str, day: dt.date) -> int:
        """Return the failures of one sender on one day, with those at other hosts of the domain."""
        return self.everywhere.get((organization, day)) or self.senders[organization][day]

    def failed_of(self, organization: str) -> int:
        """Return the failures of one sender."""
        return sum(self.senders[organization].values()) + self.undated.get(organization, 0)

    @property
    def policy_type(self) -> str:
        """The policy type under which most of it failed."""
        if self.result_type in OF_POLICY_HOST:
            return PolicyType.STS
        return PolicyType.TLSA if self.result_type in _OF_DANE or self.dane * 2 > self.failed else PolicyType.STS


def owners_of_names(tally: Tally) -> dict[str, str]:
    """Return the domains to which policy domains belong that are names of MX hosts.

    DANE is a matter of MX hosts, so some senders give the host's name as policy domain. Such a name belongs to the
    domain whose MX host it is, where policies or failures say so of one domain alone; if not, it stays as it is.
    """
    users: dict[str, set[str]] = {}
    having: set[str] = set()
    pairs = set(map(_PLACE, tally.failures))
    for host, domain in {(host, domain) for domain, host, _ in pairs}.union(tally.hosts):
        if host and host != domain:
            users.setdefault(host, set()).add(domain)
            having.add(domain)
    # A name that has MX hosts or an STS policy of its own is a mail domain, be it an MX host besides.
    having.update(each.domain for each in tally.days if each.domain in users and PolicyType.STS in each.policy_types)
    return {host: next(iter(domains)) for host, domains in users.items() if len(domains) == 1 and host not in having}


def clusters_of(failures: Iterable[FailureDay], senders: SenderDays, owners: Mapping[str, str]) -> list[Cluster]:
    """Return the clusters of failures; those without a date are part of the first of their place."""
    reported: dict[tuple[str, str, str], list[FailureDay]] = {}
    for each in _in_order(failures):
        place = _PLACE(each)
        there = reported.get(place)
        if there is None:
            reported[place] = [each]
        else:
            there.append(each)
    places: dict[tuple[str, str, str], list[FailureDay]] = {}
    for (name, mx_host, result_type), there in reported.items():
        domain = owners.get(name, name)
        host = f"mta-sts.{domain}" if result_type in OF_POLICY_HOST else mx_host or (name if name != domain else "")
        before = places.get((domain, host, result_type))
        places[domain, host, result_type] = there if before is None else list(_in_order(before + there))
    made = [
        cluster
        for (domain, host, result_type), there in _hosted(places).items()
        for cluster in _parted(domain, host, result_type, there, senders)
    ]
    _sum_up_hosts(made)
    return made


def _sum_up_hosts(clusters: Iterable[Cluster]) -> None:
    """Tell each cluster what its senders met at other hosts of the domain as well."""
    alike: dict[tuple[str, str], list[Cluster]] = {}
    for cluster in clusters:
        alike.setdefault((cluster.domain, cluster.result_type), []).append(cluster)
    for found in alike.values():
        everywhere: dict[tuple[str, dt.date], int] = {}
        for cluster in found if len(found) > 1 else ():
            cluster.everywhere = everywhere
            for organization, days in cluster.senders.items():
                for day, failed in days.items():
                    everywhere[organization, day] = everywhere.get((organization, day), 0) + failed


def _hosted(
    places: dict[tuple[str, str, str], list[FailureDay]],
) -> dict[tuple[str, str, str], list[FailureDay]]:
    """Return failures by place; those without a host are of the host that others of their type name, if it is one."""
    named: dict[tuple[str, str], list[str]] = {}
    for domain, host, result_type in places:
        if host:
            named.setdefault((domain, result_type), []).append(host)
    for domain, host, result_type in [place for place in places if not place[1]]:
        hosts = named.get((domain, result_type), ())
        if len(hosts) == 1:
            there = places.pop((domain, host, result_type))
            place = domain, hosts[0], result_type
            places[place] = list(_in_order(places[place] + there))
    return places


def _in_order(failures: Iterable[FailureDay]) -> Iterator[FailureDay]:
    """Return failures in the order of their days, those without one first; there are far fewer days than failures."""
    by_day: dict[dt.date | None, list[FailureDay]] = {}
    for each in failures:
        there = by_day.get(each.day)
        if there is None:
            by_day[each.day] = [each]
        else:
            there.append(each)
    return chain.from_iterable(by_day[day] for day in sorted(by_day, key=lambda day: day or dt.date.min))


def _parted(
    domain: str, host: str, result_type: str, failures: list[FailureDay], senders: SenderDays
) -> Iterator[Cluster]:
    """Yield one cluster or more of failures in the order of their days: pauses that are long enough part them."""
    met: dict[str, dict[dt.date, int]] = {}
    undated: dict[str, int] = {}
    start = longest = 0
    first = last = None
    for place, each in enumerate(failures):
        day, organization = each.day, each.organization
        if day is None:
            undated[organization] = undated.get(organization, 0) + each.sessions
            met.setdefault(organization, {})
            continue
        # One day is one object nearly always, and most rows are of the day of the one before.
        if day is not last:
            if last is not None and not _is_short((day - last).days, longest):
                pause = _pause(domain, met.keys(), (failures, start, place), senders)
                if pause is None:
                    part = failures[start:place]
                    yield _cluster((domain, host, result_type), part, (met, undated), (first, last), longest)
                    met, undated, start, longest, first = {}, {}, place, 0, None
                elif pause > longest:
                    longest = pause
            first, last = first or day, day
        by_day = met.get(organization)
        if by_day is None:
            met[organization] = {day: each.sessions}
        else:
            by_day[day] = by_day.get(day, 0) + each.sessions
    yield _cluster((domain, host, result_type), failures[start:], (met, undated), (first, last), longest)


def _is_short(apart: int, longest: int) -> bool:
    """Return whether a pause neither parts anything nor is longer than the longest, however many days are clean."""
    return apart <= 1 or (apart <= CLEAN_DAYS and apart - 1 <= longest)


def _pause(
    domain: str, met: AbstractSet[str], within: tuple[Sequence[FailureDay], int, int], senders: SenderDays
) -> int | None:
    """Return the days between two on which senders that had met it had successes; ``None`` where the pause parts it.

    Args:
        domain: that it is about.
        met: senders.
        within: failures, the number of the first one of the cluster, and that of the one after the pause.
        senders: what they reported.
    """
    failures, _, place = within
    last, next_day = failures[place - 1].day or dt.date.min, failures[place].day or dt.date.max
    apart = (next_day - last).days
    if apart <= 1:
        return 0
    if apart > SILENT_DAYS:
        return None
    pause = senders.days_between(domain, met, last, next_day, most=SILENT_DAYS)
    clean = pause >= CLEAN_DAYS and expected_failures(recent(*within), domain, senders, last, next_day) >= MISSED
    return None if clean else pause


def _cluster(
    place: tuple[str, str, str],
    part: list[FailureDay],
    met: tuple[dict[str, dict[dt.date, int]], dict[str, int]],
    days: tuple[dt.date | None, dt.date | None],
    longest: int,
) -> Cluster:
    domain, host, result_type = place
    _, told, at, _, _, sessions, enforced, _, dane, unnamed, untold, _ = zip(*part, strict=True)
    names, hosts = set(told), set(at)
    if hosts == {""} and names == {domain} and result_type not in OF_POLICY_HOST:
        host = ""  # what others of its type name was another time
    return Cluster(
        domain,
        host,
        result_type,
        names=names,
        hosts=hosts,
        senders=met[0],
        undated=met[1],
        first=days[0],
        last=days[1],
        failed=sum(sessions),
        enforced=sum(enforced),
        dane=sum(dane),
        unnamed=sum(unnamed),
        untold=sum(untold),
        reported=part,
        longest_pause=longest,
    )
