"""Failure rows and reports as answers: single, in windows, and whole with what surrounds them."""

import datetime as dt
from dataclasses import dataclass

from tlsrpt_tui.index.view import View
from tlsrpt_tui.reports.model import Hints, Note
from tlsrpt_tui.reports.raw import RawLine


@dataclass(frozen=True, slots=True)
class FailureRow:
    """One failure detail; ``number`` names it for as long as the index lives, ``position`` is its place as sent.

    ``counts`` is false where the same sessions are counted under another policy of the report.
    """

    number: int
    report: int
    day: dt.date | None
    organization: str
    domain: str
    policy_type: str
    mode: str
    result_type: str
    mx_host: str
    mx_helo: str
    sending_ip: str
    receiving_ip: str
    sessions: int
    reason: str
    info: str
    position: int | None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class RowIdentity:
    """What a failure row is in whatever index holds its report: the report, and its place among that report's rows."""

    report: bytes
    place: int


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows ``offset`` to ``offset + len(rows)`` of ``total`` in a view's order."""

    view: View
    offset: int
    rows: tuple[FailureRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A failure row with what names its report.

    Attributes:
        start, end: of the report's period, UTC; ``None`` without a readable date.
        member: where in ``file`` the report is; "" for the file itself.
    """

    row: FailureRow
    report_id: str
    start: dt.datetime | None
    end: dt.datetime | None
    file: str
    member: str


@dataclass(frozen=True, slots=True)
class FailureRecord:
    """A failure row with the policy and the report that it comes from."""

    row: FailureRow
    organization: str
    contact: str
    report_id: str
    policy_text: tuple[str, ...]
    policy_position: int
    policy_successful: int
    policy_failed: int
    file: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report as the list shows it; counts as in :class:`Totals`."""

    number: int
    day: dt.date | None
    organization: str
    domains: tuple[str, ...]
    policy_types: tuple[str, ...]
    successful: int | None
    failed: int
    notes: int
    conflict: bool
    file: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Reports ``offset`` to ``offset + len(rows)`` of ``total``; ``failing`` of all in the view have a failure."""

    view: View
    offset: int
    rows: tuple[ReportRow, ...]
    total: int
    failing: int
    reports: int


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """One policy of a report as the sender saw it, with what failed under it."""

    position: int
    domain: str
    policy_type: str
    mode: str
    text: tuple[str, ...]
    mx_patterns: tuple[str, ...]
    successful: int
    failed: int
    counts: bool
    failures: tuple[FailureRow, ...]


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """One report, whole, with its document read again from its file.

    Attributes:
        lines: the document, printed; empty when it could not be read again, and then ``problem`` says why.
        message: From and Date of the mail it came in; "" when it was not mailed.
        rivals: files of other versions of the same report, where there is a conflict.
    """

    number: int
    organization: str
    contact: str
    report_id: str
    start: dt.datetime | None
    end: dt.datetime | None
    policies: tuple[PolicyRecord, ...]
    notes: tuple[Note, ...]
    file: str
    member: str
    size: int
    conflict: bool
    rivals: tuple[str, ...]
    hints: Hints
    lines: tuple[RawLine, ...]
    problem: str
