"""Who must act on an incident, and the evidence that says so: who met it, and who did not."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from tlsrpt_tui.numbers import count, day, plural
from tlsrpt_tui.reports.model import PolicyType, ResultType
from tlsrpt_tui.triage.clusters import OF_POLICY_HOST, Cluster
from tlsrpt_tui.triage.incident_states import is_slight
from tlsrpt_tui.triage.incident_witnesses import Beside, one_network, witnesses_of
from tlsrpt_tui.triage.pauses import LAG, MISSED
from tlsrpt_tui.triage.result_types import Owner, advice
from tlsrpt_tui.triage.sender_days import SenderDays

ENOUGH_PEERS: Final = 2
"""Other senders that have to be well served before the fault is looked for with the one that is not."""

MANY_PEERS: Final = 5
"""Others to each of several witnesses that have to be well served before the fault is looked for with those few."""

MOST_PEERS: Final = 20
"""Other senders that are looked at, the largest first."""

_NAMED: Final = 3
_HALF: Final = 2
_OF_DANE: Final = frozenset({ResultType.TLSA_INVALID, ResultType.DNSSEC_INVALID, ResultType.DANE_REQUIRED})
_OF_NAMES: Final = frozenset({ResultType.VALIDATION_FAILURE, ResultType.CERTIFICATE_HOST_MISMATCH})


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who must act, and why that one.

    Attributes:
        alone: the senders of the one witness that meets it while others are well served; else none.
    """

    owner: Owner
    because: str
    alone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Others:
    """What an incident is held against: all that failed, the newest day of any report, and the usual side."""

    beside: Beside
    newest: dt.date | None
    known: Owner


@dataclass(frozen=True, slots=True)
class _Peers:
    """Senders that could have met the failure and did not."""

    senders: int = 0
    successful: int = 0


def ownership_of(cluster: Cluster, senders: SenderDays, beside: Beside, newest: dt.date | None) -> Ownership:
    """Return who must act: the more senders agree, the surer it is the receiver's side.

    Args:
        cluster: what it is about.
        senders: what they reported.
        beside: all that failed.
        newest: the newest day of any report.
    """
    known = advice(cluster.result_type, cluster.policy_type).owner
    if cluster.result_type in _OF_NAMES and cluster.unnamed * _HALF > cluster.failed:
        return Ownership(Owner.POLICY_HOST, _unnamed(cluster))
    if known is Owner.UNKNOWN:
        told = "The reports do not say what failed" if cluster.result_type.startswith("(") else "No RFC names this type"
        return Ownership(known, f"{told}, so nobody can be named; ask {_listed(cluster, cluster.senders)}.")
    heavy = [each for each in cluster.senders if not is_slight(cluster, senders, each)]
    if not heavy and len(cluster.senders) > 1:
        return Ownership(known, f"{_listed(cluster, cluster.senders)} met it in passing only: {_usual(known)}.")
    return _of_group(cluster, heavy or list(cluster.senders), senders, _Others(beside, newest, known))


def _of_group(cluster: Cluster, group: list[str], senders: SenderDays, others: _Others) -> Ownership:
    """Return who must act on what a group of senders met: they, or the side that is the known one."""
    witnesses = witnesses_of(cluster, group) if len(group) <= MOST_PEERS else [[each] for each in group]
    peers = _peers(cluster, group, senders)
    least = ENOUGH_PEERS if len(witnesses) == 1 else MANY_PEERS * len(witnesses)
    if peers.senders >= least and _expected(cluster, group, senders, peers) >= MISSED:
        alone = tuple(sorted(group)) if len(witnesses) == 1 else ()
        if _is_fresh(cluster, others.newest):
            began = f"it began on {day(cluster.first)}, and the others' reports need not all be here yet"
            return Ownership(others.known, f"{_only(cluster, group)}, but {began}: {_usual(others.known)}.", alone)
        other = others.beside.who(cluster, group, senders)
        if other is not None:
            told = f"{other or 'one without a name'} fails at the same time, in another way or place"
            return Ownership(others.known, f"{_only(cluster, group)}, but {told}: {_usual(others.known)}.")
        return Ownership(Owner.SENDER, _alone(cluster, group, peers), alone)
    if len(witnesses) > 1:
        return Ownership(others.known, _agreed(cluster, group, others.known, peers))
    return Ownership(others.known, _uncontradicted(cluster, group, peers, others.known))


def _is_fresh(cluster: Cluster, newest: dt.date | None) -> bool:
    """Return whether it began so lately that the reports of others need not all be here."""
    return newest is not None and cluster.first is not None and (newest - cluster.first).days <= LAG


