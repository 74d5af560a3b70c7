"""Sums over a selection: totals, facets and days, counted by the rules of the data model.

Totals, days, organizations, domains and policy types sum the policies' summaries. As soon as a view looks
inside the failure details, only those can be summed: then the same questions give reported failures
(RFC 8460 §4.3) and no successes. In both, sessions that two policies of a report describe count once;
sums by MX host, result type and IP are those of all details, as they were reported.
"""

import datetime as dt
from dataclasses import replace

import polars as pl

from tlsrpt_tui.index.engine import Dimension, Facet, FacetValue, Timeline, Totals
from tlsrpt_tui.index.schema import EPOCH, Strings, Tables
from tlsrpt_tui.index.selection import Selection
from tlsrpt_tui.index.timeline import DayCount, bars_of
from tlsrpt_tui.index.view import DayRange

_COLUMNS = {
    Dimension.ORGANIZATIONS: ("organization", Strings.ORGANIZATION),
    Dimension.DOMAINS: ("domain", Strings.DOMAIN),
    Dimension.POLICY_TYPES: ("policy_type", Strings.POLICY_TYPE),
    Dimension.MX_HOSTS: ("mx_host", Strings.MX_HOST),
    Dimension.RESULT_TYPES: ("result_type", Strings.RESULT_TYPE),
    Dimension.SENDING_IPS: ("sending_ip", Strings.IP),
}
_ONCE = frozenset({Dimension.ORGANIZATIONS, Dimension.DOMAINS})
_NAMED = ("report", "organization", "day", "domain", "policy_type")
_START = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def date_of(day: int) -> dt.date:
    """Return the date of a day counted from 1970."""
    return EPOCH + dt.timedelta(days=day)


def moment_of(seconds: int | None) -> dt.datetime | None:
    """Return the time of a count of seconds since 1970, UTC."""
    return None if seconds is None else _START + dt.timedelta(seconds=seconds)


