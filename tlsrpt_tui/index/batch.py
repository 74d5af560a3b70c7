"""What was read of a stretch of files, as plain columns: what worker processes hand over, free of polars."""

from dataclasses import dataclass
from enum import StrEnum
from struct import Struct
from typing import Final


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
    MEMBER = "member"
    SENTENCE = "sentence"
    NOTE = "note"


NULL: Final = -(2**63)
"""Stands for nothing in any column."""

COLUMNS: Final = {
    "reports": ("sent_organization", "contact", "start", "end", "file", "document", "notes"),
    "policies": (
        "report",
        "domain",
        "policy_type",
        "mode",
        "policy_text",
        "mx_patterns",
        "position",
        "successful",
        "failed",
        "rival",
        "counts",
    ),
    "failures": (
        "policy",
        "result_type",
        "mx_host",
        "mx_helo",
        "sending_ip",
        "receiving_ip",
        "sessions",
        "reason",
        "info",
        "position",
    ),
    "parts": ("file", "member", "state", "sentence", "report"),
    "notes": ("report", "note"),
    "files": ("size", "mtime_ns"),
}
"""The columns of each table as a batch holds them, in their order."""

PACKED: Final = {name: Struct(f"={len(columns)}q") for name, columns in COLUMNS.items()}
"""One row of each table: 64 bits a column."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of files; all numbers count on within the session.

    Attributes:
        session: names the dictionaries that places refer to; batches of one session are to be taken in their order.
        strings: what has joined those dictionaries since the batch before.
        report_ids: of the reports.
        digests: of the reports, 16 bytes each.
        rows: of each table in :data:`COLUMNS`, packed one behind the other.
    """

    session: tuple[int, int]
    strings: dict[Strings, list[str]]
    report_ids: list[str]
    digests: bytes
    rows: dict[str, bytes]

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self.rows["files"]) // PACKED["files"].size
