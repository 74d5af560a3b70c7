"""Which files there are under the given paths, in a stable order."""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

from tlsrpt_tui.reports.model import Fate
from tlsrpt_tui.reports.opener import failure, reason
from tlsrpt_tui.reports.roots import Root, roots_of
from tlsrpt_tui.text import sanitise

_MAILDIR: Final = frozenset({"cur", "new", "tmp"})
_SPECIAL: Final = {
    stat.S_IFIFO: "a named pipe, not opened",
    stat.S_IFSOCK: "a socket, not opened",
    stat.S_IFCHR: "a device, not opened",
    stat.S_IFBLK: "a device, not opened",
}
_GIVEN_PIPE: Final = f"{_SPECIAL[stat.S_IFIFO]}; use - for standard input"  # shells make them, as in <(zcat r.gz)


class FoundFile(NamedTuple):
    """A regular file.

    Attributes:
        path: its real path.
        name: its path within the folder it was found in, sanitised, with ``/`` between folders.
        root: place of the given path that it was found under.
        size: in bytes, when it was found; -1 where nobody asked.
        mtime_ns: time of its last change, in nanoseconds since 1970; -1 where nobody asked.
    """

    path: str
    name: str
    root: int
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Unopened:
    """Something that is no regular file, or cannot be reached; ``sentence`` says why, in words for people."""

    name: str
    root: int
    fate: Fate
    sentence: str


Found = FoundFile | Unopened


def find(paths: Sequence[Path], *, measured: bool = True) -> Iterator[Found]:
    """Yield what is under ``paths``, sorted by name in each folder; a file reached through two of them comes once.

    Links to what is listed anyway are passed over. The ``tmp`` of a Maildir holds mail that is still being
    delivered and is left out. With several paths each name begins with its path as given. Sizes and times take a
    system call for each file; they are left out unless ``measured``.
    """
    several = len(paths) > 1
    roots = roots_of(paths)
    seen: set[str] = set()
    for path, root in zip(paths, roots, strict=True):
        for real, found in _Search(roots, root, measured=measured).under(path):
            if several:
                if real in seen:
                    continue
                seen.add(real)
            yield found


def found_at(path: str, paths: Sequence[Path]) -> tuple[Found, ...]:
    """Return what is now at one real path: what :func:`find` would yield for it, and nothing for what it leaves out.

    Where there is no file, one with a size of -1 says so, beside what there is instead.
    """
    roots = roots_of(paths)
    root = next((root for root in roots if root.holds(path)), None)
    if root is None or _is_being_delivered(path):
        return ()
    relative = path.removeprefix(root.real).lstrip("/")
    name = sanitise(f"{root.prefix}{relative}" if relative else _given_name(paths[root.place], root))
    search = _Search(roots, root, measured=True)
    none = FoundFile(path, name, root.place, -1, -1)
    try:
        status = os.lstat(path)
    except OSError:
        return (none,)
    if stat.S_ISREG(status.st_mode):
        return (search.entry(path, name, status),)
    if stat.S_ISDIR(status.st_mode):
        return (none,)
    found = search.link(path, name) if stat.S_ISLNK(status.st_mode) else search.entry(path, name, status)
    return (none,) if found is None else (none, found)


def _given_name(path: Path, root: Root) -> str:
    """Return the name of a path that was given."""
    return str(path) if root.prefix else path.name or str(path)


def _is_being_delivered(path: str) -> bool:
    """Tell whether a path lies in the ``tmp`` of a Maildir."""
    folder = os.path.dirname(path)  # noqa: PTH120  # once an event; a Path costs more
    while (above := os.path.dirname(folder)) != folder:  # noqa: PTH120  # the same
        if folder.endswith("/tmp") and all(os.path.isdir(f"{above}/{name}") for name in _MAILDIR):  # noqa: PTH112, S108
            return True
        folder = above
    return False


class _Search:
    """The way through what is under one of the given paths."""

    def __init__(self, roots: Sequence[Root], root: Root, *, measured: bool) -> None:
        self._roots = roots
        self._root = root
        self._measured = measured

    def under(self, path: Path) -> Iterator[tuple[str, Found]]:
        """Yield what is under the path, each with its real path."""
        root = self._root
        shown = sanitise(_given_name(path, root))
        try:
            status = path.stat()
            if stat.S_ISFIFO(status.st_mode):
                yield root.real, Unopened(shown, root.place, Fate.NOT_A_REPORT, _GIVEN_PIPE)
                return
            status = Path(root.real).stat()
        except OSError as error:
            yield root.real, Unopened(shown, root.place, Fate.UNREADABLE, _missing(error))
            return
        if not stat.S_ISDIR(status.st_mode):
            yield root.real, self.entry(root.real, shown, status)
            return
        waiting = [(root.prefix, _listed(root.real))]
        while waiting:
            prefix, entries = waiting[-1]
            entry = next(entries, None)
            if entry is None:
                waiting.pop()
            elif isinstance(entry, str):
                name = sanitise(prefix.removesuffix("/")) if len(waiting) > 1 else shown
                yield f"{root.real}\0{name}", Unopened(name, root.place, Fate.UNREADABLE, entry)
            elif not self._measured and entry.is_file(follow_symlinks=False):  # the usual case first: no other call
                yield entry.path, FoundFile(entry.path, sanitise(prefix + entry.name), root.place, -1, -1)
            elif entry.is_dir(follow_symlinks=False):
                waiting.append((f"{prefix}{entry.name}/", _listed(entry.path)))
            else:
                found = self._found(entry, sanitise(prefix + entry.name))
                if found is not None:
                    yield entry.path, found

    def _found(self, entry: "os.DirEntry[str]", name: str) -> Found | None:
        """Return what a directory entry is, or ``None`` for a link to what is listed anyway."""
        if entry.is_symlink():
            return self.link(entry.path, name)
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError as error:
            return Unopened(name, self._root.place, Fate.UNREADABLE, failure(error))
        return self.entry(entry.path, name, status)

    def entry(self, path: str, name: str, status: os.stat_result) -> Found:
        """Return what its status says it is."""
        if stat.S_ISREG(status.st_mode):
            return FoundFile(path, name, self._root.place, status.st_size, status.st_mtime_ns)
        sentence = _SPECIAL.get(stat.S_IFMT(status.st_mode), "not a file, not opened")
        return Unopened(name, self._root.place, Fate.NOT_A_REPORT, sentence)

    def link(self, path: str, name: str) -> Unopened | None:
        """Return a link, or ``None`` for one to what is listed anyway."""
        try:
            target = os.path.realpath(path, strict=True)
        except OSError as error:
            return Unopened(name, self._root.place, Fate.UNREADABLE, _dead_link(error))
        if any(root.holds(target) for root in self._roots):
            return None
        return Unopened(name, self._root.place, Fate.UNREADABLE, "a link that leaves the folder, not followed")


def _missing(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return "no such file or folder"
    return f"cannot be opened: {reason(error)}"


def _listed(folder: str) -> "Iterator[os.DirEntry[str] | str]":
    """Return the entries of a folder by name, or why it cannot be listed."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=attrgetter("name"))
    except OSError as error:
        return iter([f"folder cannot be listed: {reason(error)}"])
    delivery = {entry.name for entry in entries if entry.name in _MAILDIR and entry.is_dir(follow_symlinks=False)}
    if delivery == _MAILDIR:
        entries = [entry for entry in entries if entry.name != "tmp"]
    return iter(entries)


def _dead_link(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return "a link to nothing"
    if error.errno == errno.ELOOP:
        return "a link that leads to itself"
    return f"a link that cannot be followed: {reason(error)}"
