"""The answers from frames in memory."""

import datetime as dt
from collections import OrderedDict
from threading import Lock
from typing import BinaryIO

import polars as pl

from tlsrpt_tui.index.counts import Counter, date_of
from tlsrpt_tui.index.documents import report_record
from tlsrpt_tui.index.engine import (
    Dimension,
    ExportRow,
    Facet,
    FacetValue,
    FailureRecord,
    Overview,
    ReportPage,
    ReportRecord,
    RowPage,
    Totals,
)
from tlsrpt_tui.index.filing import Filing
from tlsrpt_tui.index.listing import Listing
from tlsrpt_tui.index.parquet import write_parquet
from tlsrpt_tui.index.schema import Tables
from tlsrpt_tui.index.selection import TIME_FIELDS, Selector, shared
from tlsrpt_tui.index.states import FileCounts, FilePage
from tlsrpt_tui.index.timeline import DayCount
from tlsrpt_tui.index.view import View
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS, Bounds

_KEPT_ORDERS = 6


class LocalEngine:
    """Answers every question of :class:`tlsrpt_tui.index.engine.Engine` from one frozen set of tables."""

    def __init__(self, tables: Tables, bounds: Bounds = DEFAULT_BOUNDS) -> None:
        self._tables = tables
        self._bounds = bounds
        self._selector = Selector(tables)
        self._counter = Counter(tables)
        self._listing = Listing(tables)
        self._filing = Filing(tables)
        self._orders: OrderedDict[tuple[object, ...], pl.DataFrame] = OrderedDict()
        self._lock = Lock()

    @property
    def source(self) -> str:
        """How the folder is called on screen."""
        return self._tables.source

    def overview(self, view: View, *, now: dt.datetime, bars: int, values: int, spark: int) -> Overview:
        """Answer all of Explore: at most ``bars`` bars, ``values`` values a facet, ``spark`` cells a value."""
        span = view.day_range(now)
        return Overview(
            view=view,
            totals=self.totals(view, now=now),
            facets={
                dimension: self._counter.facet(
                    self._selector.select(view, now, {dimension.field}), dimension, most=values, cells=spark, span=span
                )
                for dimension in Dimension
            },
            timeline=self._counter.timeline(self._selector.select(view, now, TIME_FIELDS), bars),
        )

    def totals(self, view: View, *, now: dt.datetime, within: View | None = None) -> Totals:
        """Sum up one view; with ``within``, only what that view shows too."""
        selection = self._selector.select(view, now)
        if within is not None:
            selection = shared(selection, self._selector.select(within, now))
        return self._counter.totals(selection)

    def facet(self, view: View, dimension: Dimension, *, now: dt.datetime, own: bool = False) -> Facet:
        """Count every value of one dimension; with ``own``, under its own filters too."""
        aside = set() if own else {dimension.field}
        return self._counter.facet(self._selector.select(view, now, aside), dimension)

    def days(self, view: View, *, now: dt.datetime) -> tuple[FacetValue, ...]:
        """Count by day, oldest first; reports without a readable date come first, under ""."""
        counted = self._counter.by_day(self._selector.select(view, now))
        return tuple(_day_value(day, counted[day]) for day in sorted(counted, key=lambda day: (day is not None, day)))

    def rows(self, view: View, *, now: dt.datetime, offset: int, limit: int) -> RowPage:
        """Return a window of failure rows in the view's order."""
        order = self._row_order(view, now)
        return RowPage(view, offset, self._listing.rows(order["number"].slice(offset, limit)), len(order))

    def export_rows(self, view: View, *, now: dt.datetime, offset: int, limit: int) -> tuple[ExportRow, ...]:
        """Return a window of failure rows in the view's order, each with what names its report."""
        numbers = self._row_order(view, now)["number"].slice(offset, limit)
        return self._listing.export_rows(numbers, self._filing.name_of_report, self._filing.member_of_report)

    def write_parquet(self, view: View, target: BinaryIO, *, now: dt.datetime) -> None:
        """Write every failure row in the view's order as Parquet, with the columns of an export."""
        numbers = self._row_order(view, now)["number"]
        write_parquet(self._tables, numbers, self._filing.member_of_report, target)

    def record(self, number: int) -> FailureRecord:
        """Return one failure row with its surroundings."""
        record = self._listing.record(number)
        return self._listing.with_file(record, self._filing.place_of_report(record.row.report))

    def reports(self, view: View, *, now: dt.datetime, failing: bool, offset: int, limit: int) -> ReportPage:
        """Return a window of reports, newest first; with ``failing``, only those in which something failed."""
        order = self._report_order(view, now)
        shown = order.filter(pl.col("failing")) if failing else order
        window = shown.slice(offset, limit)
        parts = self._listing.parts_of(window["report"], self._selector.select(view, now))
        return ReportPage(
            view=view,
            offset=offset,
            rows=self._listing.reports(window, parts, self._filing.name_of_report),
            total=len(shown),
            failing=int(order["failing"].sum()),
            reports=len(order),
        )

    def report_place(self, view: View, number: int, *, now: dt.datetime, failing: bool) -> int | None:
        """Return the place of a report in the list that :meth:`reports` gives; ``None`` when it is not in it."""
        order = self._report_order(view, now)
        shown = order.filter(pl.col("failing")) if failing else order
        places = (shown["report"] == number).arg_true()
        return int(places[0]) if len(places) else None

    def report(self, number: int) -> ReportRecord:
        """Return one report, whole; reads its file again."""
        return report_record(self._tables, self._listing, self._filing, number, self._bounds)

    def file_counts(self) -> FileCounts:
        """Count the files by what became of them."""
        return self._filing.counts()

    def files(self, *, problems: bool, offset: int, limit: int) -> FilePage:
        """Return a window of files; with ``problems``, without those that were read or are no reports."""
        return self._filing.page(problems=problems, offset=offset, limit=limit)

    def _row_order(self, view: View, now: dt.datetime) -> pl.DataFrame:
        key = ("rows", view, view.resolved_days(now))
        order = self._kept(key)
        if order is None:
            order = self._keep(key, self._listing.row_order(self._selector.select(view, now), view.sort))
        return order

    def _report_order(self, view: View, now: dt.datetime) -> pl.DataFrame:
        key = ("reports", view.clauses, view.resolved_days(now))
        order = self._kept(key)
        if order is None:
            order = self._keep(key, self._listing.report_order(self._counter, self._selector.select(view, now)))
        return order

    def _kept(self, key: tuple[object, ...]) -> pl.DataFrame | None:
        with self._lock:
            if key in self._orders:
                self._orders.move_to_end(key)
            return self._orders.get(key)

    def _keep(self, key: tuple[object, ...], order: pl.DataFrame) -> pl.DataFrame:
        with self._lock:
            self._orders[key] = order
            while len(self._orders) > _KEPT_ORDERS:
                self._orders.popitem(last=False)
        return order


def _day_value(day: int | None, count: DayCount) -> FacetValue:
    value = "" if day is None else date_of(day).isoformat()
    return FacetValue(value, count.reports, count.successful, count.failed)
