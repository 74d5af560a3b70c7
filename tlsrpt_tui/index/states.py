"""What can become of a file, or of a part of one."""

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
