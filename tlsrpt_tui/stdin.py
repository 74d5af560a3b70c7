"""Standard input as a report file: kept in a private folder for as long as it is needed."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.output.exits import undisturbed

NAME: Final = "-"
"""The PATH that stands for standard input, and the name under which what came from it is shown."""

MOST_GIBIBYTES: Final = 4
"""Largest standard input that is kept on disk; more than that is a file that can be named instead."""

_GIBIBYTE: Final = 1024**3
_CHUNK: Final = 1024 * 1024


@contextmanager
def spooled() -> Iterator[Path]:
    """Read standard input to its end into a private file; it is removed when the context ends, however it ends.

    Raises:
        UsageError: standard input is a terminal, closed or too large, or cannot be read or kept.
    """
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("- reads standard input, which is closed; pipe a report into it")
    if sys.stdin.isatty():
        raise UsageError("- reads standard input, which is a terminal; pipe a report into it, or name a file")
    try:
        folder = tempfile.TemporaryDirectory(prefix="tlsrpt-tui-")
    except OSError as error:
        raise UsageError(f"there is no place to keep standard input: {error.strerror}; set TMPDIR") from error
    try:
        path = Path(folder.name, NAME)
        try:
            with path.open("xb") as kept:
                _copy(sys.stdin.buffer, kept)
        except OSError as error:
            raise UsageError(f"standard input cannot be read and kept in {folder.name}: {error.strerror}") from error
        yield path
    finally:
        with undisturbed():
            folder.cleanup()


def _copy(source: BinaryIO, kept: BinaryIO) -> None:
    room = MOST_GIBIBYTES * _GIBIBYTE
    while chunk := source.read(_CHUNK):
        room -= len(chunk)
        if room < 0:
            raise UsageError(f"standard input is larger than {MOST_GIBIBYTES} GiB; save it as a file and name that")
        kept.write(chunk)


def take_back_terminal() -> None:
    """Put the terminal in the place of a standard input that has been read, so that keys can be read from it.

    Raises:
        UsageError: this process has no terminal.
    """
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise UsageError("there is no terminal to show reports on; try tlsrpt-tui summary -") from error
    os.dup2(terminal, 0, inheritable=True)
    os.close(terminal)
