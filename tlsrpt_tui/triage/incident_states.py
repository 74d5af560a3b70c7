"""Where an incident stands, by the reports of the very senders that met it; every threshold stands here."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import Final

from tlsrpt_tui.numbers import count, day, plural
from tlsrpt_tui.triage.clusters import Cluster
from tlsrpt_tui.triage.pauses import LAG, MISSED, expected_failures, last_to_meet
from tlsrpt_tui.triage.sender_days import Line, SenderDays

STALE: Final = 7
"""Days without any report of its senders after which nothing is taken to last: some report about working days alone,
and some once a week."""

RETURNED: Final = 0.5
"""Of the failures of its last days, the part whose senders have to have reported again: those that it left earlier
prove nothing about those that still had it."""

NOISE_SESSIONS: Final = 3
NOISE_SHARE: Final = 0.02
"""Noise has at most this many failures of one sender on one day, at most this part of its sessions of that day; what it
met of the same result type at other hosts of the domain counts in."""

BACKGROUND: Final = 0.001
"""Noise of several senders or days is less than this part of all sessions of its senders from its first to its last
day: among very many connections some always break."""

_HALF: Final = 2


class IncidentState(StrEnum):
    """Where an incident stands. Noise is a judgement, and said to be one."""

    ONGOING = "ongoing"
    QUIET = "quiet"
    RECOVERED = "recovered"
    NOISE = "noise"

    @property
    def rank(self) -> int:
        """What needs somebody first."""
        return _RANKS[self]


_RANKS: Final = {state: rank for rank, state in enumerate(IncidentState)}


@dataclass(frozen=True, slots=True)
class Standing:
    """A state with its reason, and the first day without the failure, where there is one."""

    state: IncidentState
    why: str
    clean_since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class _Since:
    """What the senders of an incident reported after its last day.

    Attributes:
        settled: of the days those of which all reports are here.
        expected: failures that there would be of the senders that met it last, were it still so.
        returned: the part of its last failures whose senders have reported since.
    """

    first: dt.date | None
    days: int
    settled: int
    senders: int
    successful: int
    expected: float
    returned: float


def standing_of(cluster: Cluster, senders: SenderDays, newest: dt.date | None) -> Standing:
    """Return where a cluster stands; ``newest`` is the newest day of any report."""
    first, last = cluster.first, cluster.last
    if first is None or last is None:
        return Standing(IncidentState.QUIET, "No report about it has a readable date, so nobody can tell.")
    since = _since(cluster, senders, last, newest)
    clean_since = since.first
    if is_noise(cluster, senders):
        return Standing(IncidentState.NOISE, _noise(cluster, senders), clean_since)
    heard = max((senders.line(cluster.domain, each).newest for each in cluster.senders), default=None) or last
    heard = max(heard, last)
    silent = (newest - heard).days if newest else 0
    if (heard - last).days <= LAG and silent <= STALE:
        return Standing(IncidentState.ONGOING, _ongoing(heard, last), clean_since)
    if not since.days:
        why = f"None of its senders has reported since {day(heard)}, and reports go up to {day(newest)}."
        return Standing(IncidentState.QUIET, why)
    enough = since.expected >= MISSED and since.returned >= RETURNED
    if enough and since.settled > cluster.longest_pause:
        return Standing(IncidentState.RECOVERED, _recovered(cluster, since), clean_since)
    return Standing(IncidentState.QUIET, _quiet(cluster, since), clean_since)


def is_noise(cluster: Cluster, senders: SenderDays) -> bool:
    """Return whether it is a few sessions in passing, and hardly any of its senders' sessions."""
    if not all(is_slight(cluster, senders, each) for each in cluster.senders):
        return False
    if sum(map(len, cluster.senders.values())) == 1:
        return True
    return cluster.failed < BACKGROUND * sum(_during(cluster, senders, each) for each in cluster.senders)


def is_slight(cluster: Cluster, senders: SenderDays, organization: str) -> bool:
    """Return whether the part of one sender in a cluster is passing: a few sessions, on one day or now and then."""
    part = cluster.senders[organization]
    first, last = cluster.first, cluster.last
    if not part or cluster.undated or first is None or last is None:
        return False
    if len(part) * _HALF > (last - first).days + _HALF:
        return False
    line = senders.line(cluster.domain, organization)
    if not all(_is_few(cluster, line, organization, day) for day in part):
        return False
    return len(part) == 1 or sum(part.values()) < BACKGROUND * _during(cluster, senders, organization)


