"""The list of changes, as the explorer shows it, for other programs."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final

from tlsrpt_tui.output.change_words import plain
from tlsrpt_tui.output.export import Value, table_fill
from tlsrpt_tui.output.target import Fill
from tlsrpt_tui.triage.change import Change, Kind

_OF_CHANGES: Final[dict[str, Callable[[Change], Value]]] = {
    "kind": lambda change: change.kind.value,
    "what": lambda change: plain(change.sentence),
    "where": lambda change: change.mx_host or change.domain,
    "senders": lambda change: "; ".join(change.organizations),
    "before": lambda change: change.before,
    "after": lambda change: change.after,
    "day": lambda change: None if (day := _day(change)) is None else day.isoformat(),
}


def changes_fill(format_name: str, columns: Sequence[str], listed: Sequence[Change], filter_text: str) -> Fill:
    """Return what writes changes, as they are listed, in one of the formats csv, ndjson, json and markdown."""
    windows = iter([[tuple(_OF_CHANGES[name](change) for name in columns) for change in listed]])
    return table_fill(format_name, columns, windows, filter_text)


def _day(change: Change) -> dt.date | None:
    return change.last if change.kind in (Kind.SILENT, Kind.GONE) else change.first
