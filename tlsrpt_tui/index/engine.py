"""The questions an index answers, and the frozen, plain answers; any engine that can give them will do."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Protocol

from tlsrpt_tui.index.facet_answers import Facet, FacetValue, FacetWish
from tlsrpt_tui.index.list_sort import NEWEST_FIRST, WORST_FIRST, FileSort, Hit, ReportSort
from tlsrpt_tui.index.records import (
    ExportRow,
    FailureRecord,
    FailureRow,
    PolicyRecord,
    ReportPage,
    ReportRecord,
    ReportRow,
    RowIdentity,
    RowPage,
)
from tlsrpt_tui.index.seen import DomainSeen, PolicySeen
from tlsrpt_tui.index.states import FileCounts, FilePage
from tlsrpt_tui.index.tally import Contact, Evidence, Tally
from tlsrpt_tui.index.view import DayRange, Field, View

__all__ = [
    "Bar",
    "Dimension",
    "Engine",
    "ExportRow",
    "FailureRecord",
    "FailureRow",
    "Overview",
    "PolicyRecord",
    "ReportPage",
    "ReportRecord",
    "ReportRow",
    "RowIdentity",
    "RowPage",
    "Timeline",
    "Totals",
]


class Dimension(StrEnum):
    """What failures can be counted by."""

    ORGANIZATIONS = "organizations"
    DOMAINS = "domains"
    POLICY_TYPES = "policy_types"
    MX_HOSTS = "mx_hosts"
    RESULT_TYPES = "result_types"
    SENDING_IPS = "sending_ips"

    @property
    def field(self) -> Field:
        """The field of the filter language that narrows to one of its values."""
        return _FIELDS[self]

    @property
    def attributes_successes(self) -> bool:
        """Whether reports say how many sessions succeeded for each of its values (RFC 8460 §4.4)."""
        return self in _ATTRIBUTED


_FIELDS = {
    Dimension.ORGANIZATIONS: Field.ORGANIZATION,
    Dimension.DOMAINS: Field.DOMAIN,
    Dimension.POLICY_TYPES: Field.POLICY,
    Dimension.MX_HOSTS: Field.MX,
    Dimension.RESULT_TYPES: Field.RESULT,
    Dimension.SENDING_IPS: Field.SENDING_IP,
}
_ATTRIBUTED = frozenset({Dimension.ORGANIZATIONS, Dimension.DOMAINS, Dimension.POLICY_TYPES})


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over one view.

    Attributes:
        reports: distinct reports with something in the view.
        rows: failure rows in the view, of ``all_rows``.
        successful: sessions; ``None`` where the view picks by MX host, result type or IP, to which no
            report attributes successes.
        failed: sessions by the reports' summaries, or reported failures where ``successful`` is ``None``.
        start, end: of the periods of those reports, UTC; ``None`` without a readable date.
    """

    reports: int
    all_reports: int
    rows: int
    all_rows: int
    successful: int | None
    failed: int
    start: dt.datetime | None
    end: dt.datetime | None

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The first and last day of those periods; one that ends at midnight does not reach the next day."""
        if self.start is None or self.end is None:
            return None
        last = self.end - dt.timedelta(seconds=1) if self.end > self.start else self.end
        return self.start.date(), last.date()

    @property
    def rate(self) -> float | None:
        """Failed of all sessions, 0 to 1; ``None`` where there is no such thing."""
        if self.successful is None or self.successful + self.failed == 0:
            return None
        return self.failed / (self.failed + self.successful)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of whole UTC days, by the day on which a report's period starts; without reports it is a gap."""

    first: dt.date
    last: dt.date
    reports: int
    successful: int | None
    failed: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Failed sessions over time under all filters but those on time.

    Attributes:
        unit: ``day``, ``week``, ``month``, ``quarter`` or ``year``.
        bars: every stretch from the first to the last, gaps included.
        newest: the newest day with a report; ``None`` when there is none.
        span: the first and last day of all reports, be they in the bars or not; ``None`` when there is none.
    """

    unit: str
    bars: tuple[Bar, ...]
    newest: dt.date | None
    span: tuple[dt.date, dt.date] | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """All that Explore shows of one view, from one look at the tables."""

    view: View
    totals: Totals
    facets: dict[Dimension, Facet]
    timeline: Timeline


class Engine(Protocol):
    """What every screen and every headless command asks; each question may be asked from any thread."""

    @property
    def source(self) -> str:
        """How the folder is called on screen."""
        ...

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
        ...

    def timeline(self, view: View, *, now: dt.datetime, bars: int, window: DayRange | None = None) -> Timeline:
        """Count over time, at most ``bars`` bars; with ``window``, only those that hold a day of it."""
        ...

    def totals(self, view: View, *, now: dt.datetime, within: View | None = None) -> Totals:
        """Sum up one view; with ``within``, only what that view shows too."""
        ...

    def facet(self, view: View, dimension: Dimension, *, now: dt.datetime, own: bool = False) -> Facet:
        """Count every value of one dimension; with ``own``, under its own filters too."""
        ...

    def days(self, view: View, *, now: dt.datetime) -> tuple[FacetValue, ...]:
        """Count by day, oldest first; reports without a readable date come first, under ""."""
        ...

    def rows(self, view: View, *, now: dt.datetime, offset: int, limit: int) -> RowPage:
        """Return a window of failure rows in the view's order."""
        ...

    def export_rows(self, view: View, *, now: dt.datetime, offset: int, limit: int) -> tuple[ExportRow, ...]:
        """Return a window of failure rows in the view's order, each with what names its report."""
        ...

    def write_parquet(
        self, view: View, target: BinaryIO, *, now: dt.datetime, columns: Sequence[str] | None = None
    ) -> None:
        """Write every failure row in the view's order as Parquet, with ``columns`` of an export, or all of them."""
        ...

    def record(self, number: int) -> FailureRecord:
        """Return one failure row with its surroundings."""
        ...

    def reports(
        self, view: View, *, now: dt.datetime, failing: bool, offset: int, limit: int, sort: ReportSort = NEWEST_FIRST
    ) -> ReportPage:
        """Return a window of reports, sorted; with ``failing``, only those in which something failed."""
        ...

    def report_place(
        self, view: View, number: int, *, now: dt.datetime, failing: bool, sort: ReportSort = NEWEST_FIRST
    ) -> int | None:
        """Return the place of a report in the list that :meth:`reports` gives; ``None`` when it is not in it."""
        ...

    def report(self, number: int) -> ReportRecord:
        """Return one report, whole; reads its file again."""
        ...

    def report_identity(self, number: int) -> bytes:
        """Return what names a report in whatever index holds it; a mere look-up."""
        ...

    def report_named(self, identity: bytes) -> int | None:
        """Return the number that a report has here; ``None`` when it is not here."""
        ...

    def row_identity(self, number: int) -> RowIdentity:
        """Return what names a failure row in whatever index holds its report; a mere look-up."""
        ...

    def row_named(self, identity: RowIdentity) -> int | None:
        """Return the number that a failure row has here; ``None`` when it is not here."""
        ...

    def row_place(self, view: View, number: int, *, now: dt.datetime) -> int | None:
        """Return the place of a failure row in the list that :meth:`rows` gives; ``None`` when it is not in it."""
        ...

    def file_counts(self) -> FileCounts:
        """Count the files by what became of them."""
        ...

    def files(
        self, *, problems: bool, offset: int, limit: int, plain: bool = True, sort: FileSort = WORST_FIRST
    ) -> FilePage:
        """Return a window of files; with ``problems``, without those that were read or are no reports.

        Without ``plain``, those are left out of which there is nothing to tell but that one report was read.
        """
        ...

    def file_place(self, name: str, *, problems: bool, sort: FileSort = WORST_FIRST) -> int | None:
        """Return the place of a file in the list that :meth:`files` gives; ``None`` when it is not in it."""
        ...

    def seek_row(self, view: View, text: str, *, now: dt.datetime, place: int, forward: bool) -> Hit | None:
        """Return the next failure row that holds ``text``, or, with "", of which sessions failed."""
        ...

    def seek_report(
        self, view: View, text: str, *, now: dt.datetime, failing: bool, sort: ReportSort, place: int, forward: bool
    ) -> Hit | None:
        """Return the next report in the list that holds ``text``, or, with "", in which something failed."""
        ...

    def seek_file(self, text: str, *, problems: bool, sort: FileSort, place: int, forward: bool) -> Hit | None:
        """Return the next file in the list that holds ``text``, or, with "", that has a problem."""
        ...

    def domain_seen(self, names: Sequence[str], *, now: dt.datetime) -> DomainSeen:
        """Return what senders saw under the names of a domain and of its MX hosts; long tails are cut."""
        ...

    def policies_seen(self, view: View, *, now: dt.datetime, changed: bool = False) -> tuple[PolicySeen, ...]:
        """Return which policies senders saw, by the view's clauses on sender, domain and type; long tails are cut.

        With ``changed``, only where a sender saw more than one policy of a domain.
        """
        ...

    def tally(self, view: View, *, now: dt.datetime) -> Tally:
        """Sum up what failed by place, way, sender and day, and all sessions by sender, domain and day.

        Failures are those of the rows in the view. All sessions are those that they are a share of: under the view
        without its clauses on result type, MX host and IPs, to which no report attributes successes.
        """
        ...

    def evidence(self, view: View, *, now: dt.datetime) -> Evidence:
        """Count what the failure rows of a view say beside what :meth:`tally` groups them by."""
        ...

    def contacts(self, view: View, *, now: dt.datetime) -> tuple[Contact, ...]:
        """Return the newest contact of each sender in the reports of a view's failure rows, where any names one."""
        ...
