"""The tables of an incident's card: its senders by day, and what the reports say beside that."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tlsrpt_tui.index.tally import Count, Evidence
from tlsrpt_tui.numbers import count, day
from tlsrpt_tui.triage.card_words import compares
from tlsrpt_tui.triage.incidents import Incident
from tlsrpt_tui.triage.reasons import decoded

LAST_DAYS: Final = 3
"""Days of the incident that have a column, the newest."""

MOST_ROWS: Final = 12
"""Rows of a table; the rest are counted in one."""

_NO_REASON: Final = "no reason given"


@dataclass(frozen=True, slots=True)
class CardTable:
    """Rows of the evidence.

    Attributes:
        heads: of the columns, the first a name, the others numbers.
    """

    title: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def tables_of(incident: Incident, evidence: Evidence | None) -> tuple[CardTable, ...]:
    """Return the tables that have something in them."""
    made = [_senders(incident)]
    if evidence is not None:
        others = evidence.other_hosts if compares(incident) else ()
        made += [
            CardTable("Received at", ("Address", "failed"), _counted(evidence.receiving_ips)),
            CardTable("Sent from", ("Address", "failed"), _counted(evidence.sending_ips)),
            CardTable("Same failure at the other MX hosts", ("MX host", "failed"), _counted(others)),
            CardTable(
                "As the senders wrote it",
                ("Reason", "failed"),
                _counted(evidence.reasons, lambda text: _reason(text, incident.result_type)),
            ),
        ]
    return tuple(table for table in made if table.rows)


def _senders(incident: Incident) -> CardTable:
    shown = [date for date, _ in incident.days][-LAST_DAYS:]
    rows = [_sender(share.organization, dict(share.days), shown, share.failed) for share in incident.senders]
    more = incident.senders[MOST_ROWS:]
    if more:
        days: dict[dt.date, int] = {}
        for share in more:
            for date, failed in share.days:
                days[date] = days.get(date, 0) + failed
        rest = _sender(f"{count(len(more))} more", days, shown, sum(share.failed for share in more))
        rows = [*rows[:MOST_ROWS], rest]
    return CardTable("Senders", ("Sender", *map(day, shown), "failed"), tuple(rows))


def _sender(name: str, days: dict[dt.date, int], shown: Sequence[dt.date], failed: int) -> tuple[str, ...]:
    return name or "(none)", *(count(days.get(date, 0)) for date in shown), count(failed)


def _reason(text: str, result_type: str) -> str:
    if not text:
        return _NO_REASON
    plain = decoded(text, result_type)
    return f"“{text}”: {plain}" if plain else f"“{text}”"


def _counted(
    counts: Iterable[Count], said: Callable[[str], str] = lambda text: text or "(none)"
) -> tuple[tuple[str, ...], ...]:
    return tuple(_rows(list(counts), said))


def _rows(counts: Sequence[Count], said: Callable[[str], str]) -> Iterator[tuple[str, ...]]:
    for each in counts[:MOST_ROWS]:
        yield said(each.value), count(each.sessions)
    more = counts[MOST_ROWS:]
    if more:
        yield f"{count(len(more))} more", count(sum(each.sessions for each in more))