class Counter:
    """Sums over one set of tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._counted: tuple[Selection, pl.DataFrame] | None = None
        self._contested = bool(tables.policies["rival"].is_not_null().any())

    def policies(self, selection: Selection) -> pl.DataFrame:
        """Return the selected policies with ``successful`` and ``failed`` as they count among each other.

        A policy stands aside for the one that describes the same sessions and counts; where that one is
        not selected, it speaks for itself.
        """
        kept = self._counted
        if kept is not None and kept[0] is selection:
            return kept[1]
        counted = self._count(selection.policies)
        self._counted = (selection, counted)
        return counted

    def _count(self, mask: pl.Series | None) -> pl.DataFrame:
        frame = self._tables.policies
        if mask is None:
            return frame.select(*_NAMED, successful="counted_successful", failed="counted_failed")
        frame = frame.select(*_NAMED, "successful", "failed", "rival", "counts").filter(mask)
        contested = frame.filter(pl.col("counts") & pl.col("rival").is_not_null())["rival"].unique()
        speaks = pl.col("counts") | ~pl.col("rival").is_in(contested.implode())
        return frame.select(
            *_NAMED,
            successful=pl.when(speaks).then(pl.col("successful")).otherwise(0),
            failed=pl.when(speaks).then(pl.col("failed")).otherwise(0),
        )

    def _own(self, selection: Selection) -> pl.DataFrame:
        """Return the selected policies, each with its own numbers."""
        frame = self._tables.policies.select(*_NAMED, "successful", "failed")
        return frame if selection.policies is None else frame.filter(selection.policies)

    def failures(self, selection: Selection, *columns: str) -> pl.DataFrame:
        """Return ``columns`` of the selected failure rows, and their sessions as ``failed``."""
        frame = self._tables.failures.select(*columns, failed="sessions")
        return frame if selection.failures is None else frame.filter(selection.failures)

    def counted_failures(self, selection: Selection, *columns: str) -> pl.DataFrame:
        """Return what :meth:`failures` does, with 0 for rows whose sessions another selected row speaks for.

        Policies that a word names come with a row of 0, so that they are seen where nothing failed.
        """
        frame = self.failures(selection, *columns, "policy")
        if self._contested:
            policies = self._tables.policies.select("rival", "counts")[frame["policy"]]
            heard = policies.filter(pl.col("counts") & pl.col("rival").is_not_null())["rival"].unique()
            speaks = pl.col("counts") | ~pl.col("rival").is_in(heard.implode())
            failed = pl.when(speaks).then(pl.col("failed")).otherwise(0).alias("failed")
            frame = frame.hstack(policies).with_columns(failed)
        return self._with_named(frame.select(*columns, "failed"), selection)

    def _with_named(self, frame: pl.DataFrame, selection: Selection) -> pl.DataFrame:
        if selection.named is None:
            return frame
        columns = [column for column in frame.columns if column != "failed"]
        named = self._tables.policies.select(columns).filter(selection.named)
        return pl.concat([frame, named.with_columns(failed=pl.lit(0, dtype=frame.schema["failed"]))])

    def totals(self, selection: Selection) -> Totals:
        """Sum up a selection."""
        rows = len(self._tables.failures) if selection.failures is None else int(selection.failures.sum())
        by_rows = selection.by_rows
        counted = self.counted_failures(selection, "report") if by_rows else self.policies(selection)
        reports = counted["report"].unique()
        periods = self._tables.reports.select("start", "end")[reports]
        return Totals(
            reports=len(reports),
            all_reports=len(self._tables.reports),
            rows=rows,
            all_rows=len(self._tables.failures),
            successful=None if selection.by_rows else int(counted["successful"].sum()),
            failed=int(counted["failed"].sum()),
            start=moment_of(periods["start"].min()),  # type: ignore[arg-type]  # an integer column
            end=moment_of(periods["end"].max()),  # type: ignore[arg-type]  # the same
        )

    def facet(
        self,
        selection: Selection,
        dimension: Dimension,
        *,
        most: int | None = None,
        cells: int = 0,
        span: DayRange | None = None,
    ) -> Facet:
        """Count the values of one dimension, most failed first; with ``cells``, also over the days of ``span``."""
        column, strings = _COLUMNS[dimension]
        by_rows = selection.by_rows or not dimension.attributes_successes
        if dimension in _ONCE and by_rows:
            frame = self.counted_failures(selection, column, "report", "day")
        elif by_rows:
            frame = self.failures(selection, column, "report", "day")
            if dimension is Dimension.POLICY_TYPES:
                frame = self._with_named(frame, selection)
        else:
            frame = self._own(selection) if dimension is Dimension.POLICY_TYPES else self.policies(selection)
        place = self._place(cells, span)
        parts = _parted(frame, column, place, cells, by_rows=by_rows)
        sums = ("failed",) if by_rows else ("failed", "successful")
        values = parts.group_by("code").agg(pl.col("reports", *sums).sum())
        values = values.with_columns(value=self._tables.strings[strings].gather(values["code"]))
        values = values.sort(*sums, "value", descending=[*(True for _ in sums), False])
        shown = values if most is None else values.head(most)
        sparks: dict[int, tuple[int | None, ...]] = {}
        if place is not None:
            known = self._known_cells(selection, place) if by_rows else set()
            sparks = _sparks(parts, shown["code"], cells, known)
        successes = [None] * len(shown) if by_rows else shown["successful"].to_list()
        rows = zip(shown["code"], shown["value"], shown["reports"], successes, shown["failed"], strict=True)
        return Facet(
            dimension=dimension,
            values=tuple(
                FacetValue(value, reports, successful, failed, sparks.get(code, ()))
                for code, value, reports, successful, failed in rows
            ),
            distinct=len(values),
            failed=int(values["failed"].sum()),
        )

    def _place(self, cells: int, span: DayRange | None) -> pl.Expr | None:
        """Return the cell of a row, ``cells`` for one outside ``span``; ``None`` where there is nothing to place."""
        first, last = self._span(span)
        if not cells or first is None or last is None:
            return None
        place = (pl.col("day").cast(pl.Int64) - first) * cells // (last - first + 1)
        return pl.when(pl.col("day").is_between(first, last)).then(place).otherwise(cells)

    def _known_cells(self, selection: Selection, place: pl.Expr) -> set[int]:
        """Return the cells in which there is any report: no failure there is a zero, not a gap."""
        return set(self._report_days(selection).to_frame().select(place)["day"])

    def _report_days(self, selection: Selection) -> pl.Series:
        days = self._tables.policies["day"]
        if selection.policies is not None:
            days = days.filter(selection.policies)
        return days.drop_nulls().unique()

    def _span(self, span: DayRange | None) -> tuple[int | None, int | None]:
        """Return the first and last day that ``span`` and the reports have in common."""
        days = self._tables.reports["day"]
        first, last = days.min(), days.max()
        if not isinstance(first, int) or not isinstance(last, int):
            return None, None
        if span is not None and span.first is not None:
            first = max(first, (span.first - EPOCH).days)
        if span is not None and span.last is not None:
            last = min(last, (span.last - EPOCH).days)
        return (first, last) if first <= last else (None, None)

    def by_day(self, selection: Selection) -> dict[int | None, DayCount]:
        """Count by day since 1970; ``None`` holds the reports without a readable date."""
        by_rows = selection.by_rows
        frame = self.counted_failures(selection, "report", "day") if by_rows else self.policies(selection)
        grouped = _sum(frame, pl.col("day"), by_rows=selection.by_rows)
        successes = [None] * len(grouped) if selection.by_rows else grouped["successful"].to_list()
        rows = zip(grouped["day"], grouped["reports"], successes, grouped["failed"], strict=True)
        return {day: DayCount(reports, successful, failed) for day, reports, successful, failed in rows}

    def _with_clean_days(self, selection: Selection) -> dict[int | None, DayCount]:
        """Count by day as :meth:`by_day`, but with all reports of a day, so that one without a failure is no gap."""
        counted = self.by_day(selection)
        if not selection.by_rows:
            return counted
        nothing = DayCount(0, None, 0)
        grouped = _sum(self._own(selection), pl.col("day"), by_rows=False)
        return {
            day: replace(counted.get(day, nothing), reports=reports)
            for day, reports in grouped.select("day", "reports").iter_rows()
        }

    def timeline(self, selection: Selection, most: int) -> Timeline:
        """Return at most ``most`` bars from the first to the last day on which any report is."""
        first, last = self._span(None)
        if first is None or last is None:
            return Timeline("day", (), None)
        days = {date_of(day): count for day, count in self._with_clean_days(selection).items() if day is not None}
        unit, bars = bars_of(days, date_of(first), date_of(last), max(most, 1))
        return Timeline(unit, bars, max(days, default=None))


def _sum(frame: pl.DataFrame, key: pl.Expr, *, by_rows: bool) -> pl.DataFrame:
    """Return ``reports``, ``failed`` and, unless by rows, ``successful`` for each ``key``."""
    sums = ("failed",) if by_rows else ("failed", "successful")
    return frame.group_by(key).agg(pl.col("report").n_unique().alias("reports"), pl.col(*sums).sum())


def _parted(frame: pl.DataFrame, column: str, place: pl.Expr | None, cells: int, *, by_rows: bool) -> pl.DataFrame:
    """Sum up each ``code`` of ``column`` and ``cell``; as a report has one day, none is in two cells of a code.

    Both travel as one number, which groups twice as fast as two columns.
    """
    stride = 1 if place is None else cells + 1
    key = pl.col(column).cast(pl.Int64) * stride + (0 if place is None else place)
    summed = _sum(frame, key.alias("key"), by_rows=by_rows)
    return summed.with_columns(code=(pl.col("key") // stride).cast(pl.UInt32), cell=pl.col("key") % stride)


def _sparks(parts: pl.DataFrame, codes: pl.Series, cells: int, known: set[int]) -> dict[int, tuple[int | None, ...]]:
    """Return failed sessions in each cell for each of ``codes``; ``None`` where no report is."""
    blank: list[int | None] = [0 if cell in known else None for cell in range(cells)]
    lines = {code: list(blank) for code in codes}
    inside = parts.filter(pl.col("code").is_in(codes.implode()) & (pl.col("cell") < cells))
    for code, cell, failed in inside.select("code", "cell", "failed").iter_rows():
        lines[code][cell] = failed
    return {code: tuple(line) for code, line in lines.items()}
