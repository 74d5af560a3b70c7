"""The three tables and their dictionaries, once; every column that counts or sorts is made when they are built."""

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from tlsrpt_tui.index.batch import Strings
from tlsrpt_tui.index.states import STATES, PartState
from tlsrpt_tui.reports.roots import Root

__all__ = [
    "COUNTS",
    "EPOCH",
    "FAILURES",
    "FILES",
    "FRAMES",
    "NOTES",
    "PARTS",
    "POLICIES",
    "REPORTS",
    "STATES",
    "FileEntry",
    "Part",
    "Root",
    "Strings",
    "Tables",
    "tables_of",
]

EPOCH = dt.date(1970, 1, 1)


REPORTS: Final[Mapping[str, type[pl.DataType]]] = {
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
    "digest_high": pl.UInt64,  # of the document, 16 bytes: tells whether the file still holds it
    "digest_low": pl.UInt64,
    "conflict": pl.UInt32,  # names the reports that contradict each other; null where none does
}
"""One row a distinct report; a report's number is its row."""

POLICIES: Final[Mapping[str, type[pl.DataType]]] = {
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

FAILURES: Final[Mapping[str, type[pl.DataType]]] = {
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

FILES: Final[Mapping[str, type[pl.DataType]]] = {
    "name": pl.String,  # sanitised, relative to the path that was given
    "path": pl.Binary,  # where to open it, as the file system writes it; null where the root and the name say it
    "root": pl.UInt32,
    "size": pl.Int64,  # bytes, when it was read
    "mtime_ns": pl.Int64,  # of its last change before it was read, since 1970
}
"""One row a file that was found; its path is empty where it was not to be opened."""

PARTS: Final[Mapping[str, type[pl.DataType]]] = {
    "file": pl.UInt32,
    "member": pl.UInt32,
    "state": pl.UInt8,  # place in PartState, before conflicts are known: READ, NOTES, DUPLICATE or a refusal
    "sentence": pl.UInt32,
    "report": pl.UInt32,  # that was read, or that this one repeats; null for refusals
}
"""One row a document or refusal of a file, in the order of the files."""

NOTES: Final[Mapping[str, type[pl.DataType]]] = {
    "report": pl.UInt32,
    "note": pl.UInt32,  # field, what was found and what was done, with line breaks between
}
"""One row a note on a report, in the order of the reports."""

FRAMES: Final[dict[str, Mapping[str, type[pl.DataType]]]] = {
    "reports": REPORTS,
    "policies": POLICIES,
    "failures": FAILURES,
    "files": FILES,
    "parts": PARTS,
    "notes": NOTES,
}
"""The columns of each table, by its name."""

COUNTS = frozenset({"successful", "failed", "counted_successful", "counted_failed", "sessions"})
"""Columns that are summed; they widen to 128 bits where a sum could pass 2^63-1."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as it was found.

    Attributes:
        name: sanitised, relative to the path that was given.
        path: where to open it again; never shown; "" where it was not to be opened.
        size: bytes.
        mtime_ns: of its last change, since 1970.
        root: place of the given path that it was found under.
    """

    name: str
    path: str
    size: int
    mtime_ns: int = 0
    root: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One refusal of a file, as it goes into the tables.

    Attributes:
        member: where in the file; "" for the file itself.
        state: which kind of refusal.
        sentence: why.
    """

    member: str
    state: PartState
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Tables:
    """All that is known of the loaded folder; ``kept`` where the cache holds just this."""

    reports: pl.DataFrame
    policies: pl.DataFrame
    failures: pl.DataFrame
    files: pl.DataFrame
    parts: pl.DataFrame
    notes: pl.DataFrame
    strings: dict[Strings, pl.Series]
    roots: tuple[Root, ...] = ()
    source: str = ""
    kept: bool = False

    def path_of(self, file: int) -> str:
        """Return where to open a file again; "" where it was not to be opened."""
        path = self.files["path"][file]
        if path is not None:
            return os.fsdecode(path)
        root = self.roots[self.files["root"][file]]
        return f"{root.real.rstrip('/')}/{self.files['name'][file].removeprefix(root.prefix)}"


def tables_of(
    frames: Mapping[str, pl.DataFrame], strings: dict[Strings, pl.Series], roots: tuple[Root, ...], source: str
) -> Tables:
    """Return the tables that frames are, by their names in :data:`FRAMES`."""
    reports, policies, failures, files, parts, notes = (frames[name] for name in FRAMES)
    return Tables(reports, policies, failures, files, parts, notes, strings, roots, source)
