"""Failure rows as Parquet: the columns of an export, typed."""

from collections.abc import Sequence
from typing import BinaryIO

import polars as pl

from tlsrpt_tui.index.origins import ReportTexts
from tlsrpt_tui.index.schema import Strings, Tables

_OF_FAILURES = {
    "organization": Strings.ORGANIZATION,
    "domain": Strings.DOMAIN,
    "policy_type": Strings.POLICY_TYPE,
    "mode": Strings.MODE,
    "result_type": Strings.RESULT_TYPE,
    "mx_host": Strings.MX_HOST,
    "mx_helo": Strings.MX_HELO,
    "sending_ip": Strings.IP,
    "receiving_ip": Strings.IP,
    "reason": Strings.REASON,
    "info": Strings.INFO,
}
_WINDOW = 100_000


def write_parquet(
    tables: Tables,
    numbers: pl.Series,
    member: ReportTexts,
    target: BinaryIO,
    columns: Sequence[str] | None = None,
) -> None:
    """Write the failure rows ``numbers`` in the order given; ``member`` says where in its file a report is.

    Days are dates, periods are times in UTC, sessions are 64-bit integers, all else is text.
    """
    reports = _report_columns(tables, member)
    windows = [_frame(tables, numbers.slice(offset, _WINDOW), reports) for offset in range(0, len(numbers), _WINDOW)]
    frame = pl.concat(windows) if windows else _frame(tables, numbers, reports)
    (frame if columns is None else frame.select(columns)).write_parquet(target)


def _report_columns(tables: Tables, member: ReportTexts) -> pl.DataFrame:
    """Return what names each report; a report's number is its row."""
    numbers = pl.int_range(len(tables.reports), dtype=pl.UInt32, eager=True)
    return tables.reports.select(
        "report_id",
        (pl.from_epoch("start", time_unit="s").cast(pl.Datetime("ms", "UTC"))).alias("period_start"),
        (pl.from_epoch("end", time_unit="s").cast(pl.Datetime("ms", "UTC"))).alias("period_end"),
        file=tables.files["name"].gather(tables.reports["file"]),
        member=member.of(numbers),
    )


def _frame(tables: Tables, numbers: pl.Series, reports: pl.DataFrame) -> pl.DataFrame:
    rows = tables.failures[numbers]
    policies = tables.policies.select("mode", counted="counts")[rows["policy"]]
    rows = rows.hstack(policies)
    texts = {name: tables.strings[strings].gather(rows[name]) for name, strings in _OF_FAILURES.items()}
    frame = rows.select(pl.col("day").cast(pl.Date), pl.col("sessions").cast(pl.Int64), "counted").with_columns(**texts)
    frame = frame.hstack(reports[rows["report"]])
    return frame.select(
        "day", *(name for name in _OF_FAILURES if name not in {"reason", "info"}), "sessions", "counted",
        "reason", "info", "report_id", "period_start", "period_end", "file", "member",
    )  # fmt: skip
