"""The lists of reports and of files, as the explorer shows them, for other programs."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final

from tlsrpt_tui.index.engine import Engine, ReportRow
from tlsrpt_tui.index.list_sort import FileSort, ReportSort
from tlsrpt_tui.index.states import FileRow
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output.export import Value, Windows, table_fill
from tlsrpt_tui.output.target import Fill

WINDOW: Final = 5_000
"""Lines held at a time."""


def _rate(row: ReportRow) -> float | None:
    """Return failed of all sessions, 0 to 1, to a millionth; ``None`` where there is no such thing."""
    sessions = row.failed + (row.successful or 0)
    return None if row.successful is None or not sessions else round(row.failed / sessions, 6)


_OF_REPORTS: Final[dict[str, Callable[[ReportRow], Value]]] = {
    "day": lambda row: None if row.day is None else row.day.isoformat(),
    "organization": lambda row: row.organization,
    "domains": lambda row: " ".join(row.domains),
    "policy_types": lambda row: " ".join(row.policy_types),
    "failed": lambda row: row.failed,
    "successful": lambda row: row.successful,
    "rate": _rate,
    "notes": lambda row: row.notes,
    "file": lambda row: row.file,
}
_OF_FILES: Final[dict[str, Callable[[FileRow], Value]]] = {
    "state": lambda row: row.state.value,
    "file": lambda row: row.name,
    "message": lambda row: row.sentence,
    "bytes": lambda row: row.size,
}


def reports_fill(
    format_name: str,
    columns: Sequence[str],
    engine: Engine,
    view: View,
    now: dt.datetime,
    *,
    failing: bool,
    sort: ReportSort,
) -> Fill:
    """Return what writes the reports of a view, sorted, in one of the formats csv, ndjson, json and markdown."""

    def windows() -> Windows:
        offset = 0
        while rows := engine.reports(view, now=now, failing=failing, offset=offset, limit=WINDOW, sort=sort).rows:
            yield [tuple(_OF_REPORTS[name](row) for name in columns) for row in rows]
            offset += len(rows)

    return table_fill(format_name, columns, windows(), view.text)


def files_fill(format_name: str, columns: Sequence[str], engine: Engine, *, problems: bool, sort: FileSort) -> Fill:
    """Return what writes the files, sorted, in one of the formats csv, ndjson, json and markdown."""

    def windows() -> Windows:
        offset = 0
        while rows := engine.files(problems=problems, offset=offset, limit=WINDOW, sort=sort).rows:
            yield [tuple(_OF_FILES[name](row) for name in columns) for row in rows]
            offset += len(rows)

    return table_fill(format_name, columns, windows(), "")
