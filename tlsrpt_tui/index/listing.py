"""Rows and reports in a view's order, a window at a time."""

import dataclasses
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock

import polars as pl

from tlsrpt_tui.index.counts import Counter, date_of, moment_of
from tlsrpt_tui.index.engine import ExportRow, FailureRecord, FailureRow, PolicyRecord, ReportRow
from tlsrpt_tui.index.ranks import Ranks
from tlsrpt_tui.index.schema import Strings, Tables
from tlsrpt_tui.index.selection import Selection
from tlsrpt_tui.index.view import Sort, SortColumn

_KEPT_ORDERS = 4

_SORTED_STRINGS = {
    SortColumn.ORGANIZATION: ("organization", Strings.ORGANIZATION),
    SortColumn.DOMAIN: ("domain", Strings.DOMAIN),
    SortColumn.RESULT_TYPE: ("result_type", Strings.RESULT_TYPE),
    SortColumn.MX_HOST: ("mx_host", Strings.MX_HOST),
    SortColumn.POLICY_TYPE: ("policy_type", Strings.POLICY_TYPE),
    SortColumn.SENDING_IP: ("sending_ip", Strings.IP),
}


class Listing:
    """Windows into one set of tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._ranks = Ranks(tables.strings)
        self._newest: pl.Series | None = None
        self._orders: OrderedDict[Sort, pl.Series] = OrderedDict()
        self._lock = Lock()

    def row_order(self, selection: Selection, sort: Sort) -> pl.DataFrame:
        """Return ``number`` of the selected failure rows, sorted."""
        with self._lock:
            order = self._orders.get(sort)
            if order is None:
                order = self._orders[sort] = self._sorted(sort)
            self._orders.move_to_end(sort)
            while len(self._orders) > _KEPT_ORDERS:
                self._orders.popitem(last=False)
        if selection.failures is not None:
            order = order.filter(selection.failures.gather(order))
        return order.to_frame("number")

    def _sorted(self, sort: Sort) -> pl.Series:
        """Return every failure row by number: by ``sort``, then newest, most failed and first found first."""
        failures = self._tables.failures
        if self._newest is None:
            frame = failures.select("day", "sessions", number=pl.int_range(pl.len(), dtype=pl.UInt32))
            newest = frame.sort("day", "sessions", descending=True, nulls_last=True, maintain_order=True)
            self._newest = newest["number"]
        if sort.column in _SORTED_STRINGS:
            column, strings = _SORTED_STRINGS[sort.column]
            key = self._ranks.of(strings).gather(failures[column])
        else:
            key = failures["sessions" if sort.column is SortColumn.FAILED else "day"]
        frame = pl.DataFrame({"key": key.gather(self._newest), "number": self._newest})
        return frame.sort("key", descending=sort.descending, nulls_last=True, maintain_order=True)["number"]

    def rows(self, numbers: pl.Series) -> tuple[FailureRow, ...]:
        """Return failure rows by number, in the order given."""
        frame = self._tables.failures[numbers]
        modes = self._text(Strings.MODE, self._tables.policies["mode"].gather(frame["policy"]))
        return tuple(
            FailureRow(number, report, None if day is None else date_of(day), *texts)
            for number, report, day, *texts in zip(
                numbers.to_list(),
                frame["report"].to_list(),
                frame["day"].to_list(),
                self._text(Strings.ORGANIZATION, frame["organization"]),
                self._text(Strings.DOMAIN, frame["domain"]),
                self._text(Strings.POLICY_TYPE, frame["policy_type"]),
                modes,
                self._text(Strings.RESULT_TYPE, frame["result_type"]),
                self._text(Strings.MX_HOST, frame["mx_host"]),
                self._text(Strings.MX_HELO, frame["mx_helo"]),
                self._text(Strings.IP, frame["sending_ip"]),
                self._text(Strings.IP, frame["receiving_ip"]),
                frame["sessions"].to_list(),
                self._text(Strings.REASON, frame["reason"]),
                self._text(Strings.INFO, frame["info"]),
                frame["position"].to_list(),
                self._tables.policies["counts"].gather(frame["policy"]).to_list(),
                strict=True,
            )
        )

    def export_rows(
        self, numbers: pl.Series, file: Callable[[int], str], member: Callable[[int], str]
    ) -> tuple[ExportRow, ...]:
        """Return failure rows by number with what names their reports, in the order given."""
        rows = self.rows(numbers)
        held = self._tables.failures["report"].gather(numbers)
        reports = self._tables.reports.select("report_id", "start", "end")[held]
        return tuple(
            ExportRow(row, report_id, moment_of(start), moment_of(end), file(row.report), member(row.report))
            for row, (report_id, start, end) in zip(rows, reports.iter_rows(), strict=True)
        )

    def _text(self, strings: Strings, codes: pl.Series) -> list[str]:
        return self._tables.strings[strings].gather(codes).to_list()

    def _one(self, strings: Strings, code: int) -> str:
        return str(self._tables.strings[strings][code])

    def record(self, number: int) -> FailureRecord:
        """Return one failure row with its policy and report, the file left open."""
        row = self.rows(pl.Series([number], dtype=pl.UInt32))[0]
        policy = self._tables.policies.row(self._tables.failures["policy"][number], named=True)
        report = self._tables.reports.row(row.report, named=True)
        text = self._one(Strings.POLICY_TEXT, policy["policy_text"])
        return FailureRecord(
            row=row,
            organization=self._one(Strings.SENT_ORGANIZATION, report["sent_organization"]),
            contact=self._one(Strings.CONTACT, report["contact"]),
            report_id=report["report_id"],
            policy_text=tuple(text.split("\n")) if text else (),
            policy_position=policy["position"],
            policy_successful=policy["successful"],
            policy_failed=policy["failed"],
            file="",
        )

    @staticmethod
    def with_file(record: FailureRecord, file: str) -> FailureRecord:
        """Return the record with the file it comes from."""
        return dataclasses.replace(record, file=file)

    def report_order(self, counter: Counter, selection: Selection) -> pl.DataFrame:
        """Return the selected reports, newest and most failed first, with what the list says of each."""
        failures = counter.failures(selection, "report")
        if selection.by_rows:
            summed = counter.counted_failures(selection, "report").group_by("report").agg(pl.col("failed").sum())
            counted = summed.with_columns(successful=pl.lit(None, dtype=pl.Int64))
        else:
            counted = counter.policies(selection).group_by("report").agg(pl.col("failed", "successful").sum())
        failing = failures.filter(pl.col("failed") > 0)["report"].unique()
        days = self._tables.reports["day"].gather(counted["report"])
        return counted.with_columns(
            day=days, failing=(pl.col("failed") > 0) | pl.col("report").is_in(failing.implode())
        ).sort("day", "failed", "report", descending=[True, True, False], nulls_last=True)

    def parts_of(self, reports: pl.Series, selection: Selection) -> dict[int, tuple[set[int], set[int]]]:
        """Return the codes of the domains and policy types that the selection holds of each of ``reports``."""
        frame = self._tables.failures if selection.by_rows else self._tables.policies
        mask = selection.failures if selection.by_rows else selection.policies
        named = frame.select("report", "domain", "policy_type")
        inside = named["report"].is_in(reports.implode())
        parts: dict[int, tuple[set[int], set[int]]] = {number: (set(), set()) for number in reports}
        for report, domain, policy_type in named.filter(inside if mask is None else inside & mask).iter_rows():
            parts[report][0].add(domain)
            parts[report][1].add(policy_type)
        if selection.named is not None:
            of_policies = self._tables.policies.select("report", "domain", "policy_type").filter(selection.named)
            for report, domain, policy_type in of_policies.filter(
                pl.col("report").is_in(reports.implode())
            ).iter_rows():
                parts[report][0].add(domain)
                parts[report][1].add(policy_type)
        return parts

    def reports(
        self, window: pl.DataFrame, parts: Mapping[int, tuple[set[int], set[int]]], name: Callable[[int], str]
    ) -> tuple[ReportRow, ...]:
        """Return the rows of a window of :meth:`report_order`, with what :meth:`parts_of` found of each."""
        domains, types = self._tables.strings[Strings.DOMAIN], self._tables.strings[Strings.POLICY_TYPE]
        made = []
        for item in window.iter_rows(named=True):
            report = self._tables.reports.row(item["report"], named=True)
            of_domains, of_types = parts[item["report"]]
            made.append(
                ReportRow(
                    number=item["report"],
                    day=None if item["day"] is None else date_of(item["day"]),
                    organization=self._one(Strings.SENT_ORGANIZATION, report["sent_organization"]),
                    domains=tuple(sorted(domains[code] for code in of_domains)),
                    policy_types=tuple(sorted(types[code] for code in of_types)),
                    successful=item["successful"],
                    failed=item["failed"],
                    notes=report["notes"],
                    conflict=report["conflict"],
                    file=name(item["report"]),
                )
            )
        return tuple(made)

    def policies_of(self, report: int) -> tuple[PolicyRecord, ...]:
        """Return the policies of one report with their failures, in the order in which they were sent."""
        failures = self._tables.failures
        policies = self._tables.policies
        found = ((policies["report"] == report) & policies["position"].is_not_null()).arg_true()
        made = []
        for number in found:
            policy = policies.row(number, named=True)
            rows = self.rows((failures["policy"] == number).arg_true().cast(pl.UInt32))
            made.append(self._policy(policy, rows))
        return tuple(made)

    def _policy(self, policy: dict[str, int], rows: tuple[FailureRow, ...]) -> PolicyRecord:
        text = self._one(Strings.POLICY_TEXT, policy["policy_text"])
        patterns = self._one(Strings.MX_PATTERNS, policy["mx_patterns"])
        return PolicyRecord(
            position=policy["position"],
            domain=self._one(Strings.DOMAIN, policy["domain"]),
            policy_type=self._one(Strings.POLICY_TYPE, policy["policy_type"]),
            mode=self._one(Strings.MODE, policy["mode"]),
            text=tuple(text.split("\n")) if text else (),
            mx_patterns=tuple(patterns.split("\n")) if patterns else (),
            successful=policy["successful"],
            failed=policy["failed"],
            counts=bool(policy["counts"]),
            failures=rows,
        )
