"""Where data goes: standard output, or a file that is whole or not there at all."""

import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TextIO, TypeAlias

from tlsrpt_tui.errors import UsageError
from tlsrpt_tui.output.exits import undisturbed
from tlsrpt_tui.text import sanitise

Fill: TypeAlias = Callable[[BinaryIO], None]
"""Writes data to a binary stream from its start to its end."""


class Hangup(Exception):
    """Whoever read standard output has closed it."""


def text_fill(chunks: Iterable[str]) -> Fill:
    """Return what writes ``chunks`` in UTF-8."""

    def fill(stream: BinaryIO) -> None:
        stream.writelines(chunk.encode() for chunk in chunks)

    return fill


def check(output: Path | None) -> None:
    """Find out, before anything is loaded, whether data could be written.

    Raises:
        UsageError: it could not.
    """
    if output is None:
        return
    try:
        _check_file(output)
    except OSError as error:
        raise UsageError(f"{_shown(output)} cannot be written: {error.strerror or error}") from error


def _check_file(output: Path) -> None:
    with suppress(FileNotFoundError, NotADirectoryError):  # what is missing is looked into below
        output.stat()
    if output.is_dir():
        raise UsageError(f"{_shown(output)} cannot be written: it is a folder; name a file in it")
    folder = Path(os.path.realpath(output)).parent
    if not folder.is_dir():
        raise UsageError(f"{_shown(output)} cannot be written: there is no folder {_shown(folder)}")
    if not os.access(folder, os.W_OK | os.X_OK) and not _is_special(output):
        raise UsageError(f"{_shown(output)} cannot be written: the folder {_shown(folder)} may not be written to")


def write(fill: Fill, output: Path | None) -> None:
    """Write data to ``output``, or to standard output when it is ``None``.

    A file appears under its name when all of it is on disk; until then an older one stays. What is no regular
    file, such as a device, is written to as it is.

    Raises:
        UsageError: the data cannot be written; no part of it is left behind.
        Hangup: the other end of standard output is closed.
    """
    try:
        if output is None:
            _to_standard_output(fill)
        elif _is_special(output):
            with output.open("wb") as stream:
                fill(stream)
        else:
            _to_file(fill, Path(os.path.realpath(output)))
    except BrokenPipeError as error:
        raise Hangup from error
    except OSError as error:
        shown = "standard output" if output is None else _shown(output)
        raise UsageError(f"{shown} cannot be written: {error.strerror or error}") from error


def silence(stream: TextIO | None) -> None:
    """Give up on a stream, so that nothing fails or waits on it once more when the interpreter ends."""
    with suppress(OSError, ValueError, AttributeError):  # closed, none at all, or no stream of the system
        descriptor = stream.fileno()  # type: ignore[union-attr]  # None is one of the cases
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)


def _shown(path: Path) -> str:
    return sanitise(str(path))


def _is_special(output: Path) -> bool:
    return output.exists() and not output.is_file()


def _to_standard_output(fill: Fill) -> None:
    if sys.stdout is None or sys.stdout.closed:
        raise UsageError("standard output is closed; name a file with --output")
    try:
        fill(sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except OSError:
        silence(sys.stdout)
        raise


def _to_file(fill: Fill, output: Path) -> None:
    descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=".tlsrpt-tui-", suffix=".part")
    written = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            fill(stream)
            stream.flush()
            os.fchmod(descriptor, _mode(output))
            os.fsync(descriptor)
        written.replace(output)
    except BaseException:
        with undisturbed():
            written.unlink(missing_ok=True)
        raise


def _mode(output: Path) -> int:
    """Return the permissions of the file that is replaced, or those that a new one gets."""
    if output.exists():
        return stat.S_IMODE(output.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
