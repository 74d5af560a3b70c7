"""Rows and reports in a view's order, a window at a time."""

import dataclasses
from collections.abc import Callable, Mapping

import polars as pl

from tlsrpt_tui.index.counts import date_of, moment_of
from tlsrpt_tui.index.dictionary import Dictionary
from tlsrpt_tui.index.engine import ExportRow, FailureRecord, FailureRow, PolicyRecord, ReportRow
from tlsrpt_tui.index.kept import Kept
from tlsrpt_tui.index.ordering import Key, ordered
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
    SortColumn.MX_HELO: ("mx_helo", Strings.MX_HELO),
    SortColumn.RECEIVING_IP: ("receiving_ip", Strings.IP),
    SortColumn.REASON: ("reason", Strings.REASON),
}


class Listing:
    """Windows into one set of tables."""

    def __init__(self, tables: Tables, dictionaries: Mapping[Strings, Dictionary]) -> None:
        self._tables = tables
        self._dictionaries = dictionaries
        self._orders: Kept[Sort, pl.Series] = Kept(_KEPT_ORDERS)

    def row_order(self, selection: Selection, sort: Sort) -> pl.Series:
        """Return the numbers of the selected failure rows, sorted."""
        order = self._orders.get_or_make(sort, lambda: self._sorted(sort))
        return order if selection.failures is None else order.filter(selection.failures.gather(order))

    def _sorted(self, sort: Sort) -> pl.Series:
        """Return every failure row by number: by ``sort``, then newest, most failed and first found first."""
        failures = self._tables.failures
        keys = {"day": Key(failures["day"], descending=True), "sessions": Key(failures["sessions"], descending=True)}
        if sort.column in _SORTED_STRINGS:
            column, strings = _SORTED_STRINGS[sort.column]
            first = self._dictionaries[strings].rank.gather(failures[column])
        elif sort.column is SortColumn.MODE:
            modes = self._tables.policies["mode"].gather(failures["policy"])
            first = self._dictionaries[Strings.MODE].rank.gather(modes)
        elif sort.column is SortColumn.REPORT:
            first = Dictionary(self._tables.reports["report_id"]).rank.gather(failures["report"])
        else:
            column = "sessions" if sort.column is SortColumn.FAILED else "day"
            first = keys.pop(column).numbers
        return ordered([Key(first, descending=sort.descending), *keys.values()])

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

    def parts_of(self, reports: pl.Series, selection: Selection) -> dict[int, tuple[set[int], set[int]]]:
        """Return the codes of the domains and policy types that the selection holds of each of ``reports``."""
        parts: dict[int, tuple[set[int], set[int]]] = {number: (set(), set()) for number in reports}
        policies, failures = self._tables.policies, self._tables.failures
        held = [(failures, selection.failures) if selection.by_rows else (policies, selection.policies)]
        if selection.named is not None:
            held.append((policies, selection.named))
        for table, mask in held:
            numbers = _rows_of_reports(table, reports)
            if mask is not None:
                numbers = numbers.filter(mask.gather(numbers))
            for report, domain, policy_type in table.select("report", "domain", "policy_type")[numbers].iter_rows():
                parts[report][0].add(domain)
                parts[report][1].add(policy_type)
        return parts

    def reports(
        self, window: pl.DataFrame, parts: Mapping[int, tuple[set[int], set[int]]], name: Callable[[int], str]
    ) -> tuple[ReportRow, ...]:
        """Return the rows of a window of :meth:`report_order`, with what :meth:`parts_of` found of each."""
        domains, types = self._tables.strings[Strings.DOMAIN], self._tables.strings[Strings.POLICY_TYPE]
        held = self._tables.reports.select("sent_organization", "notes", "conflict")[window["report"]]
        organizations = self._text(Strings.SENT_ORGANIZATION, held["sent_organization"])
        listed = window.select("report", "day", "successful", "failed").iter_rows()
        return tuple(
            ReportRow(
                number=number,
                day=None if day is None else date_of(day),
                organization=organization,
                domains=tuple(sorted(domains[code] for code in parts[number][0])),
                policy_types=tuple(sorted(types[code] for code in parts[number][1])),
                successful=successful,
                failed=failed,
                notes=notes,
                conflict=conflict is not None,
                file=name(number),
            )
            for (number, day, successful, failed), organization, notes, conflict in zip(
                listed, organizations, held["notes"].to_list(), held["conflict"].to_list(), strict=True
            )
        )

    def policies_of(self, report: int) -> tuple[PolicyRecord, ...]:
        """Return the policies of one report with their failures, in the order in which they were sent."""
        failures, policies = self._tables.failures, self._tables.policies
        wanted = pl.Series([report], dtype=policies.schema["report"])
        numbers = _rows_of_reports(failures, wanted)
        of_policy = failures["policy"].gather(numbers)
        made = []
        for number in _rows_of_reports(policies, wanted):
            policy = policies.row(number, named=True)
            if policy["position"] is not None:
                made.append(self._policy(policy, self.rows(numbers.filter(of_policy == number))))
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


def _rows_of_reports(table: pl.DataFrame, reports: pl.Series) -> pl.Series:
    """Return the numbers of the rows of ``reports``; tables are sorted by report."""
    held = table["report"]
    wanted = reports.cast(held.dtype)
    first, last = held.search_sorted(wanted, side="left"), held.search_sorted(wanted, side="right")
    spans = pl.DataFrame({"first": first, "last": last}).filter(pl.col("first") < pl.col("last"))
    return spans.select(pl.int_ranges("first", "last", dtype=pl.UInt32).explode()).to_series()
