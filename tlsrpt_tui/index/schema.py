"""The three tables and their dictionaries, once; every column that counts or sorts is made when they are built."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from tlsrpt_tui.index.states import PartState
from tlsrpt_tui.reports.model import Note

EPOCH = dt.date(1970, 1, 1)


class Strings(StrEnum):
    """The dictionaries: each holds the distinct strings of one kind, and tables hold their places in it."""

    ORGANIZATION = "organization"
    SENT_ORGANIZATION = "sent_organization"
    CONTACT = "contact"
    DOMAIN = "domain"
    POLICY_TYPE = "policy_type"
    MODE = "mode"
    POLICY_TEXT = "policy_text"
    MX_PATTERNS = "mx_patterns"
    RESULT_TYPE = "result_type"
    MX_HOST = "mx_host"
    MX_HELO = "mx_helo"
    IP = "ip"
    REASON = "reason"
    INFO = "info"


REPORTS = {
    "organization": pl.UInt32,
    "sent_organization": pl.UInt32,
    "contact": pl.UInt32,
    "report_id": pl.String,
    "start": pl.Int64,  # seconds since 1970 UTC, null when the report has no readable date
    "end": pl.Int64,
    "day": pl.Int32,  # days since 1970, of start; null likewise
    "file": pl.UInt32,
    "document": pl.UInt32,
    "notes": pl.UInt32,
    "digest": pl.Binary,  # of the document, 16 bytes: tells whether the file still holds it
    "conflict": pl.Boolean,
}
"""One row a distinct report; a report's number is its row."""

POLICIES = {
    "report": pl.UInt32,
    "organization": pl.UInt32,
    "day": pl.Int32,
    "domain": pl.UInt32,
    "policy_type": pl.UInt32,
    "mode": pl.UInt32,
    "policy_text": pl.UInt32,
    "mx_patterns": pl.UInt32,
    "position": pl.UInt32,  # null for the row that stands for a report without policies
    "successful": pl.Int64,
    "failed": pl.Int64,
    "counted_successful": pl.Int64,
    "counted_failed": pl.Int64,
    "rival": pl.UInt32,  # names the policies that describe the same sessions; null where none does
    "counts": pl.Boolean,  # false for the side of a rivalry that does not count
}
"""One row a policy of a report; organization and day repeat those of the report."""

FAILURES = {
    "policy": pl.UInt32,
    "report": pl.UInt32,
    "organization": pl.UInt32,
    "day": pl.Int32,
    "domain": pl.UInt32,
    "policy_type": pl.UInt32,
    "result_type": pl.UInt32,
    "mx_host": pl.UInt32,
    "mx_helo": pl.UInt32,
    "sending_ip": pl.UInt32,
    "receiving_ip": pl.UInt32,
    "sessions": pl.Int64,
    "reason": pl.UInt32,
    "info": pl.UInt32,
    "position": pl.UInt32,  # null for the row that stands for failures without details
}
"""One row a failure detail; the columns up to policy_type repeat those of the policy."""

COUNTS = frozenset({"successful", "failed", "counted_successful", "counted_failed", "sessions"})
"""Columns that are summed; they widen to 128 bits where a sum could pass 2^63-1."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as it was found.

    Attributes:
        name: sanitised, relative to the path that was given.
        path: where to open it again; never shown.
        size: bytes.
    """

    name: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Part:
    """One document or refusal of a file.

    Attributes:
        member: where in the file; "" for the file itself.
        state: before conflicts are known: READ, DUPLICATE or a refusal.
        sentence: why, for refusals.
        report: number of the report that was read, or that this one repeats.
    """

    member: str
    state: PartState
    sentence: str = ""
    report: int | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """All that is known of the loaded folder."""

    reports: pl.DataFrame
    policies: pl.DataFrame
    failures: pl.DataFrame
    strings: dict[Strings, pl.Series]
    notes: dict[int, tuple[Note, ...]] = field(default_factory=dict)
    rivals: dict[int, tuple[int, ...]] = field(default_factory=dict)
    files: tuple[FileEntry, ...] = ()
    parts: tuple[tuple[Part, ...], ...] = ()
    source: str = ""