def _is_few(cluster: Cluster, line: Line, organization: str, when: dt.date) -> bool:
    # One sender that meets it at very many hosts meets a lot of it, however little at each.
    failed = cluster.failed_everywhere(organization, when)
    total = line.total(when, when)
    # Details may overlap and sum to more than failed (RFC 8460 §4.3).
    least = min(failed, total.failed) if total.failed else failed
    return least <= NOISE_SESSIONS and least <= NOISE_SHARE * (total.sessions or failed)


def _during(cluster: Cluster, senders: SenderDays, organization: str) -> int:
    first, last = cluster.first or dt.date.min, cluster.last or dt.date.max
    return senders.line(cluster.domain, organization).sessions(first, last)


def _since(cluster: Cluster, senders: SenderDays, last: dt.date, newest: dt.date | None) -> _Since:
    heard: list[Line] = []
    successful = returned = 0
    met_last = last_to_meet(cluster.senders, last)
    for organization in cluster.senders:
        line = senders.line(cluster.domain, organization)
        after = line.successful_after(last)
        if not after:
            continue
        heard.append(line)
        returned += met_last.get(organization, 0)
        successful += after
    clean = senders.clean_after(cluster.domain, heard, last)
    expected = expected_failures(cluster.senders, cluster.domain, senders, last, dt.date.max) if heard else 0.0
    part = returned / sum(met_last.values())
    newer = takewhile(lambda day: newest is not None and (newest - day).days < LAG, reversed(clean))
    settled = len(clean) - len(list(newer))
    return _Since(clean[0] if clean else None, len(clean), settled, len(heard), successful, expected, part)


def _ongoing(heard: dt.date, last: dt.date) -> str:
    if heard == last:
        return f"Still in its senders' newest reports, of {day(heard)}."
    return (
        f"Reported on {day(last)}, and the reports of {day(heard)} need not all be here yet: they come 1–2 days late."
    )


def _sentence(cluster: Cluster, since: _Since) -> str:
    of = len(cluster.senders)
    who = (
        f"all {count(of)} of its senders"
        if since.senders == of
        else f"{count(since.senders)} of its {count(of)} senders"
    )
    if of == 1:
        who = "its sender"
    sessions = plural(since.successful, "session")
    return f"Since {day(since.first)}, {sessions} of {who} succeeded on {plural(since.days, 'day')}"


def _recovered(cluster: Cluster, since: _Since) -> str:
    return f"{_sentence(cluster, since)}, and none failed so."


def _quiet(cluster: Cluster, since: _Since) -> str:
    told = _sentence(cluster, since)
    if since.returned < RETURNED:
        missing = "those that met it last have not reported again"
    elif since.expected < MISSED:
        missing = "that is too few to tell for a failure as rare as this"
    else:
        missing = f"but it has paused for {plural(cluster.longest_pause, 'day')} before"
    return f"{told}; {missing}."


def _noise(cluster: Cluster, senders: SenderDays) -> str:
    sessions = sum(_during(cluster, senders, each) for each in cluster.senders)
    days = len({day for part in cluster.senders.values() for day in part})
    of = f" of {{}}{plural(sessions, 'session')}" if sessions else ""
    if days == len(cluster.senders) == 1:
        who, of = "one sender, one day, ", of.format("its ")
    else:
        who, of = f"{plural(len(cluster.senders), 'sender')}, {plural(days, 'day')}, ", of.format("their ")
    few = _sessions_of(cluster, senders)
    overlap = f" ({count(cluster.failed)} by details, which overlap)" if few else ""
    return f"A judgement: {who}{count(few or cluster.failed)}{of}{overlap}. Such things pass; watch whether it returns."


def _sessions_of(cluster: Cluster, senders: SenderDays) -> int:
    """Return the failed sessions of a cluster of which overlapping details tell more often; 0 where they do not."""
    failed = 0
    for organization, part in cluster.senders.items():
        line = senders.line(cluster.domain, organization)
        failed += sum(min(number, line.total(day, day).failed or number) for day, number in part.items())
    return failed if failed < cluster.failed else 0
