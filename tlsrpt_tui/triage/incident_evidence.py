"""What was seen of a domain, asked by incident: the failures it is made of, and senders that wait for a success."""

import datetime as dt
from collections.abc import Iterator, Sequence

from tlsrpt_tui.index.seen import DomainSeen, FailureSeen
from tlsrpt_tui.triage.incidents import Incident
from tlsrpt_tui.triage.seen_policy import host_name

_Place = tuple[str, str, str | None]
_Days = tuple[dt.date | None, dt.date | None]


class IncidentEvidence:
    """What senders reported; each name in it is spelt once, however many incidents ask."""

    def __init__(self, seen: DomainSeen) -> None:
        """Take all that was seen."""
        self._rows: dict[_Place, list[tuple[int, FailureSeen]]] = {}
        for number, row in enumerate(seen.failures):
            for host in (None, host_name(row.mx_host)):
                place = host_name(row.domain), row.result_type, host
                self._rows.setdefault(place, []).append((number, row))
        self._good = {sender.organization: sender.last_successful for sender in seen.senders}

    def rows(self, incident: Incident, *, hosted: bool) -> Sequence[FailureSeen]:
        """Return what senders reported of an incident, in the order of all that was seen.

        Args:
            incident: what is asked about.
            hosted: whether it is about the MX hosts that it names; if not, those make no difference.
        """
        hosts = {host_name(host) for host in (incident.hosts or (incident.host,))} if hosted else {None}
        domain, days = host_name(incident.domain), (incident.first, incident.last)
        found = [each for host in hosts for each in self._rows.get((domain, incident.result_type, host), ())]
        return [row for _, row in sorted(found, key=_number) if _meet((row.first, row.last), days)]

    def waiting(self, incident: Incident, least: float) -> Iterator[str]:
        """Yield senders with at least so many of the failures that had no success after their own last one."""
        for share in incident.senders:
            last = max((when for when, _ in share.days), default=None)
            if last is None or share.organization not in self._good or share.failed < least:
                continue
            since = self._good[share.organization]
            if since is None or since <= last:
                yield share.organization


def _number(numbered: tuple[int, FailureSeen]) -> int:
    return numbered[0]


def _meet(one: _Days, other: _Days) -> bool:
    """Whether two stretches of days have one in common, as far as they are known."""
    latest = max(first or dt.date.min for first, _ in (one, other))
    return latest <= min(last or dt.date.max for _, last in (one, other))
