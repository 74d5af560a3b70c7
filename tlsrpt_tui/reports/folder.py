"""Which files there are under the given paths, in a stable order, and how they are opened without being led astray."""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Final

from tlsrpt_tui.errors import Unreadable
from tlsrpt_tui.reports.model import Fate
from tlsrpt_tui.text import sanitise

_OPEN_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_DESCRIPTORS: Final = "/proc/self/fd"
_MAILDIR: Final = frozenset({"cur", "new", "tmp"})
_SPECIAL: Final = {
    stat.S_IFIFO: "a named pipe, not opened",
    stat.S_IFSOCK: "a socket, not opened",
    stat.S_IFCHR: "a device, not opened",
    stat.S_IFBLK: "a device, not opened",
}
_GIVEN_PIPE: Final = f"{_SPECIAL[stat.S_IFIFO]}; use - for standard input"  # shells make them, as in <(zcat r.gz)
_FAILURES: Final = {
    errno.ENOENT: "is no longer there",
    errno.ENOTDIR: "is no longer there",
    errno.ELOOP: "is a link, which is not followed",
    errno.ENXIO: "is not a regular file",
}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file.

    Attributes:
        path: where to open it.
        name: its path within the folder it was found in, sanitised, with ``/`` between folders.
        size: in bytes, when it was found.
        mtime_ns: time of its last change, in nanoseconds since 1970.
    """

    path: Path
    name: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Unopened:
    """Something that is no regular file, or cannot be reached; ``sentence`` says why, in words for people."""

    name: str
    fate: Fate
    sentence: str


Found = FoundFile | Unopened


@dataclass(frozen=True, slots=True)
class _Root:
    """One of the given paths: its real path, and what stands before the names of what is in it."""

    real: str
    prefix: str

    def holds(self, path: str) -> bool:
        """Tell whether a real path is this one or lies in it."""
        return path == self.real or path.startswith(self.real.rstrip("/") + "/")


def find(paths: Sequence[Path]) -> Iterator[Found]:
    """Yield what is under ``paths``, sorted by name in each folder; a file reached through two of them comes once.

    Links to what is listed anyway are passed over. The ``tmp`` of a Maildir holds mail that is still being
    delivered and is left out. With several paths each name begins with its path as given.
    """
    several = len(paths) > 1
    roots = [_Root(os.path.realpath(path), f"{path}/" if several else "") for path in paths]
    seen: set[str] = set()
    for path, root in zip(paths, roots, strict=True):
        for real, found in _under(path, root, roots):
            if several:
                if real in seen:
                    continue
                seen.add(real)
            yield found


def open_descriptor(path: str | Path) -> tuple[int, os.stat_result]:
    """Open a regular file by its real path and return its descriptor and status.

    Raises:
        Unreadable: it cannot be opened, is no regular file or was moved; the text goes on from the file's name.
    """
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except (OSError, ValueError) as error:
        raise Unreadable(_failure(error)) from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise Unreadable("is not a regular file")
    if _real_path(descriptor, path) != f"/{str(path).lstrip('/')}":
        os.close(descriptor)
        raise Unreadable("was moved while it was read")
    return descriptor, status


def _real_path(descriptor: int, path: str | Path) -> str:
    """Return where an opened file is; a folder above it may have been swapped for a link since it was found."""
    try:
        return os.readlink(f"{_DESCRIPTORS}/{descriptor}")  # noqa: PTH115  # once a file; a Path costs more
    except OSError:  # no /proc, as on macOS
        return os.path.realpath(path)


def _failure(error: OSError | ValueError) -> str:
    if isinstance(error, ValueError):
        return "has a name no file can have"
    known = _FAILURES.get(error.errno or 0)
    return known or f"cannot be opened: {_reason(error)}"


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _under(path: Path, root: _Root, roots: Sequence[_Root]) -> Iterator[tuple[str, Found]]:
    """Yield what is under one given path, each with its real path."""
    shown = sanitise(str(path) if root.prefix else path.name or str(path))
    try:
        status = path.stat()
        if stat.S_ISFIFO(status.st_mode):
            yield root.real, Unopened(shown, Fate.NOT_A_REPORT, _GIVEN_PIPE)
            return
        status = Path(root.real).stat()
    except OSError as error:
        yield root.real, Unopened(shown, Fate.UNREADABLE, _missing(error))
        return
    if not stat.S_ISDIR(status.st_mode):
        yield root.real, _entry(root.real, shown, status)
        return
    waiting = [(root.prefix, _listed(root.real, shown))]
    while waiting:
        prefix, entries = waiting[-1]
        entry = next(entries, None)
        if entry is None:
            waiting.pop()
        elif isinstance(entry, Unopened):
            yield f"{root.real}\0{entry.name}", entry
        elif entry.is_dir(follow_symlinks=False):
            name = prefix + entry.name
            waiting.append((name + "/", _listed(entry.path, sanitise(name))))
        else:
            found = _found(entry, sanitise(prefix + entry.name), roots)
            if found is not None:
                yield entry.path, found


def _missing(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return "no such file or folder"
    return f"cannot be opened: {_reason(error)}"


def _listed(folder: str, shown: str) -> Iterator["os.DirEntry[str] | Unopened"]:
    """Return the entries of a folder by name, or why it cannot be listed."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=attrgetter("name"))
    except OSError as error:
        return iter([Unopened(shown, Fate.UNREADABLE, f"folder cannot be listed: {_reason(error)}")])
    delivery = {entry.name for entry in entries if entry.name in _MAILDIR and entry.is_dir(follow_symlinks=False)}
    if delivery == _MAILDIR:
        entries = [entry for entry in entries if entry.name != "tmp"]
    return iter(entries)


def _found(entry: "os.DirEntry[str]", name: str, roots: Sequence[_Root]) -> Found | None:
    """Return what a directory entry is, or ``None`` for a link to what is listed anyway."""
    if entry.is_symlink():
        return _link(entry.path, name, roots)
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        return Unopened(name, Fate.UNREADABLE, _failure(error))
    return _entry(entry.path, name, status)


def _entry(path: str, name: str, status: os.stat_result) -> Found:
    if stat.S_ISREG(status.st_mode):
        return FoundFile(Path(path), name, status.st_size, status.st_mtime_ns)
    sentence = _SPECIAL.get(stat.S_IFMT(status.st_mode), "not a file, not opened")
    return Unopened(name, Fate.NOT_A_REPORT, sentence)


def _link(path: str, name: str, roots: Sequence[_Root]) -> Unopened | None:
    try:
        target = os.path.realpath(path, strict=True)
    except OSError as error:
        return Unopened(name, Fate.UNREADABLE, _dead_link(error))
    if any(root.holds(target) for root in roots):
        return None
    return Unopened(name, Fate.UNREADABLE, "a link that leaves the folder, not followed")


def _dead_link(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return "a link to nothing"
    if error.errno == errno.ELOOP:
        return "a link that leads to itself"
    return f"a link that cannot be followed: {_reason(error)}"
