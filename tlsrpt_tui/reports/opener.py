"""How files are opened without being led astray: by real paths, through the descriptor of their folder."""

import errno
import os
import stat
from dataclasses import dataclass
from typing import BinaryIO, Final, Self

from tlsrpt_tui.errors import Unreadable

_OPEN_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER_FLAGS: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_DESCRIPTORS: Final = "/proc/self/fd"
_WHOLE_BYTES: Final = 1024 * 1024  # files up to this size are read with one call
_NOWHERE: Final = -1
_FAILURES: Final = {
    errno.ENOENT: "is no longer there",
    errno.ENOTDIR: "is no longer there",
    errno.ELOOP: "is a link, which is not followed",
    errno.ENXIO: "is not a regular file",
}
_MOVED: Final = "was moved while it was read"


@dataclass(slots=True)
class Opened:
    """A file that was opened: either all of it, or a stream at its start.

    Attributes:
        name: its name without folders, as found.
        size: bytes, when it was opened.
        mtime_ns: of its last change before that, since 1970.
        data: all of it; b"" where it is empty or has a stream.
        stream: where it is large; to be closed.
    """

    name: str
    size: int
    mtime_ns: int
    data: bytes
    stream: BinaryIO | None = None


class Opener:
    """Opens files by their real paths; several of one folder cost one look at that folder."""

    def __init__(self) -> None:
        self._folder = ""
        self._descriptor = _NOWHERE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder."""
        if self._descriptor != _NOWHERE:
            os.close(self._descriptor)
            self._descriptor = _NOWHERE

    def open(self, path: str) -> Opened:
        """Open a regular file, and read it unless it is large.

        Raises:
            Unreadable: it cannot be opened or read, is no regular file or was moved; the text goes on from its name.
        """
        folder, _, name = path.rpartition("/")
        try:
            if folder != self._folder or self._descriptor == _NOWHERE:
                self._enter(folder)
            descriptor = os.open(name, _OPEN_FLAGS, dir_fd=self._descriptor)
        except (OSError, ValueError) as error:
            raise Unreadable(failure(error)) from error
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise Unreadable("is not a regular file")
        size = status.st_size
        try:
            data = os.read(descriptor, size + 1) if size <= _WHOLE_BYTES else b""
        except OSError as error:
            os.close(descriptor)
            raise Unreadable(f"cannot be read: {reason(error)}") from error
        if len(data) == size:
            os.close(descriptor)
            return Opened(name, size, status.st_mtime_ns, data)
        os.lseek(descriptor, 0, os.SEEK_SET)
        return Opened(name, size, status.st_mtime_ns, b"", os.fdopen(descriptor, "rb", buffering=0))

    def _enter(self, folder: str) -> None:
        """Hold a folder open; one above it may have been swapped for a link since it was found."""
        self.close()
        descriptor = os.open(folder or "/", _FOLDER_FLAGS)
        if _real_path(descriptor, folder) != f"/{folder.lstrip('/')}":
            os.close(descriptor)
            raise Unreadable(_MOVED)
        self._folder, self._descriptor = folder, descriptor


def _real_path(descriptor: int, path: str) -> str:
    """Return where an opened folder is."""
    try:
        return os.readlink(f"{_DESCRIPTORS}/{descriptor}")  # noqa: PTH115  # pathlib has no such thing for a name
    except OSError:  # no /proc, as on macOS
        return os.path.realpath(path or "/")


def failure(error: OSError | ValueError) -> str:
    """Return why something cannot be opened, as a text that goes on from its name."""
    if isinstance(error, ValueError):
        return "has a name no file can have"
    known = _FAILURES.get(error.errno or 0)
    return known or f"cannot be opened: {reason(error)}"


def reason(error: OSError) -> str:
    """Return the system's words for an error."""
    return (error.strerror or type(error).__name__).lower()
