"""Sums over a selection: totals and days, counted by the rules of the data model.

Totals, days, organizations, domains and policy types sum the policies' summaries. As soon as a view looks
inside the failure details, only those can be summed: then the same questions give reported failures
(RFC 8460 §4.3) and no successes. In both, sessions that two policies of a report describe count once;
sums by MX host, result type and IP are those of all details, as they were reported.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import polars as pl

from tlsrpt_tui.index.dictionary import among
from tlsrpt_tui.index.engine import Timeline, Totals
from tlsrpt_tui.index.kept import Kept
from tlsrpt_tui.index.rivalries import Rivalries
from tlsrpt_tui.index.schema import EPOCH, Tables
from tlsrpt_tui.index.selection import Selection
from tlsrpt_tui.index.timeline import DayCount, bars_of
from tlsrpt_tui.index.view import DayRange

_KEPT_COLUMNS = 3
_START = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MANY_ROWS = 200_000
_FIRST_OF_REPORT = (pl.col("report") != pl.col("report").shift()).fill_null(value=True)
"""Rows of one report stand together, so that its first is where another begins."""


def date_of(day: int) -> dt.date:
    """Return the date of a day counted from 1970."""
    return EPOCH + dt.timedelta(days=day)


def moment_of(seconds: int | None) -> dt.datetime | None:
    """Return the time of a count of seconds since 1970, UTC."""
    return None if seconds is None else _START + dt.timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Question:
    """Something to group, not yet answered.

    Attributes:
        rows: how many rows it looks at.
    """

    asked: pl.LazyFrame
    rows: int

    @classmethod
    def of(cls, frame: pl.DataFrame, key: str, *sums: str) -> Self:
        """Ask for sums of each ``key``."""
        return cls(frame.lazy().group_by(key).agg(pl.col(*sums).sum()), len(frame))


def collected(questions: Sequence[Question]) -> list[pl.DataFrame]:
    """Answer questions side by side."""
    # The streaming engine groups many rows about twice as fast, and takes longer to begin.
    many = max((question.rows for question in questions), default=0) > _MANY_ROWS
    return pl.collect_all([question.asked for question in questions], engine="streaming" if many else "in-memory")


class Counter:
    """Sums over one set of tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._rivalries = Rivalries(tables)
        self._columns: Kept[tuple[Selection, str], pl.Series] = Kept(_KEPT_COLUMNS)
        self._silenced = self._speaking(None)
        days = tables.reports["day"]
        self._bounds = days.min(), days.max()

    @property
    def rivalries(self) -> Rivalries:
        """The policies and rows that describe sessions a second time."""
        return self._rivalries

    # Columns that count

    def of_policies(self, selection: Selection, column: str) -> pl.Series:
        """Return ``successful`` or ``failed`` of every policy as they count in a selection.

        A policy stands aside for the one that describes the same sessions and counts; where that one is
        not selected, it speaks for itself.
        """
        policies = self._tables.policies
        if selection.policies is None or not self._rivalries.any:
            return policies[f"counted_{column}"]
        mask = selection.policies

        def make() -> pl.Series:
            heard = self._rivalries.heard(mask)
            counted = policies[f"counted_{column}"]
            return counted.clone().scatter(heard, policies[column].gather(heard)) if len(heard) else counted

        return self._columns.get_or_make((selection, column), make)

    def of_failures(self, selection: Selection) -> pl.Series:
        """Return the sessions of every failure row as they count in a selection.

        They are 0 for rows whose sessions another selected row speaks for.
        """
        if selection.failures is None:
            return self._silenced
        mask = selection.failures
        return self._columns.get_or_make((selection, "sessions"), lambda: self._speaking(mask))

    def _speaking(self, mask: pl.Series | None) -> pl.Series:
        sessions = self._tables.failures["sessions"]
        if not self._rivalries.any:
            return sessions
        silent = self._rivalries.silent(mask)
        return sessions.clone().scatter(silent, 0) if len(silent) else sessions

    # Rows that count

    def policies(
        self, selection: Selection, *columns: str, own: bool = False, named: Mapping[str, pl.Series] | None = None
    ) -> pl.DataFrame:
        """Return ``columns`` of the selected policies, with ``successful`` and ``failed`` as they count.

        With ``own``, each speaks for itself. Columns that are ``named`` come with them.
        """
        table = self._tables.policies
        counted = {name: table[name] if own else self.of_policies(selection, name) for name in ("successful", "failed")}
        frame = table.select(*columns, **(named or {}), **counted)
        return frame if selection.policies is None else frame.filter(selection.policies)

    def failures(self, selection: Selection, *columns: str, **named: str | pl.Series) -> pl.DataFrame:
        """Return ``columns`` of the selected failure rows, those ``named`` under another name."""
        frame = self._tables.failures.select(*columns, **named)
        return frame if selection.failures is None else frame.filter(selection.failures)

    def by_rows(self, selection: Selection, *columns: str, own: bool = False) -> pl.DataFrame:
        """Return ``columns`` of the selected failure rows, with ``failed`` as it counts; with ``own``, as it is.

        Policies that a word names come with a row of 0, so that they are seen where nothing failed.
        """
        frame = self.failures(selection, *columns, failed="sessions" if own else self.of_failures(selection))
        if selection.named is None:
            return frame
        named = self._tables.policies.select(columns).filter(selection.named).with_columns(failed=pl.lit(0))
        return pl.concat([frame, named.select(pl.col(name).cast(kind) for name, kind in frame.schema.items())])

    # Totals

    def totals(self, selection: Selection) -> Totals:
        """Sum up a selection."""
        rows = len(self._tables.failures) if selection.failures is None else int(selection.failures.sum())
        by_rows = selection.by_rows
        counted = self.by_rows(selection, "report") if by_rows else self.policies(selection, "report")
        reports = self._reports_of(counted, selection)
        periods = self._tables.reports.select("start", "end")
        if len(reports) < len(periods):
            periods = periods[reports]
        return Totals(
            reports=len(reports),
            all_reports=len(self._tables.reports),
            rows=rows,
            all_rows=len(self._tables.failures),
            successful=None if by_rows else int(counted["successful"].sum()),
            failed=int(counted["failed"].sum()),
            start=moment_of(periods["start"].min()),  # type: ignore[arg-type]  # an integer column
            end=moment_of(periods["end"].max()),  # type: ignore[arg-type]  # the same
        )

    def _reports_of(self, frame: pl.DataFrame, selection: Selection) -> pl.Series:
        if selection.named is not None:
            # Rows and named policies do not stand together.
            return among(len(self._tables.reports), frame["report"]).arg_true()
        return frame.filter(_FIRST_OF_REPORT)["report"]

    # Days

    def span(self, span: DayRange | None = None) -> tuple[int, int] | None:
        """Return the first and last day that ``span`` and the reports have in common."""
        first, last = self._bounds
        if not isinstance(first, int) or not isinstance(last, int):
            return None
        if span is not None and span.first is not None:
            first = max(first, (span.first - EPOCH).days)
        if span is not None and span.last is not None:
            last = min(last, (span.last - EPOCH).days)
        return (first, last) if first <= last else None

    def by_day(self, selection: Selection) -> dict[int | None, DayCount]:
        """Count by day since 1970; ``None`` holds the reports without a readable date."""
        (counted,) = collected([self._days(selection)])
        return _day_counts(counted)

    def _days(self, selection: Selection) -> Question:
        if not selection.by_rows:
            return _grouped(self.policies(selection, "report", "day"), "failed", "successful")
        frame = self.by_rows(selection, "report", "day")
        if selection.named is None:
            return _grouped(frame, "failed")
        asked = frame.lazy().group_by("day").agg(pl.col("report").n_unique().alias("reports"), pl.col("failed").sum())
        return Question(asked, len(frame))

    def timeline_questions(self, selection: Selection) -> list[Question]:
        """Return what :meth:`timeline_of` needs the answers to."""
        if not selection.by_rows:
            return [self._days(selection)]
        rows = self.failures(selection, "day", failed=self.of_failures(selection))
        failed = Question.of(rows, "day", "failed")
        if selection.policies is None:
            return [failed]
        return [failed, _grouped(self._tables.policies.select("report", "day").filter(selection.policies))]

    @cached_property
    def report_days(self) -> dict[int | None, int]:
        """How many reports there are of each day since 1970; ``None`` stands for those without a readable date."""
        counted = self._tables.reports.group_by("day").len()
        return dict(counted.iter_rows())

    def timeline_of(
        self, selection: Selection, answers: Sequence[pl.DataFrame], most: int, window: DayRange | None = None
    ) -> Timeline:
        """Return at most ``most`` bars from the first to the last day on which any report is, and in ``window``."""
        bounds = self.span()
        if bounds is None:
            return Timeline("day", (), None)
        counts = _day_counts(answers[0])
        if selection.by_rows:
            # With all reports of a day, so that one without a failure is no gap.
            clean = dict(answers[1].select("day", "reports").iter_rows()) if answers[1:] else self.report_days
            nothing = DayCount(0, None, 0)
            counts = {day: replace(counts.get(day, nothing), reports=reports) for day, reports in clean.items()}
        days = {date_of(day): count for day, count in counts.items() if day is not None}
        span = date_of(bounds[0]), date_of(bounds[1])
        shown = self.span(window) or bounds
        unit, bars = bars_of(days, date_of(shown[0]), date_of(shown[1]), max(most, 1))
        return Timeline(unit, bars, max(days, default=None), span)


def _grouped(frame: pl.DataFrame, *sums: str) -> Question:
    """Ask for the reports of each day and the sums of its rows; a report has one day."""
    frame = frame.with_columns(first=_FIRST_OF_REPORT)
    reports = pl.col("first").sum().alias("reports")
    return Question(frame.lazy().group_by("day").agg(reports, *(pl.col(name).sum() for name in sums)), len(frame))


def _day_counts(counted: pl.DataFrame) -> dict[int | None, DayCount]:
    nothing = [None] * len(counted)
    successful = counted["successful"].to_list() if "successful" in counted.columns else nothing
    reports = counted["reports"].to_list() if "reports" in counted.columns else [0] * len(counted)
    rows = zip(counted["day"].to_list(), reports, successful, counted["failed"].to_list(), strict=True)
    return {day: DayCount(held, successes, failures) for day, held, successes, failures in rows}
