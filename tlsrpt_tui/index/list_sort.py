"""In which order reports and files are listed, and what is found in a list."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ReportColumn(StrEnum):
    """What reports can be sorted by."""

    DAY = "day"
    SENDER = "sender"
    DOMAIN = "domain"
    POLICIES = "policies"
    FAILED = "failed"
    OK = "ok"
    RATE = "rate"
    NOTES = "notes"
    FILE = "file"


class FileColumn(StrEnum):
    """What files can be sorted by."""

    STATE = "state"
    FILE = "file"
    SIZE = "size"


FROM_GREATEST: Final = frozenset(
    {
        ReportColumn.DAY,
        ReportColumn.FAILED,
        ReportColumn.OK,
        ReportColumn.RATE,
        ReportColumn.NOTES,
        FileColumn.SIZE,
    }
)
"""Columns that people read from the greatest."""


@dataclass(frozen=True, slots=True)
class ReportSort:
    """The order of reports; ties fall to the newest, then to the most failed."""

    column: ReportColumn = ReportColumn.DAY
    descending: bool = True


@dataclass(frozen=True, slots=True)
class FileSort:
    """The order of files; by state the worst come first, and ties fall to the name."""

    column: FileColumn = FileColumn.STATE
    descending: bool = False


NEWEST_FIRST: Final = ReportSort()
WORST_FIRST: Final = FileSort()


@dataclass(frozen=True, slots=True)
class Hit:
    """What was looked for.

    Attributes:
        place: of it in the list, from 0.
        number: of it among all hits, from 1, of ``hits``.
        wrapped: whether it was found beyond an end of the list.
    """

    place: int
    number: int
    hits: int
    wrapped: bool
