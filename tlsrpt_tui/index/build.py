"""Reports into tables: numbering, duplicates, conflicts and counting, one report at a time."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import polars as pl

from tlsrpt_tui.index.counting import tally
from tlsrpt_tui.index.schema import (
    COUNTS,
    EPOCH,
    FAILURES,
    POLICIES,
    REPORTS,
    FileEntry,
    Part,
    Strings,
    Tables,
)
from tlsrpt_tui.index.states import PartState
from tlsrpt_tui.reports.model import NO_DETAILS, FailureDetail, Note, Policy, Report

_LARGEST_INT64 = 2**63 - 1
_NO_POLICY = Policy("", "", (), (), "", None, None, (), 0)
"""Stands for the policies of a report that has none, so that the report stays in every list."""

_BATCH = 8192
_Inherited: TypeAlias = tuple[int, int, int | None]
"""Number, organization and day of a report, as its policies and failures repeat them."""

_POLICY_STRINGS = (Strings.DOMAIN, Strings.POLICY_TYPE, Strings.MODE, Strings.POLICY_TEXT, Strings.MX_PATTERNS)
_FAILURE_STRINGS = (
    Strings.RESULT_TYPE,
    Strings.MX_HOST,
    Strings.MX_HELO,
    Strings.IP,
    Strings.REASON,
    Strings.INFO,
)
_SECOND = dt.timedelta(seconds=1)
_START = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _seconds(moment: dt.datetime | None) -> int | None:
    return None if moment is None else (moment - _START) // _SECOND


def _day(moment: dt.datetime | None) -> int | None:
    return None if moment is None else (moment.date() - EPOCH).days


class _Dictionary(dict[str, int]):
    """Distinct strings, each with its place in the order of their first appearance."""

    def __missing__(self, value: str) -> int:
        place = self[value] = len(self)
        return place


class _Rows:
    """Rows of one table; packed in batches, as a row of Python objects takes many times its room."""

    def __init__(self, schema: Mapping[str, type[pl.DataType]]) -> None:
        self._schema = schema
        self._packed: list[pl.DataFrame] = []
        self._packed_rows = 0
        self._loose: list[tuple[object, ...]] = []

    def __len__(self) -> int:
        return self._packed_rows + len(self._loose)

    def append(self, row: tuple[object, ...]) -> None:
        """Take one row, its values in the order of the columns."""
        self._loose.append(row)
        if len(self._loose) >= _BATCH:
            self._pack()

    def _pack(self) -> None:
        columns = zip(*self._loose, strict=True) if self._loose else ([] for _ in self._schema)
        series = [
            pl.Series(name, values, dtype=dtype)
            for (name, dtype), values in zip(self._schema.items(), columns, strict=True)
        ]
        self._packed.append(pl.DataFrame(series))
        self._packed_rows += len(self._loose)
        self._loose.clear()

    def frame(self, *, wide: bool) -> pl.DataFrame:
        """Return all rows; where they are ``wide``, with 128 bits for all that is summed."""
        self._pack()
        self._packed = [pl.concat(self._packed, rechunk=True)]
        frame = self._packed[0]
        return frame.cast({name: pl.Int128 for name in frame.columns if name in COUNTS}) if wide else frame


_Key = tuple[str, str, dt.datetime | None, dt.datetime | None]
"""What two versions of one report have in common: organization, report id, start and end."""


class TableBuilder:
    """Collects files and reports, and freezes what it has into tables as often as asked."""

    def __init__(self, source: str = "") -> None:
        self._source = source
        strings = {name: _Dictionary() for name in Strings}
        self._strings = strings
        self._report_strings = strings[Strings.SENT_ORGANIZATION], strings[Strings.CONTACT]
        self._policy_strings = tuple(strings[name] for name in _POLICY_STRINGS)
        self._failure_strings = tuple(strings[name] for name in _FAILURE_STRINGS)
        self._organizations: list[str] = []
        self._reports = _Rows({name: dtype for name, dtype in REPORTS.items() if name != "conflict"})
        self._policies = _Rows(POLICIES)
        self._failures = _Rows(FAILURES)
        self._notes: dict[int, tuple[Note, ...]] = {}
        self._numbers: dict[bytes, int] = {}
        self._versions: dict[_Key, list[int]] = {}
        self._files: list[FileEntry] = []
        self._parts: list[tuple[Part, ...]] = []
        self._rivalries = 0
        self._sessions = 0

    @property
    def reports(self) -> int:
        """Distinct reports so far."""
        return len(self._reports)

    @property
    def files(self) -> int:
        """Files so far."""
        return len(self._files)

    def add_file(self, entry: FileEntry, parts: Iterable[Part | tuple[str, int, Report]]) -> None:
        """Take one file with all its parts: refusals as they are, reports as (member, ordinal, report)."""
        file = len(self._files)
        self._files.append(entry)
        taken = [part if isinstance(part, Part) else self._take(*part, file) for part in parts]
        self._parts.append(tuple(taken))

    def _take(self, member: str, ordinal: int, report: Report, file: int) -> Part:
        # Equal content is the same report, whatever the file or mail around it says of the sender.
        known = self._numbers.get(report.digest)
        if known is not None:
            return Part(member, PartState.DUPLICATE, report=known)
        number = self._numbers[report.digest] = self._add_report(report, file, ordinal)
        if report.report_id:
            key = (report.organization_name.strip().casefold(), report.report_id, report.start, report.end)
            self._versions.setdefault(key, []).append(number)
        return Part(member, PartState.NOTES if report.notes else PartState.READ, report=number)

    def _add_report(self, report: Report, file: int, ordinal: int) -> int:
        number = self.reports
        names, contacts = self._report_strings
        organization = self._organization(report.organization_name.strip())
        day = _day(report.start)
        self._reports.append(
            (
                organization,
                names[report.organization_name],
                contacts[report.contact_info],
                report.report_id,
                _seconds(report.start),
                _seconds(report.end),
                day,
                file,
                ordinal,
                len(report.notes),
                report.digest,
            )
        )
        if report.notes:
            self._notes[number] = report.notes
        inherited = (number, organization, day)
        if not report.policies:
            self._add_policy(_NO_POLICY, inherited, position=None, rival=None, counts=True)
        for policy, counting in zip(report.policies, tally(report.policies), strict=True):
            rival = None if counting.rivalry is None else self._rivalries + counting.rivalry
            self._add_policy(policy, inherited, position=policy.position, rival=rival, counts=counting.counts)
        self._rivalries += len(report.policies)
        return number

    def _organization(self, name: str) -> int:
        """Return the place of an organization; names that differ in case only share that of the first."""
        place = self._strings[Strings.ORGANIZATION][name.casefold()]
        if place == len(self._organizations):
            self._organizations.append(name)
        return place

    def _add_policy(
        self, policy: Policy, inherited: _Inherited, *, position: int | None, rival: int | None, counts: bool
    ) -> None:
        domains, types, modes, texts, patterns = self._policy_strings
        number = len(self._policies)
        named = (domains[policy.policy_domain], types[policy.policy_type])
        successful, failed = policy.successful or 0, policy.failed or 0
        self._policies.append(
            (
                *inherited,
                *named,
                modes[policy.mode],
                texts["\n".join(policy.policy_string)],
                patterns["\n".join(policy.mx_host)],
                position,
                successful,
                failed,
                successful if counts else 0,
                failed if counts else 0,
                rival,
                counts,
            )
        )
        self._sessions += successful + failed
        shared = (number, *inherited, *named)
        for detail in policy.failure_details:
            self._add_failure(detail, shared, position=detail.position)
        if failed and not policy.failure_details:
            self._add_failure(FailureDetail(NO_DETAILS, "", "", "", "", failed, "", "", 0), shared, position=None)

    def _add_failure(self, detail: FailureDetail, shared: tuple[int | None, ...], *, position: int | None) -> None:
        results, hosts, helos, addresses, reasons, infos = self._failure_strings
        self._sessions += detail.failed_session_count
        self._failures.append(
            (
                *shared,
                results[detail.result_type],
                hosts[detail.receiving_mx_hostname],
                helos[detail.receiving_mx_helo],
                addresses[detail.sending_mta_ip],
                addresses[detail.receiving_ip],
                detail.failed_session_count,
                reasons[detail.failure_reason_code],
                infos[detail.additional_information],
                position,
            )
        )

    def freeze(self) -> Tables:
        """Return everything taken so far; the builder stays usable."""
        wide = self._sessions > _LARGEST_INT64
        rivals: dict[int, tuple[int, ...]] = {}
        for versions in self._versions.values():
            if len(versions) > 1:
                rivals.update(dict.fromkeys(versions, tuple(versions)))
        conflict = pl.Series([False]).new_from_index(0, self.reports)
        if rivals:
            conflict[sorted(rivals)] = True
        return Tables(
            reports=self._reports.frame(wide=wide).with_columns(conflict=conflict),
            policies=self._policies.frame(wide=wide),
            failures=self._failures.frame(wide=wide),
            strings={
                name: pl.Series(
                    name.value, self._organizations if name is Strings.ORGANIZATION else list(held), dtype=pl.String
                )
                for name, held in self._strings.items()
            },
            notes=dict(self._notes),
            rivals=rivals,
            files=tuple(self._files),
            parts=tuple(self._parts),
            source=self._source,
        )
