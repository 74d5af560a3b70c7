"""Faults that come and go: what returns a third time within a fortnight each time is one incident, not several."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from tlsrpt_tui.triage.clusters import SILENT_DAYS, Cluster
from tlsrpt_tui.triage.incident_states import is_noise
from tlsrpt_tui.triage.sender_days import SenderDays

TIMES: Final = 3
"""Times that something has to come to be one that comes and goes: a node that is restarted each week, a host that
mail is sent to on Saturdays. Twice may be two troubles."""


def rejoined(clusters: Iterable[Cluster], senders: SenderDays) -> Iterator[Cluster]:
    """Yield clusters with those of one place that come and go put together; noise is left as it is."""
    places: dict[tuple[str, str, str], list[Cluster]] = {}
    for each in clusters:
        places.setdefault((each.domain, each.host, each.result_type), []).append(each)
    for there in places.values():
        if len(there) < TIMES:
            yield from there
            continue
        loud: list[Cluster] = []
        for each in there:
            if is_noise(each, senders):
                yield each
            else:
                loud.append(each)
        for row in _rows(loud):
            yield from [_one_of(row, senders)] if len(row) >= TIMES else row


def _rows(clusters: Iterable[Cluster]) -> list[list[Cluster]]:
    """Return clusters in rows, each within :data:`SILENT_DAYS` of the one before."""
    rows: list[list[Cluster]] = []
    last: dt.date | None = None
    for each in sorted(clusters, key=lambda each: each.first or dt.date.min):
        if rows and last is not None and each.first is not None and (each.first - last).days <= SILENT_DAYS:
            rows[-1].append(each)
        else:
            rows.append([each])
        last = each.last
    return rows


def _one_of(row: list[Cluster], senders: SenderDays) -> Cluster:
    whole, *others = row
    for other in others:
        if whole.last is not None and other.first is not None:
            pause = senders.days_between(whole.domain, whole.senders.keys(), whole.last, other.first, most=SILENT_DAYS)
            whole.longest_pause = max(whole.longest_pause, pause)
        whole.take(other)
    return whole
