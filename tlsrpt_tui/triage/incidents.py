"""Incidents: reported failures that belong together, across senders and days, with state and owner, and why."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tlsrpt_tui.index.memory import making_many
from tlsrpt_tui.index.tally import Tally
from tlsrpt_tui.triage.clusters import Cluster, clusters_of, owners_of_names
from tlsrpt_tui.triage.incident_owners import Ownership, ownership_of
from tlsrpt_tui.triage.incident_states import IncidentState, standing_of
from tlsrpt_tui.triage.incident_witnesses import Beside
from tlsrpt_tui.triage.recurrences import rejoined
from tlsrpt_tui.triage.result_types import Owner
from tlsrpt_tui.triage.sender_days import SenderDays

__all__ = ["Incident", "IncidentState", "Incidents", "SenderShare", "Stood", "incidents", "stood"]


@dataclass(frozen=True, slots=True)
class SenderShare:
    """One sender's part in an incident.

    Attributes:
        failed: reported failures.
        sessions: all of its sessions to the domain on the incident's days, by the summaries.
        days: its failures by day, in the order of the days.
    """

    organization: str
    failed: int
    sessions: int
    days: tuple[tuple[dt.date, int], ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """Failures of one result type at one host of one domain; of one sender alone, at all hosts where it met them.

    Attributes:
        domain: the policy domain.
        host: the MX host, or the policy host ``mta-sts.<domain>`` where fetching the policy failed; "" for none
            named, and for several.
        result_type: as in the report.
        first, last: days; ``None`` where no report has a readable date.
        clean_since: the first day after ``last`` on which its senders had successes and no such failure.
        senders: most failures first.
        failed: reported failures.
        sessions: of its senders to the domain from ``first`` to ``last``, by the summaries; so there is a share but
            no rate by host.
        enforced: of ``failed`` those under enforce or TLSA: refused.
        owner: who must act.
        because: why that one, in a sentence that names the evidence.
        why: why this state, in a sentence.
        days: failures by day.
        hosts: the MX hosts as reported, in order, "" among them where some details name none.
        domains: the policy domains under which it was reported; DANE is, by some, under the name of an MX host.
        policy_type: under which most of it failed.
        unnamed: of ``failed`` those under an STS policy that does not name the host.
        untold: of ``failed`` those under a policy whose mode is not told: refused or delivered, nobody knows. What is
            neither ``enforced`` nor ``untold`` was delivered.
    """

    domain: str
    host: str
    result_type: str
    state: IncidentState
    first: dt.date | None
    last: dt.date | None
    clean_since: dt.date | None
    senders: tuple[SenderShare, ...]
    failed: int
    sessions: int
    enforced: int
    owner: Owner
    because: str
    why: str
    days: tuple[tuple[dt.date, int], ...]
    hosts: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    policy_type: str = ""
    unnamed: int = 0
    untold: int = 0

    @property
    def key(self) -> tuple[str, str, str, dt.date | None]:
        """Names it in a folder: domain, host or hosts, result type, first day."""
        return self.domain, self.host or ",".join(self.hosts), self.result_type, self.first

    @property
    def place(self) -> str:
        """Where it failed, in words: the host, ``mx1.example.com and 1 more``, or "" for none named."""
        named = [host for host in self.hosts if host]
        if self.host or not named:
            return self.host
        return f"{named[0]} and {len(named) - 1} more" if named[1:] else named[0]


@dataclass(frozen=True, slots=True)
class Incidents:
    """All of them: by state, then newest, then most failed; noise last."""

    all: tuple[Incident, ...] = ()
    first: dt.date | None = None
    newest: dt.date | None = None

    def of(self, *states: IncidentState) -> Sequence[Incident]:
        """Return those in these states."""
        return [incident for incident in self.all if incident.state in states]


def incidents(
    tally: Tally,
    *,
    now: dt.datetime,  # noqa: ARG001  asked for by all that judge; here it is the newest report that decides
    until: dt.date | None = None,
) -> Incidents:
    """Cluster failures by domain, host and result type, bridging pauses, and judge each cluster.

    What was so is judged as of the newest report, so that a folder of old reports reads like it did when they came.

    Args:
        tally: of a view.
        now: the time it is.
        until: the last day that the view shows, where it ends before the newest report: judged as of that day.
    """
    newest = _as_of(tally, until)
    with making_many():
        found, senders = _found(tally)
        beside = Beside(found)
        made = [
            _incident(cluster, known or ownership_of(cluster, senders, beside, newest), senders, newest)
            for cluster, known in _joined(found, senders, beside, newest)
        ]
    made.sort(key=_order)
    return Incidents(tuple(made), tally.first, newest)


class Stood(NamedTuple):
    """Where an incident stood as of some day, and no more; see :class:`Incident`."""

    domain: str
    host: str
    result_type: str
    state: IncidentState
    first: dt.date | None
    last: dt.date | None
    failed: int
    hosts: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str, dt.date | None]:
        """As of the incident."""
        return self.domain, self.host or ",".join(self.hosts), self.result_type, self.first


def stood(tally: Tally, *, until: dt.date) -> tuple[Stood, ...]:
    """Return where the incidents of days up to one stood as of it, in the order of :func:`incidents`.

    To tell the owner of each and the reasons would take as long again.
    """
    newest = _as_of(tally, until)
    with making_many():
        found, senders = _found(tally)
        made = [
            _stood(cluster, standing_of(cluster, senders, newest).state)
            for cluster, _ in _joined(found, senders, Beside(found), newest)
        ]
    made.sort(key=_order)
    return tuple(made)


def _as_of(tally: Tally, until: dt.date | None) -> dt.date | None:
    newest = tally.newest or max((each.day for each in tally.days if each.day), default=None)
    return newest if newest is None or until is None else min(newest, until)


def _found(tally: Tally) -> tuple[list[Cluster], SenderDays]:
    owners = owners_of_names(tally)
    senders = SenderDays(tally.days, owners)
    return list(rejoined(clusters_of(tally.failures, senders, owners), senders)), senders


def _order(one: Incident | Stood) -> tuple[int, int, int, str, str, str, int]:
    newest = -(one.last or dt.date.min).toordinal()
    first = (one.first or dt.date.min).toordinal()
    return one.state.rank, newest, -one.failed, one.domain, ",".join(one.hosts), one.result_type, first


def _joined(
    clusters: Sequence[Cluster], senders: SenderDays, beside: Beside, newest: dt.date | None
) -> Iterator[tuple[Cluster, Ownership | None]]:
    """Yield clusters with their owners; what one witness alone met at several hosts at a time is made one of.

    Whose that is, is known only when all before it are made one of, and left to be told.
    """
    alone: dict[tuple[str, str, tuple[str, ...]], list[Cluster]] = {}
    for cluster in clusters:
        ownership = ownership_of(cluster, senders, beside, newest)
        if ownership.alone and cluster.first is not None:
            alone.setdefault((cluster.domain, cluster.result_type, ownership.alone), []).append(cluster)
        else:
            yield cluster, ownership
    for alike in alone.values():
        yield from ((cluster, None) for cluster in _overlapping(alike))


def _overlapping(clusters: list[Cluster]) -> list[Cluster]:
    clusters.sort(key=lambda each: (each.first or dt.date.min, each.host))
    made: list[Cluster] = []
    for cluster in clusters:
        before = made[-1] if made else None
        if before is not None and (cluster.first or dt.date.min) <= (before.last or dt.date.min):
            before.take(cluster)
        else:
            made.append(cluster)
    return made


def _incident(cluster: Cluster, ownership: Ownership, senders: SenderDays, newest: dt.date | None) -> Incident:
    standing = standing_of(cluster, senders, newest)
    shares = _shares(cluster, senders)
    return Incident(
        domain=cluster.domain,
        host=cluster.host,
        result_type=cluster.result_type,
        state=standing.state,
        first=cluster.first,
        last=cluster.last,
        clean_since=standing.clean_since,
        senders=shares,
        failed=cluster.failed,
        sessions=sum(share.sessions for share in shares),
        enforced=cluster.enforced,
        owner=ownership.owner,
        because=ownership.because,
        why=standing.why,
        days=_days(shares),
        hosts=tuple(sorted(cluster.hosts)),
        domains=tuple(sorted(cluster.names)),
        policy_type=cluster.policy_type,
        unnamed=cluster.unnamed,
        untold=cluster.untold,
    )


def _stood(cluster: Cluster, state: IncidentState) -> Stood:
    return Stood(
        cluster.domain,
        cluster.host,
        cluster.result_type,
        state,
        cluster.first,
        cluster.last,
        cluster.failed,
        tuple(sorted(cluster.hosts)),
    )


def _days(shares: Sequence[SenderShare]) -> tuple[tuple[dt.date, int], ...]:
    if len(shares) == 1:
        return shares[0].days
    days: dict[dt.date, int] = {}
    for share in shares:
        for day, failed in share.days:
            days[day] = days.get(day, 0) + failed
    return tuple(sorted(days.items()))


def _shares(cluster: Cluster, senders: SenderDays) -> tuple[SenderShare, ...]:
    first, last = cluster.first, cluster.last
    made = []
    for organization, by_day in cluster.senders.items():
        sessions = 0
        if first is not None and last is not None:
            sessions = senders.line(cluster.domain, organization).sessions(first, last)
        days = tuple(by_day.items())
        made.append(SenderShare(organization, cluster.failed_of(organization), sessions, days))
    return tuple(sorted(made, key=lambda share: (-share.failed, share.organization)))
