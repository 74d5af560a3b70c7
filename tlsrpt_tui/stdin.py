"""Standard input as a report file: kept in a private folder for as long as it is needed."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tlsrpt_tui.errors import UsageError

NAME: Final = "-"
"""The PATH that stands for standard input, and the name under which what came from it is shown."""

_CHUNK: Final = 1024 * 1024


@contextmanager
def spooled() -> Iterator[Path]:
    """Read standard input to its end into a private file; it is removed when the context ends.

    Raises:
        UsageError: standard input is a terminal or closed, or cannot be read or kept.
    """
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("- reads standard input, which is closed; pipe a report into it")
    if sys.stdin.isatty():
        raise UsageError("- reads standard input, which is a terminal; pipe a report into it, or name a file")
    with tempfile.TemporaryDirectory(prefix="tlsrpt-tui-") as folder:
        path = Path(folder, NAME)
        try:
            with path.open("xb") as kept:
                shutil.copyfileobj(sys.stdin.buffer, kept, _CHUNK)
        except OSError as error:
            raise UsageError(f"standard input cannot be read and kept in {folder}: {error.strerror}") from error
        yield path


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
