"""Which senders speak for themselves about an incident, and who fails beside it at the same time."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from tlsrpt_tui.triage.clusters import Cluster
from tlsrpt_tui.triage.incident_states import BACKGROUND, is_slight
from tlsrpt_tui.triage.sender_days import SenderDays

MOST_BESIDE: Final = 50
"""Other places that are looked at, those with the most failures first."""

_HALF: Final = 2
_LEGAL_FORMS: Final = frozenset(
    {"ab", "ag", "as", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "limited"}
    | {"llc", "ltd", "ltda", "nv", "oy", "oyj", "plc", "pty", "sa", "sarl", "se", "spa", "srl"}
)
_PARTING: Final = re.compile(r"[\s.,]+")


@lru_cache(maxsize=4096)  # asked again for each incident of a sender
def known_as(organization: str) -> str:
    """Return what a sender is called without case, dots, commas and legal form: ``google`` for ``Google LLC``."""
    words = [word for word in _PARTING.split(organization.casefold()) if word]
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def witnesses_of(cluster: Cluster, senders: Sequence[str]) -> list[list[str]]:
    """Return senders of a cluster in groups that count as one: one name in several spellings, or one network."""
    if len(senders) == 1:
        return [list(senders)]
    named: dict[str, list[str]] = {}
    for each in senders:
        named.setdefault(known_as(each), []).append(each)
    homes = _homes(cluster)
    groups: dict[str | int, list[str]] = {}
    for name, spellings in named.items():
        found = {homes.get(each) for each in spellings}
        home = found.pop() if len(found) == 1 else None
        groups.setdefault(name if home is None else home, []).extend(spellings)
    return list(groups.values())


def one_network(cluster: Cluster, senders: Iterable[str]) -> bool:
    """Return whether all failures of these senders came from one network, as far as addresses are told."""
    homes = _homes(cluster)
    found = {homes.get(each) for each in senders}
    return len(found) == 1 and None not in found


def _homes(cluster: Cluster) -> dict[str, int | None]:
    """Return the network of each sender; ``None`` where there are several, or none is told."""
    homes: dict[str, int | None] = {}
    for each in cluster.reported:
        network = each.network if each.networks == 1 else None
        if homes.setdefault(each.organization, network) != network:
            homes[each.organization] = None
    return homes


class Beside:
    """All clusters, asked for those that may have the same cause: another way at the host, or another host."""

    def __init__(self, clusters: Iterable[Cluster]) -> None:
        """Take all there are."""
        self._there: dict[tuple[str, str, str], list[Cluster]] = {}
        for each in sorted(clusters, key=lambda each: (-each.failed, each.host, each.result_type)):
            self._there.setdefault((each.domain, "", each.result_type), []).append(each)
            if each.host:
                self._there.setdefault((each.domain, each.host, ""), []).append(each)

    def who(self, cluster: Cluster, group: Sequence[str], senders: SenderDays) -> str | None:
        """Return another sender that fails beside, on at least half of the days of ``group``; ``None`` for nobody."""
        days = {day for each in group for day in cluster.senders[each]}
        names = {known_as(each) for each in group}
        first, last = min(days, default=dt.date.max), max(days, default=dt.date.min)
        for other in self._near(cluster):
            if other.first is None or other.last is None or other.last < first or other.first > last:
                continue
            for each, met in other.senders.items():
                if len(met) * _HALF < len(days) or known_as(each) in names:
                    continue
                both = days.intersection(met)
                if len(both) * _HALF < len(days) or not both:
                    continue
                sessions = senders.line(cluster.domain, each).sessions(min(both), max(both))
                failed = sum(met[day] for day in both)
                if failed >= BACKGROUND * sessions and not is_slight(other, senders, each):
                    return each
        return None

    def _near(self, cluster: Cluster) -> list[Cluster]:
        alike = self._there.get((cluster.domain, "", cluster.result_type), [])[:MOST_BESIDE]
        here = self._there.get((cluster.domain, cluster.host, ""), [])[:MOST_BESIDE] if cluster.host else []
        return [each for each in (*alike, *here) if each is not cluster]
