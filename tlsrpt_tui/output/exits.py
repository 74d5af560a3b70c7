"""How the program ends: the exit codes, frozen because scripts depend on them, and cleaning up in peace."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum


class Exit(IntEnum):
    """How the program ends; where several apply, the order of severity is 2, 130, 3, 4, 1, 0."""

    DONE = 0
    FOUND = 1
    WRONG_USAGE = 2
    NOTHING_READABLE = 3
    NOT_ALL_READABLE = 4
    INTERRUPTED = 130


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ignore the signals that end a program; for the moment of removing files, on the main thread only."""
    before = {
        number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
