"""Failure rows as CSV, NDJSON, JSON, Markdown and Parquet, read window by window so that memory stays flat.

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
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Final, TypeAlias

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.index.engine import Engine, ExportRow
from tlsrpt_tui.index.view import View
from tlsrpt_tui.output.cells import formula_safe, markdown_safe
from tlsrpt_tui.output.summary_json import SCHEMA, moment
from tlsrpt_tui.output.target import Fill, text_fill
from tlsrpt_tui.text import sanitise, shorten

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

Value: TypeAlias = str | int | float | bool | None
Windows: TypeAlias = Iterator[list[tuple[Value, ...]]]
Redact: TypeAlias = Callable[[str], str]


def columns_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that are asked for, each once, in the order given.

    Raises:
        UsageError: one of them is none; the sentence names those there are.
    """
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or not names:
        named = ", ".join(f'"{shorten(sanitise(name), 40)}"' for name in unknown)
        fault = f"{named}: no such column" if unknown else "no column is named"
        raise UsageError(f"{fault}; there are {', '.join(COLUMNS)}")
    return tuple(dict.fromkeys(names))


def fill_of(
    format_name: str,
    engine: Engine,
    view: View,
    now: dt.datetime,
    *,
    columns: Sequence[str] = COLUMNS,
    redact: Redact | None = None,
) -> Fill:
    """Return what writes the rows of ``view`` in one of the formats csv, ndjson, json, markdown and parquet.

    Args:
        format_name: one of those.
        engine: what answers.
        view: which rows, in which order.
        now: the time it is, UTC.
        columns: what of each row, in this order.
        redact: makes a stand-in of every text; Parquet is written by the engine, which has to answer in stand-ins.
    """
    if format_name == "parquet":
        return lambda stream: _parquet(engine, view, now, stream, columns)
    return table_fill(format_name, columns, _windows(engine, view, now, columns, redact), view.text)


def table_fill(format_name: str, columns: Sequence[str], windows: Windows, filter_text: str) -> Fill:
    """Return what writes rows of values in one of the formats csv, ndjson, json and markdown."""
    render: dict[str, Callable[[], Iterator[str]]] = {
        "csv": lambda: as_csv(windows, columns),
        "ndjson": lambda: as_ndjson(windows, columns),
        "json": lambda: as_json(windows, filter_text, columns),
        "markdown": lambda: as_markdown(windows, columns),
    }
    return text_fill(render[format_name]())


def as_csv(windows: Windows, columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """Yield CSV (RFC 4180, with line feeds), its head first."""
    yield ",".join(columns) + "\n"
    for window in windows:
        made = io.StringIO()
        lines = csv.writer(made, lineterminator="\n")
        lines.writerows([_cell(value) for value in row] for row in window)
        yield made.getvalue()


def _cell(value: Value) -> Value:
    if isinstance(value, bool):
        return str(value).lower()
    return formula_safe(value) if isinstance(value, str) else value


def as_markdown(windows: Windows, columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """Yield a Markdown table, in which nothing can become more than text."""
    yield f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n"
    for window in windows:
        yield "".join(f"| {' | '.join(map(_said, row))} |\n" for row in window)


def _said(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else markdown_safe(str(value))


def as_ndjson(windows: Windows, columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """Yield one JSON object a line."""
    for window in windows:
        yield "".join(f"{_object(row, columns)}\n" for row in window)


def one_row(format_name: str, exported: ExportRow) -> str:
    """Return a single row as csv, its head first, or as one JSON object on a line."""
    windows = iter([[_values(exported)]])
    return "".join(as_csv(windows) if format_name == "csv" else as_ndjson(windows))


def as_json(windows: Windows, filter_text: str, columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """Yield one JSON document, described by ``schemas/rows.schema.json``."""
    yield f'{{"schema": {SCHEMA}, "filter": {json.dumps(filter_text, ensure_ascii=False)}, "rows": ['
    separator = "\n"
    for window in windows:
        yield separator + ",\n".join(_object(row, columns) for row in window)
        separator = ",\n"
    yield "\n]}\n"


def _object(row: tuple[Value, ...], columns: Sequence[str]) -> str:
    return json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False)


def _windows(engine: Engine, view: View, now: dt.datetime, columns: Sequence[str], redact: Redact | None) -> Windows:
    offset = 0
    places = [COLUMNS.index(name) for name in columns]
    while rows := engine.export_rows(view, now=now, offset=offset, limit=WINDOW):
        yield [tuple(_hidden(values[place], redact) for place in places) for values in map(_values, rows)]
        offset += len(rows)


def _hidden(value: Value, redact: Redact | None) -> Value:
    return redact(value) if redact is not None and isinstance(value, str) else value


def _values(exported: ExportRow) -> tuple[Value, ...]:
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


def _parquet(engine: Engine, view: View, now: dt.datetime, stream: BinaryIO, columns: Sequence[str]) -> None:
    """Write Parquet by way of a file, because a pipe cannot be gone back in and its errors would be lost."""
    with tempfile.TemporaryFile() as kept:
        engine.write_parquet(view, kept, now=now, columns=columns)
        kept.seek(0)
        shutil.copyfileobj(kept, stream)
