"""Reports in the order in which they are listed."""

from collections.abc import Mapping

import polars as pl

from tlsrpt_tui.index.counts import Counter
from tlsrpt_tui.index.dictionary import Dictionary, among
from tlsrpt_tui.index.list_sort import ReportColumn, ReportSort
from tlsrpt_tui.index.name_order import name_order
from tlsrpt_tui.index.ordering import Key, ordered
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.index.selection import Selection

_BILLION = 10**9
_CONFLICT = 1 << 20
"""What a conflict weighs, in notes."""

_COUNTED = {ReportColumn.DAY: "day", ReportColumn.FAILED: "failed", ReportColumn.OK: "successful"}
_NAMED = {ReportColumn.DOMAIN: ("domain", Strings.DOMAIN), ReportColumn.POLICIES: ("policy_type", Strings.POLICY_TYPE)}


class ReportOrder:
    """Sorts the reports of one set of tables."""

    def __init__(self, tables: Tables, dictionaries: Mapping[Strings, Dictionary], counter: Counter) -> None:
        self._tables = tables
        self._dictionaries = dictionaries
        self._counter = counter

    def sorted(self, selection: Selection, sort: ReportSort) -> pl.DataFrame:
        """Return the selected reports, sorted, with what the list says of each.

        What is equal goes by day and failed sessions, newest and most first.
        """
        counted = self.counted(selection)
        keys = [Key(counted[name], descending=True) for name in ("day", "failed")]
        first = Key(self._key(counted, selection, sort.column), descending=sort.descending)
        return counted[ordered([first, *keys, Key(counted["report"])])]

    def counted(self, selection: Selection) -> pl.DataFrame:
        """Return the selected reports by number, with their sums, their day, and whether something failed."""
        if selection.by_rows:
            counted = _by_report(self._counter.by_rows(selection, "report"), "failed")
            counted = counted.with_columns(successful=pl.lit(None, pl.Int64))
        else:
            counted = _by_report(self._counter.policies(selection, "report"), "failed", "successful")
        rows = self._counter.failures(selection, "report", "sessions").filter(pl.col("sessions") > 0)
        failing = among(len(self._tables.reports), rows["report"])
        return counted.with_columns(
            day=self._tables.reports["day"].gather(counted["report"]),
            failing=(pl.col("failed") > 0) | failing.gather(counted["report"]),
        )

    def _key(self, counted: pl.DataFrame, selection: Selection, column: ReportColumn) -> pl.Series:
        """Return whole numbers that stand in the order of a column."""
        if column in _COUNTED:
            return counted[_COUNTED[column]]
        if column is ReportColumn.RATE:
            return _rate(counted)
        if column in _NAMED:
            return self._first_name(counted["report"], selection, *_NAMED[column])
        return self._of_reports(column).gather(counted["report"])

    def _of_reports(self, column: ReportColumn) -> pl.Series:
        """Return the numbers of a column that is the same in every view, of all reports."""
        reports = self._tables.reports
        if column is ReportColumn.SENDER:
            return self._dictionaries[Strings.SENT_ORGANIZATION].rank.gather(reports["sent_organization"])
        if column is ReportColumn.NOTES:
            return reports.select(pl.col("notes") + pl.col("conflict").is_not_null() * _CONFLICT).to_series()
        return _places(name_order(self._tables.files)).gather(reports["file"])

    def _first_name(self, numbers: pl.Series, selection: Selection, column: str, strings: Strings) -> pl.Series:
        """Return the place of the first, by name, of a report's values that are in the selection."""
        by_rows = selection.by_rows
        table, mask = (
            (self._tables.failures, selection.failures) if by_rows else (self._tables.policies, selection.policies)
        )
        held = table.select("report", rank=self._dictionaries[strings].rank.gather(table[column]))
        held = held if mask is None else held.filter(mask)
        firsts = held.group_by("report").agg(pl.col("rank").min())
        unknown = pl.Series([None], dtype=pl.UInt32).new_from_index(0, len(self._tables.reports))
        return unknown.scatter(firsts["report"], firsts["rank"]).gather(numbers)


def _by_report(frame: pl.DataFrame, *sums: str) -> pl.DataFrame:
    """Sum up each report; sorted, its rows need no search."""
    return frame.sort("report").group_by("report").agg(pl.col(*sums).sum())


def _rate(counted: pl.DataFrame) -> pl.Series:
    """Return failed of all sessions in billionths; null where there is no such thing."""
    failed, sessions = pl.col("failed").cast(pl.Float64), (pl.col("failed") + pl.col("successful")).cast(pl.Float64)
    share = pl.when(sessions > 0).then((failed / sessions * _BILLION).round())
    return counted.select(share.cast(pl.Int64)).to_series()


def _places(order: pl.Series) -> pl.Series:
    places = pl.repeat(0, len(order), dtype=pl.UInt32, eager=True)
    return places.scatter(order, pl.int_range(len(order), dtype=pl.UInt32, eager=True))
