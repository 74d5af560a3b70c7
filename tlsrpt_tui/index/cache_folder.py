"""The folder of the cache: private files of ours only, each there whole or not at all, the oldest going first.

Everything is done through a descriptor of the folder that was found to be ours, so that nobody can put another
in its place meanwhile.
"""

import fcntl
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from tlsrpt_tui.index.cache_file import KEY_BYTES, MAGIC, Unusable
from tlsrpt_tui.text import sanitise

_KEY: Final = "key"
_INDEX: Final = re.compile(r"[0-9a-f]{32}\.index")
_PART: Final = re.compile(r"\.[0-9a-f]{16}\.part")
_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_OLD_SECONDS: Final = 3600


class CacheFolder:
    """One folder, opened; its methods raise :class:`OSError` where the system does."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @contextmanager
    def opened(self, name: str) -> Iterator[tuple[BinaryIO, os.stat_result]]:
        """Give a file to read from its beginning, and what is known of it.

        Raises:
            Unusable: it is none that this program wrote.
        """
        # Without O_NONBLOCK, a FIFO would wait for somebody to write to it.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        if stat.S_ISLNK(os.stat(name, dir_fd=self._descriptor, follow_symlinks=False).st_mode):
            raise Unusable("is a link")
        with os.fdopen(os.open(name, flags, dir_fd=self._descriptor), "rb") as stream:
            status = os.fstat(stream.fileno())
            _check_ours(status)
            if not stat.S_ISREG(status.st_mode):
                raise Unusable("is not a file")
            yield stream, status

    def _names(self, pattern: re.Pattern[str]) -> list[str]:
        with os.scandir(self._descriptor) as entries:
            return [entry.name for entry in entries if pattern.fullmatch(entry.name)]

    def indexes(self) -> dict[str, os.stat_result]:
        """Return the files that are called like an index and begin like one, the longest unused first."""
        found = {}
        for name in self._names(_INDEX):
            with suppress(OSError, Unusable), self.opened(name) as (stream, status):
                if stream.read(len(MAGIC)) == MAGIC:
                    found[name] = status
        return dict(sorted(found.items(), key=lambda item: item[1].st_mtime_ns))

    def key(self) -> bytes:
        """Return what files here are sealed with; b"" where there is nothing that only we can have written."""
        try:
            with self.opened(_KEY) as (stream, _):
                key = stream.read(KEY_BYTES + 1)
        except (FileNotFoundError, Unusable):
            return b""
        return key if len(key) == KEY_BYTES else b""

    def made_key(self) -> bytes:
        """Return what files here are sealed with, made now where there is nothing yet."""
        with _locked(self._descriptor):  # two that begin at once must not each make their own
            if not self.key():
                self.place(_KEY, lambda stream: stream.write(secrets.token_bytes(KEY_BYTES)))
        return self.key()

    def place(self, name: str, fill: Callable[[BinaryIO], object]) -> None:
        """Write a file: under its name is what was there before, or all that ``fill`` writes."""
        part, stream = self._new_part()
        try:
            with stream:
                fill(stream)
                stream.flush()
                os.fsync(stream.fileno())
                os.replace(part, name, src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(part, dir_fd=self._descriptor)
            raise
        with suppress(OSError):  # some file systems cannot; then the name may be lost with the power, not the rest
            os.fsync(self._descriptor)

    def _new_part(self) -> tuple[str, BinaryIO]:
        """Return a new file under a name of its own, locked until it is closed."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        while True:
            name = f".{secrets.token_hex(8)}.part"
            stream = os.fdopen(os.open(name, flags, _FILE_MODE, dir_fd=self._descriptor), "wb")
            with suppress(OSError):  # without locks, its age tells whether it is still written to
                fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
            if os.fstat(stream.fileno()).st_nlink:
                return name, stream
            stream.close()  # swept away by another process before it was locked

    def sweep(self) -> int:
        """Remove what was left by writers that were killed; return how many files that were."""
        swept = 0
        for name in self._names(_PART):
            with suppress(OSError, Unusable), self.opened(name) as (stream, status):
                if _is_abandoned(stream.fileno(), status):
                    os.unlink(name, dir_fd=self._descriptor)
                    swept += 1
        return swept

    def trim(self, limit: int, *, keep: str) -> None:
        """Remove the longest unused indexes until all take ``limit`` bytes at most."""
        found = self.indexes()
        size = sum(status.st_size for status in found.values())
        for name, status in found.items():
            if size <= limit:
                return
            if name != keep:
                self.remove(name)
                size -= status.st_size

    def remove(self, name: str) -> None:
        """Remove a file, if it is still there."""
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self._descriptor)

    def forget_key(self) -> None:
        """Remove what files here are sealed with."""
        if self.key():
            self.remove(_KEY)


@contextmanager
def opened_folder(path: Path, *, create: bool) -> Iterator[CacheFolder]:
    """Open the folder of the cache; with ``create``, it is made where it is missing.

    Raises:
        Unusable: it is a link, or others own it or may change it.
        FileNotFoundError: it is not there, without ``create``.
        OSError: it cannot be opened or made.
    """
    if not path.is_absolute():
        raise Unusable("there is no home folder to keep it in")
    shown = sanitise(str(path))
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            path.mkdir(mode=_FOLDER_MODE)
    if path.is_symlink():
        raise Unusable(f"{shown} is a link")
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        try:
            _check_ours(os.fstat(descriptor))
        except Unusable as error:
            raise Unusable(f"{shown} {error}") from None
        yield CacheFolder(descriptor)
    finally:
        os.close(descriptor)


def _check_ours(status: os.stat_result) -> None:
    if status.st_uid != os.geteuid():
        raise Unusable("belongs to another user")
    if status.st_mode & _OTHERS_WRITE:
        raise Unusable("may be written to by others")


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    with suppress(OSError):  # not every file system has locks; then two may begin with two keys, and one reads anew
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def _is_abandoned(descriptor: int, status: os.stat_result) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # no locks here
        return time.time() - status.st_mtime > _OLD_SECONDS
    return True
