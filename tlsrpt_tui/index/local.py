"""The answers from frames in memory."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import BinaryIO

import polars as pl

from tlsrpt_tui.index import identity
from tlsrpt_tui.index.believed import last_believed
from tlsrpt_tui.index.counts import Counter, collected, date_of
from tlsrpt_tui.index.dictionary import dictionaries
from tlsrpt_tui.index.documents import report_record
from tlsrpt_tui.index.domain_seen import domain_seen, policies_seen
from tlsrpt_tui.index.engine import (
    Dimension,
    ExportRow,
    FailureRecord,
    Overview,
    ReportPage,
    ReportRecord,
    RowIdentity,
    RowPage,
    Timeline,
    Totals,
)
from tlsrpt_tui.index.evidence import Witness
from tlsrpt_tui.index.facet_answers import Facet, FacetValue, FacetWish
from tlsrpt_tui.index.facets import Facets
from tlsrpt_tui.index.filing import Filing
from tlsrpt_tui.index.kept import Kept
from tlsrpt_tui.index.list_sort import NEWEST_FIRST, WORST_FIRST, FileSort, Hit, ReportSort
from tlsrpt_tui.index.listing import Listing
from tlsrpt_tui.index.naming import Naming
from tlsrpt_tui.index.parquet import write_parquet
from tlsrpt_tui.index.report_order import ReportOrder
from tlsrpt_tui.index.schema import Tables
from tlsrpt_tui.index.seeking import Seeker, nearest
from tlsrpt_tui.index.seen import DomainSeen, PolicySeen
from tlsrpt_tui.index.selection import TIME_FIELDS, WHOSE_FIELDS, Selector, shared
from tlsrpt_tui.index.states import FileCounts, FilePage
from tlsrpt_tui.index.tally import Contact, Evidence, Tally
from tlsrpt_tui.index.tallying import WITHOUT_SUCCESSES, Tallying
from tlsrpt_tui.index.timeline import DayCount
from tlsrpt_tui.index.twins import Twins
from tlsrpt_tui.index.view import DayRange, Field, View
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS, Bounds

_KEPT_ORDERS = 6
_KEPT_FACETS = 24
_KEPT_SUMS = 16
_KEPT_TALLIES = 2


class LocalEngine:
    """Answers every question of :class:`tlsrpt_tui.index.engine.Engine` from one frozen set of tables."""

    def __init__(self, tables: Tables, bounds: Bounds = DEFAULT_BOUNDS) -> None:
        self._tables = tables
        self._bounds = bounds
        held = dictionaries(tables.strings)
        self._held = held
        self._selector = Selector(tables, held)
        self._counter = Counter(tables)
        self._facets = Facets(tables, held, self._counter)
        self._listing = Listing(tables, held)
        self._filing = Filing(tables)
        self._reports = ReportOrder(tables, held, self._counter)
        self._seeker = Seeker(tables, held)
        naming, twins = Naming(tables, held), Twins(tables, held, self._counter.rivalries)
        self._tallying = Tallying(tables, held, self._counter, naming, twins)
        self._witness = Witness(tables, held, naming, twins)
        self._row_orders: Kept[tuple[object, ...], pl.Series] = Kept(_KEPT_ORDERS)
        self._report_orders: Kept[tuple[object, ...], pl.DataFrame] = Kept(_KEPT_ORDERS)
        self._kept_facets: Kept[tuple[object, ...], Facet] = Kept(_KEPT_FACETS)
        self._kept_timelines: Kept[tuple[object, ...], Timeline] = Kept(_KEPT_SUMS)
        self._kept_totals: Kept[tuple[object, ...], Totals] = Kept(_KEPT_SUMS)
        self._kept_tallies: Kept[tuple[object, ...], Tally] = Kept(_KEPT_TALLIES)

    @property
    def source(self) -> str:
        """How the folder is called on screen."""
        return self._tables.source

    def overview(
        self,
        view: View,
        *,
        now: dt.datetime,
        bars: int,
        values: int,
        spark: int,
        wishes: Mapping[Dimension, FacetWish] | None = None,
    ) -> Overview:
        """Answer all of Explore: at most ``bars`` bars, ``values`` values a facet, ``spark`` cells a value."""
        cut = self._facets.cut(view.day_range(now), spark)
        wished = {dimension: (wishes or {}).get(dimension, FacetWish()) for dimension in Dimension}
        keys: dict[Dimension, tuple[object, ...]] = {
            dimension: (dimension, *_meaning(view, now, {dimension.field}), values, cut) for dimension in Dimension
        }
        facets = {dimension: self._kept_facet(keys[dimension], wished[dimension]) for dimension in Dimension}
        timed = (*_meaning(view, now, TIME_FIELDS), bars, None)
        timeline = self._kept_timelines.get(timed)
        by_time = self._selector.select(view, now, TIME_FIELDS)
        made, answers = self._facets.counted(
            {
                dimension: self._selector.select(view, now, {dimension.field})
                for dimension in Dimension
                if facets[dimension] is None
            },
            most=values,
            cut=cut,
            wishes=wished,
            beside=[] if timeline else self._counter.timeline_questions(by_time),
        )
        if timeline is None:
            timeline = self._kept_timelines.keep(timed, self._counter.timeline_of(by_time, answers, bars))
        known = {dimension: facet for dimension, facet in facets.items() if facet is not None}
        for dimension, facet in made.items():
            wish = wished[dimension] if facet.offset else facet.wish
            known[dimension] = self._kept_facets.keep((*keys[dimension], wish), facet)
        return Overview(
            view=view,
            totals=self.totals(view, now=now),
            facets={dimension: known[dimension] for dimension in Dimension},
            timeline=timeline,
        )

    def timeline(self, view: View, *, now: dt.datetime, bars: int, window: DayRange | None = None) -> Timeline:
        """Count over time, at most ``bars`` bars; with ``window``, only those that hold a day of it."""

        def make() -> Timeline:
            by_time = self._selector.select(view, now, TIME_FIELDS)
            answers = collected(self._counter.timeline_questions(by_time))
            return self._counter.timeline_of(by_time, answers, bars, window)

        return self._kept_timelines.get_or_make((*_meaning(view, now, TIME_FIELDS), bars, window), make)

    def _kept_facet(self, key: tuple[object, ...], wish: FacetWish) -> Facet | None:
        """Return the facet that is kept, where its first values or those around the wished one hold what is wished."""
        first = self._kept_facets.get((*key, wish.listing))
        if first is not None and first.has(wish):
            return first
        return None if wish == wish.listing else self._kept_facets.get((*key, wish))

    def totals(self, view: View, *, now: dt.datetime, within: View | None = None) -> Totals:
        """Sum up one view; with ``within``, only what that view shows too."""

        def make() -> Totals:
            selection = self._selector.select(view, now)
            if within is not None:
                selection = shared(selection, self._selector.select(within, now))
            return self._counter.totals(selection)

        key = (_meaning(view, now), None if within is None else _meaning(within, now))
        return self._kept_totals.get_or_make(key, make)

    def facet(self, view: View, dimension: Dimension, *, now: dt.datetime, own: bool = False) -> Facet:
        """Count every value of one dimension; with ``own``, under its own filters too."""
        aside = set() if own else {dimension.field}
        return self._facets.exact(self._selector.select(view, now, aside), dimension)

    def days(self, view: View, *, now: dt.datetime) -> tuple[FacetValue, ...]:
        """Count by day, oldest first; reports without a readable date come first, under ""."""
        counted = self._counter.by_day(self._selector.select(view, now))
        return tuple(_day_value(day, counted[day]) for day in sorted(counted, key=lambda day: (day is not None, day)))

    def rows(self, view: View, *, now: dt.datetime, offset: int, limit: int) -> RowPage:
        """Return a window of failure rows in the view's order."""
        order = self._row_order(view, now)
        return RowPage(view, offset, self._listing.rows(order.slice(offset, limit)), len(order))

    def export_rows(self, view: View, *, now: dt.datetime, offset: int, limit: int) -> tuple[ExportRow, ...]:
        """Return a window of failure rows in the view's order, each with what names its report."""
        numbers = self._row_order(view, now).slice(offset, limit)
        return self._listing.export_rows(numbers, self._filing.name_of_report, self._filing.member_of_report)

    def write_parquet(
        self, view: View, target: BinaryIO, *, now: dt.datetime, columns: Sequence[str] | None = None
    ) -> None:
        """Write every failure row in the view's order as Parquet, with ``columns`` of an export, or all of them."""
        order = self._row_order(view, now)
        write_parquet(self._tables, order, self._filing.member_of_report, target, columns)

    def record(self, number: int) -> FailureRecord:
        """Return one failure row with its surroundings."""
        record = self._listing.record(number)
        return self._listing.with_file(record, self._filing.place_of_report(record.row.report))

    def reports(
        self, view: View, *, now: dt.datetime, failing: bool, offset: int, limit: int, sort: ReportSort = NEWEST_FIRST
    ) -> ReportPage:
        """Return a window of reports, sorted; with ``failing``, only those in which something failed."""
        order = self._report_order(view, now, failing=False, sort=sort)
        failed = self._report_order(view, now, failing=True, sort=sort)
        shown = failed if failing else order
        window = shown.slice(offset, limit)
        parts = self._listing.parts_of(window["report"], self._selector.select(view, now))
        return ReportPage(
            view=view,
            offset=offset,
            rows=self._listing.reports(window, parts, self._filing.name_of_report),
            total=len(shown),
            failing=len(failed),
            reports=len(order),
        )

    def report_place(
        self, view: View, number: int, *, now: dt.datetime, failing: bool, sort: ReportSort = NEWEST_FIRST
    ) -> int | None:
        """Return the place of a report in the list that :meth:`reports` gives; ``None`` when it is not in it."""
        return identity.place_in(self._report_order(view, now, failing=failing, sort=sort)["report"], number)

    def report(self, number: int) -> ReportRecord:
        """Return one report, whole; reads its file again."""
        return report_record(self._tables, self._listing, self._filing, number, self._bounds)

    def report_identity(self, number: int) -> bytes:
        """Return what names a report in whatever index holds it; a mere look-up."""
        return identity.of_report(self._tables, number)

    def report_named(self, name: bytes) -> int | None:
        """Return the number that a report has here; ``None`` when it is not here."""
        return identity.report_named(self._tables, name)

    def row_identity(self, number: int) -> RowIdentity:
        """Return what names a failure row in whatever index holds its report; a mere look-up."""
        return identity.of_row(self._tables, number)

    def row_named(self, name: RowIdentity) -> int | None:
        """Return the number that a failure row has here; ``None`` when it is not here."""
        return identity.row_named(self._tables, name)

    def row_place(self, view: View, number: int, *, now: dt.datetime) -> int | None:
        """Return the place of a failure row in the list that :meth:`rows` gives; ``None`` when it is not in it."""
        return identity.place_in(self._row_order(view, now), number)

    def file_counts(self) -> FileCounts:
        """Count the files by what became of them."""
        return self._filing.counts()

    def files(
        self, *, problems: bool, offset: int, limit: int, plain: bool = True, sort: FileSort = WORST_FIRST
    ) -> FilePage:
        """Return a window of files; with ``problems``, without those that were read or are no reports.

        Without ``plain``, those are left out of which there is nothing to tell but that one report was read.
        """
        return self._filing.page(problems=problems, offset=offset, limit=limit, plain=plain, sort=sort)

    def file_place(self, name: str, *, problems: bool, sort: FileSort = WORST_FIRST) -> int | None:
        """Return the place of a file in the list that :meth:`files` gives; ``None`` when it is not in it."""
        number = identity.place_in(self._tables.files["name"], name)
        return None if number is None else identity.place_in(self._filing.order(problems=problems, sort=sort), number)

    def seek_row(self, view: View, text: str, *, now: dt.datetime, place: int, forward: bool) -> Hit | None:
        """Return the next failure row that holds ``text``, or, with "", of which sessions failed."""
        return nearest(self._seeker.rows(text).gather(self._row_order(view, now)), place, forward=forward)

    def seek_report(
        self, view: View, text: str, *, now: dt.datetime, failing: bool, sort: ReportSort, place: int, forward: bool
    ) -> Hit | None:
        """Return the next report in the list that holds ``text``, or, with "", in which something failed."""
        order = self._report_order(view, now, failing=failing, sort=sort)
        found = self._seeker.reports(text).gather(order["report"]) if text else order["failing"]
        return nearest(found, place, forward=forward)

    def seek_file(self, text: str, *, problems: bool, sort: FileSort, place: int, forward: bool) -> Hit | None:
        """Return the next file in the list that holds ``text``, or, with "", that has a problem."""
        found = self._seeker.files(text) if text else self._filing.problems()
        return nearest(found.gather(self._filing.order(problems=problems, sort=sort)), place, forward=forward)

    def domain_seen(self, names: Sequence[str], *, now: dt.datetime) -> DomainSeen:
        """Return what senders saw under the names of a domain and of its MX hosts; long tails are cut."""
        return domain_seen(self._tables, self._held, names, last=self._last_believed(now))

    def policies_seen(self, view: View, *, now: dt.datetime, changed: bool = False) -> tuple[PolicySeen, ...]:
        """Return which policies senders saw; with ``changed``, where one saw more than one policy of a domain."""
        kept = View(tuple(clause for clause in view.clauses if clause.field in WHOSE_FIELDS))
        mask = self._selector.select(kept, now).policies
        policies = self._tables.policies
        chosen = policies if mask is None else policies.filter(mask)
        return policies_seen(chosen, self._held, last=self._last_believed(now), changed=changed)

    def tally(self, view: View, *, now: dt.datetime) -> Tally:
        """Sum up what failed by place, way, sender and day, and all sessions by sender, domain and day."""
        last = self._last_believed(now)

        def make() -> Tally:
            failing, sending = (self._selector.select(view, now, aside) for aside in ((), WITHOUT_SUCCESSES))
            return self._tallying.tally(failing, sending, last)

        return self._kept_tallies.get_or_make((*_meaning(view, now), last), make)

    def _last_believed(self, now: dt.datetime) -> int:
        return last_believed(self._tables.reports["day"], now)

    def evidence(self, view: View, *, now: dt.datetime) -> Evidence:
        """Count what the failure rows of a view say beside what :meth:`tally` groups them by."""
        at_hosts = any(clause.field is Field.MX for clause in view.clauses)
        beside = self._selector.select(view, now, {Field.MX}) if at_hosts else None
        return self._witness.evidence(self._selector.select(view, now), beside)

    def contacts(self, view: View, *, now: dt.datetime) -> tuple[Contact, ...]:
        """Return the newest contact of each sender in the reports of a view's failure rows, where any names one."""
        return self._witness.contacts(self._selector.select(view, now))

    def _row_order(self, view: View, now: dt.datetime) -> pl.Series:
        def make() -> pl.Series:
            return self._listing.row_order(self._selector.select(view, now), view.sort)

        return self._row_orders.get_or_make((*_meaning(view, now), view.sort), make)

    def _report_order(self, view: View, now: dt.datetime, *, failing: bool, sort: ReportSort) -> pl.DataFrame:
        def make() -> pl.DataFrame:
            if failing:
                return self._report_order(view, now, failing=False, sort=sort).filter(pl.col("failing"))
            return self._reports.sorted(self._selector.select(view, now), sort)

        return self._report_orders.get_or_make((*_meaning(view, now), failing, sort), make)


def _meaning(view: View, now: dt.datetime, aside: Collection[Field] = ()) -> tuple[object, ...]:
    """Return what a view comes to without the clauses on the fields ``aside``; equal for views of the same rows."""
    kept = View(tuple(clause for clause in view.clauses if clause.field not in aside))
    return kept.clauses, kept.resolved_days(now)


def _day_value(day: int | None, count: DayCount) -> FacetValue:
    value = "" if day is None else date_of(day).isoformat()
    return FacetValue(value, count.reports, count.successful, count.failed)
