"""Failure rows as CSV, NDJSON, JSON and Parquet, read window by window so that memory stays flat.

Every row is one failure detail, in the order of the view. The columns, frozen:

``day`` (UTC day on which the report's period starts), ``organization``, ``domain``, ``policy_type``, ``mode``,
``result_type``, ``mx_host``, ``mx_helo``, ``sending_ip``, ``receiving_ip``, ``sessions``, ``counted``, ``reason``,
``info``, ``report_id``, ``period_start``, ``period_end``, ``file`` (relative to the PATH given) and ``member``
(where in an archive or mailbox; empty for the file itself). ``counted`` is false where the same sessions are
counted under another policy of the same report. Dates that a report does not give are null, and empty in CSV.

In CSV a text that begins with ``= + - @``, a tab, a line break or a full-width form of these gets an apostrophe in
front, so that no spreadsheet takes it for a formula.
"""

import csv
import datetime as dt
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, TypeAlias

from tlsrpt_tui.index.engine import Engine, ExportRow
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output.cells import formula_safe
from tlsrpt_tui.output.summary_json import SCHEMA, moment
from tlsrpt_tui.output.target import Fill, text_fill

COLUMNS: Final = (
    "day",
    "organization",
    "domain",
    "policy_type",
    "mode",
    "result_type",
    "mx_host",
    "mx_helo",
    "sending_ip",
    "receiving_ip",
    "sessions",
    "counted",
    "reason",
    "info",
    "report_id",
    "period_start",
    "period_end",
    "file",
    "member",
)
"""What a row holds, in order."""

WINDOW: Final = 10_000
"""Rows held at a time."""

_Value: TypeAlias = str | int | bool | None
_Windows: TypeAlias = Iterator[list[tuple[_Value, ...]]]


def fill_of(format_name: str, engine: Engine, view: View, now: dt.datetime) -> Fill:
    """Return what writes the rows of ``view`` in one of the formats csv, ndjson, json and parquet."""
    if format_name == "parquet":
        return lambda stream: _parquet(engine, view, now, stream)
    render: dict[str, Callable[[], Iterator[str]]] = {
        "csv": lambda: as_csv(_windows(engine, view, now)),
        "ndjson": lambda: as_ndjson(_windows(engine, view, now)),
        "json": lambda: as_json(_windows(engine, view, now), view.text),
    }
    return text_fill(render[format_name]())


def as_csv(windows: _Windows) -> Iterator[str]:
    """Yield CSV (RFC 4180, with line feeds), its head first."""
    yield ",".join(COLUMNS) + "\n"
    for window in windows:
        made = io.StringIO()
        lines = csv.writer(made, lineterminator="\n")
        lines.writerows([_cell(value) for value in row] for row in window)
        yield made.getvalue()


def _cell(value: _Value) -> _Value:
    if isinstance(value, bool):
        return str(value).lower()
    return formula_safe(value) if isinstance(value, str) else value


def as_ndjson(windows: _Windows) -> Iterator[str]:
    """Yield one JSON object a line."""
    for window in windows:
        yield "".join(f"{_object(row)}\n" for row in window)


def as_json(windows: _Windows, filter_text: str) -> Iterator[str]:
    """Yield one JSON document, described by ``schemas/rows.schema.json``."""
    yield f'{{"schema": {SCHEMA}, "filter": {json.dumps(filter_text, ensure_ascii=False)}, "rows": ['
    separator = "\n"
    for window in windows:
        yield separator + ",\n".join(map(_object, window))
        separator = ",\n"
    yield "\n]}\n"


def _object(row: tuple[_Value, ...]) -> str:
    return json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False)


def _windows(engine: Engine, view: View, now: dt.datetime) -> _Windows:
    offset = 0
    while rows := engine.export_rows(view, now=now, offset=offset, limit=WINDOW):
        yield [_values(row) for row in rows]
        offset += len(rows)


def _values(exported: ExportRow) -> tuple[_Value, ...]:
    row = exported.row
    return (
        None if row.day is None else row.day.isoformat(),
        row.organization,
        row.domain,
        row.policy_type,
        row.mode,
        row.result_type,
        row.mx_host,
        row.mx_helo,
        row.sending_ip,
        row.receiving_ip,
        row.sessions,
        row.counts,
        row.reason,
        row.info,
        exported.report_id,
        moment(exported.start),
        moment(exported.end),
        exported.file,
        exported.member,
    )


def _parquet(engine: Engine, view: View, now: dt.datetime, stream: BinaryIO) -> None:
    """Write Parquet by way of a file, because a pipe cannot be gone back in and its errors would be lost."""
    with tempfile.TemporaryFile() as kept:
        engine.write_parquet(view, kept, now=now)
        kept.seek(0)
        shutil.copyfileobj(kept, stream)
