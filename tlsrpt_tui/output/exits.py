"""The exit codes, frozen: scripts depend on them."""

from enum import IntEnum


class Exit(IntEnum):
    """How the program ends; where several apply, the order of severity is 2, 130, 3, 4, 1, 0."""

    DONE = 0
    FOUND = 1
    WRONG_USAGE = 2
    NOTHING_READABLE = 3
    NOT_ALL_READABLE = 4
    INTERRUPTED = 130