def _peers(cluster: Cluster, group: list[str], senders: SenderDays) -> _Peers:
    if cluster.first is None or cluster.last is None:
        return _Peers()
    unknown, days, among = cluster.result_type not in _OF_DANE, (cluster.first, cluster.last), frozenset(group)
    served = senders.served(cluster.domain, _policy_types(cluster), days, unknown=unknown)
    found = list(islice((successful for each, successful in served if each not in among), MOST_PEERS))
    return _Peers(len(found), sum(found))


def _policy_types(cluster: Cluster) -> frozenset[str]:
    """Return the policy types under which a sender would have met the failure."""
    if cluster.result_type in _OF_DANE:
        return frozenset({PolicyType.TLSA})
    if cluster.result_type in OF_POLICY_HOST:
        return frozenset({PolicyType.STS})
    if cluster.result_type == ResultType.STARTTLS_NOT_SUPPORTED:
        return frozenset({PolicyType.STS, PolicyType.TLSA})
    met = {PolicyType.TLSA} if cluster.dane else set()
    return frozenset(met | {PolicyType.STS} if cluster.dane < cluster.failed else met)


def _expected(cluster: Cluster, group: list[str], senders: SenderDays, peers: _Peers) -> float:
    """Return how many failures the others would have had, were they served like these senders."""
    first, last = cluster.first or dt.date.min, cluster.last or dt.date.max
    sessions = sum(senders.line(cluster.domain, each).sessions(first, last) for each in group)
    failed = sum(map(cluster.failed_of, group))
    return peers.successful * min(failed / sessions, 1.0) if sessions else 0.0


def _listed(cluster: Cluster, senders: Iterable[str]) -> str:
    names = sorted(senders, key=lambda each: (-cluster.failed_of(each), each))
    shown = [each or "a sender without a name" for each in names[:_NAMED]]
    if len(names) > _NAMED:
        return f"{', '.join(shown)} and {count(len(names) - _NAMED)} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def _unnamed(cluster: Cluster) -> str:
    of = f"{count(cluster.unnamed)} of {plural(cluster.failed, 'failure')}"
    host = cluster.host or "the MX host"
    old = " It may hold an old policy." if len(cluster.senders) == 1 else ""
    return f"{of} came under a policy that does not name {host}. Met by {_listed(cluster, cluster.senders)}.{old}"


def _without(peers: _Peers) -> str:
    more = " or more" if peers.senders >= MOST_PEERS else ""
    others = "1 other" if peers.senders == 1 else f"{count(peers.senders)}{more} others"
    return f"{others} had {plural(peers.successful, 'session')} without it"


def _agreed(cluster: Cluster, heavy: list[str], known: Owner, peers: _Peers) -> str:
    agree = f"{count(len(heavy))} senders agree: {_listed(cluster, heavy)}"
    told = f" {_without(peers)}." if peers.senders else ""
    if known is Owner.SENDER:
        return f"{agree}; it is their own rule that asks for this, and you that can meet it.{told}"
    return f"{agree}; what several meet lies on your side.{told}"


def _only(cluster: Cluster, group: list[str]) -> str:
    names = _listed(cluster, group) if any(group) else "one sender without a name"
    return f"Only {names} meet{'s' if len(group) == 1 else ''} it"


def _alone(cluster: Cluster, group: list[str], peers: _Peers) -> str:
    look = f"ook at {'that sender and its' if len(group) == 1 else 'those senders and their'} path first."
    look = f"From one network: l{look}" if one_network(cluster, group) else f"L{look}"
    told = f"{_only(cluster, group)}: {_without(peers)}. {look}"
    if cluster.result_type == ResultType.STARTTLS_NOT_SUPPORTED:
        return f"{told} A suspicion, no proof: something on that path may strip STARTTLS."
    if cluster.result_type in OF_POLICY_HOST:
        return f"{told} The others may have used the policy they hold, without fetching it."
    told = f"{told} Or it is an address of yours that nobody else meets"
    if cluster.result_type == ResultType.CERTIFICATE_EXPIRED:
        return f"{told}: not certain, as a certificate ends for all."
    return f"{told}."


def _usual(known: Owner) -> str:
    return f"{'the usual side for this result type' if known is not Owner.SENDER else 'their own rule'}, not certain"


def _uncontradicted(cluster: Cluster, group: list[str], peers: _Peers, known: Owner) -> str:
    only = _only(cluster, group)
    if not peers.senders:
        return f"{only}, and nobody else reports in the same way about those days: {_usual(known)}."
    others = f"the {plural(peers.successful, 'session')} of {plural(peers.senders, 'other')} are too few to clear you"
    return f"{only}, and {others}: {_usual(known)}."
