"""What can become of a file, or of a part of one, and how that is answered."""

from dataclasses import dataclass
from enum import StrEnum


class PartState(StrEnum):
    """What became of one part of a file, or of the file as a whole."""

    READ = "read"
    NOTES = "notes"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    NOT_A_REPORT = "not_report"
    UNREADABLE = "unreadable"
    OVER_BOUND = "over_bound"


STATES = tuple(PartState)
"""The states by the places that stand for them in tables."""


@dataclass(frozen=True, slots=True)
class FileCounts:
    """Files by what became of them; an archive, mbox or message is one file.

    ``in_part`` counts the files from which a report was read although another part could not be.
    """

    seen: int
    by_state: dict[PartState, int]
    duplicates: int
    conflicts: int
    with_notes: int
    in_part: int = 0

    @property
    def not_reports(self) -> int:
        """Files that hold no report and do not claim to."""
        return self.by_state.get(PartState.NOT_A_REPORT, 0)

    @property
    def not_whole(self) -> int:
        """Files of which something could not be read."""
        return self.by_state.get(PartState.UNREADABLE, 0) + self.by_state.get(PartState.OVER_BOUND, 0)

    @property
    def unreadable(self) -> int:
        """Files of which nothing could be read, though they look like reports or hold some."""
        return self.not_whole - self.in_part

    @property
    def read(self) -> int:
        """All other files."""
        return self.seen - self.not_reports - self.unreadable


@dataclass(frozen=True, slots=True)
class PartRow:
    """What became of one part of a file, as a sentence; ``notes`` holds the sentences of all its report's notes."""

    member: str
    state: PartState
    sentence: str
    report: int | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRow:
    """What became of one file: its state is the worst of its parts, its sentence says why."""

    number: int
    name: str
    size: int
    state: PartState
    sentence: str
    parts: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class FilePage:
    """Files ``offset`` to ``offset + len(rows)`` of ``total``, those with problems first."""

    offset: int
    rows: tuple[FileRow, ...]
    total: int
