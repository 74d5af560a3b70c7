"""What there is to watch: the folders at and below given ones, and whether their file systems announce changes."""

import os
import re
import stat
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

_MOUNTS: Final = Path("/proc/self/mountinfo")
_SILENT: Final = frozenset({
    "9p", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "fakeowner",
    "fuse", "gfs2", "glusterfs", "gpfs", "hgfs", "lustre", "ncpfs", "nfs", "nfs4",
    "ocfs2", "orangefs", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs",
})  # fmt: skip  # others write to these without our kernel
_FRESH: Final = 2_000_000_000  # nanoseconds within which two changes may bear the same time


class Folders:
    """The real paths of the folders at and below some others, kept up to date with few system calls."""

    def __init__(self) -> None:
        self._roots: frozenset[str] = frozenset()
        self._changed: dict[str, int] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._changed

    def readable(self) -> list[str]:
        """Return those that may be listed, each before those below it; the others cannot be watched either."""
        return [folder for folder in sorted(self._changed) if os.access(folder, os.R_OK | os.X_OK)]

    def refresh(self, roots: Sequence[str]) -> bool:
        """Look for folders that came or went, listing only those that changed; tell whether any did."""
        known = self._changed if self._roots == frozenset(roots) else {}
        now: dict[str, int] = {}
        waiting = [*known, *roots]
        while waiting:
            folder = waiting.pop()
            changed = None if folder in now else _changed(folder)
            if changed is not None:
                now[folder] = changed
                if changed == 0 or known.get(folder) != changed:
                    waiting += _subfolders(folder)
        different = now.keys() != self._changed.keys()
        self._roots, self._changed = frozenset(roots), now
        return different


def is_folder(path: str) -> bool:
    """Tell whether a path is a folder, and not a link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def silent(paths: Iterable[str], mountinfo: str) -> bool:
    """Tell whether one of some real paths is on, or has below it, a file system that does not announce every change.

    ``mountinfo`` is the text of the file of that name, see proc(5). File systems it does not name are trusted.
    """
    kinds: dict[str, str] = {}
    for line in mountinfo.splitlines():
        place, _, kind = line.partition(" - ")
        fields = place.split(" ")
        if len(fields) > 4 and kind:  # noqa: PLR2004  # the fifth is the mount point
            point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4])
            kinds[point] = kind.split(" ")[0]  # a later one hides those before it
    hushed = {point for point, kind in kinds.items() if kind in _SILENT or kind.startswith("fuse.")}
    return any(_mount(path, kinds) in hushed or any(_within(point, path) for point in hushed) for path in paths)


def mount_table() -> str:
    """Return the text of this process's ``mountinfo``; empty on systems without."""
    try:
        return os.fsdecode(_MOUNTS.read_bytes())
    except OSError:
        return ""


def _changed(folder: str) -> int | None:
    """Return when a folder changed last, 0 if that was just now, ``None`` if it is none (any more)."""
    try:
        status = os.lstat(folder)
    except OSError:
        return None
    if not stat.S_ISDIR(status.st_mode):
        return None
    return status.st_ctime_ns if time.time_ns() - status.st_ctime_ns > _FRESH else 0


def _subfolders(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as listing:
            return [entry.path for entry in listing if entry.is_dir(follow_symlinks=False)]
    except OSError:  # gone, or not ours to read: there is nothing to watch in it
        return []


def _mount(path: str, points: Iterable[str]) -> str | None:
    return max((point for point in points if _within(path, point)), key=len, default=None)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
