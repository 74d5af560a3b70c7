"""Views kept between runs as text, so that they mean the same in any index: bookmarks, and each folder's last view."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from tlsrpt_tui.errors import ShelfError
from tlsrpt_tui.text import sanitise

MOST_BOOKMARKS: Final = 500
MOST_SESSIONS: Final = 200
"""Folders whose last view is kept; the longest unused goes first."""

_VERSION: Final = 1
_LARGEST: Final = 16 * 1024**2
_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600
_BOOKMARKS: Final = "bookmarks"
_SESSIONS: Final = "sessions"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One view, as text.

    Attributes:
        name: how people call it.
        filter: in the filter language.
        sort: a column and its direction, as ``failed desc``.
        screen: where it was looked at.
    """

    name: str
    filter: str
    sort: str
    screen: str

    @classmethod
    def read(cls, entry: object) -> Self:
        """Return what an entry of a file holds.

        Raises:
            ValueError: it is no bookmark.
        """
        names = tuple(cls.__dataclass_fields__)
        if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) for name in names):
            raise ValueError("an entry is no bookmark")
        return cls(**{name: entry[name] for name in names})

    def is_like(self, other: "Bookmark") -> bool:
        """Whether both show the same rows in the same order."""
        return (self.filter, self.sort) == (other.filter, other.sort)


@dataclass(frozen=True, slots=True)
class Shelved:
    """What is kept, and what people should know about it; "" for nothing."""

    bookmarks: tuple[Bookmark, ...]
    note: str = ""


class Shelf:
    """The folder in which views are kept; it is made when the first one is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def bookmarks(self) -> Shelved:
        """Return the bookmarks, the newest first.

        Raises:
            ShelfError: they cannot be read.
        """
        entries, note = self._read(_BOOKMARKS)
        return Shelved(tuple(entries.values()), note)

    def keep(self, bookmark: Bookmark) -> Shelved:
        """Keep a bookmark in place of one of the same view; return all.

        Raises:
            ShelfError: it cannot be kept.
        """
        with self._changing():
            shelved = self.bookmarks()
            others = tuple(other for other in shelved.bookmarks if not other.is_like(bookmark))
            kept = (bookmark, *others)[:MOST_BOOKMARKS]
            self._write(_BOOKMARKS, {str(number): one for number, one in enumerate(kept)})
        return Shelved(kept, shelved.note)

    def drop(self, bookmark: Bookmark) -> Shelved:
        """Keep a bookmark no longer; return those that are left.

        Raises:
            ShelfError: it cannot be removed.
        """
        with self._changing():
            shelved = self.bookmarks()
            kept = tuple(other for other in shelved.bookmarks if not other.is_like(bookmark))
            self._write(_BOOKMARKS, {str(number): one for number, one in enumerate(kept)})
        return Shelved(kept, shelved.note)

    def last(self, source: str) -> Shelved:
        """Return the last view of what is called ``source``, if there is one.

        Raises:
            ShelfError: it cannot be read.
        """
        entries, note = self._read(_SESSIONS)
        return Shelved((entries[source],) if source in entries else (), note)

    def leave(self, source: str, bookmark: Bookmark) -> None:
        """Keep the last view of what is called ``source``.

        Raises:
            ShelfError: it cannot be kept.
        """
        with self._changing():
            entries, _ = self._read(_SESSIONS)
            entries.pop(source, None)
            newest = {**entries, source: bookmark}
            self._write(_SESSIONS, dict(list(newest.items())[-MOST_SESSIONS:]))

    def _path(self, what: str) -> Path:
        return self._folder / f"{what}.json"

    def _read(self, what: str) -> tuple[dict[str, Bookmark], str]:
        """Return the entries of a file and a note; a broken file is set aside, so that nothing in it is lost."""
        path = self._path(what)
        try:
            # Without O_NONBLOCK, a FIFO would wait for somebody to write to it.
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as stream:
                text = stream.read(_LARGEST + 1)
        except (FileNotFoundError, NotADirectoryError):
            return {}, ""
        except OSError as error:
            raise _failed(path, "read", error) from error
        try:
            return _entries(text, what), ""
        except (ValueError, RecursionError):
            aside = _free_name(path)
            try:
                path.rename(aside)
            except OSError as error:
                raise _failed(path, "set aside", error) from error
            return {}, f"{sanitise(path.name)} could not be understood; it is set aside as {sanitise(aside.name)}"

    def _write(self, what: str, entries: Mapping[str, Bookmark]) -> None:
        """Write a file: under its name is what was there before, or all of ``entries``."""
        path = self._path(what)
        part = self._folder / f".{secrets.token_hex(8)}.part"
        written = {name: asdict(entry) for name, entry in entries.items()}
        held: object = written if what == _SESSIONS else list(written.values())
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(part, flags, _FILE_MODE), "w", encoding="utf-8") as stream:
                json.dump({"version": _VERSION, what: held}, stream, indent=1)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise _failed(path, "written", error) from error

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Make the folder, and let no other explorer change what is in it meanwhile."""
        try:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                self._folder.mkdir(mode=_FOLDER_MODE)
            descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise _failed(self._folder, "used", error) from error
        try:
            with suppress(OSError):  # not every file system has locks; then the last to write wins
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _entries(text: bytes, what: str) -> dict[str, Bookmark]:
    """Return what a file holds.

    Raises:
        ValueError: it is none of ours, or of a version that is not known here.
    """
    if len(text) > _LARGEST:
        raise ValueError("it is too large")
    parsed = json.loads(text.decode("utf-8"))
    if not isinstance(parsed, dict) or parsed.get("version") != _VERSION:
        raise ValueError("it has no version that is known here")
    held = parsed.get(what)
    if what == _SESSIONS and isinstance(held, dict):
        return {source: Bookmark.read(entry) for source, entry in held.items()}
    if what == _BOOKMARKS and isinstance(held, list):
        return {str(number): Bookmark.read(entry) for number, entry in enumerate(held)}
    raise ValueError(f"it holds no {what}")


def _free_name(path: Path) -> Path:
    number = 1
    while True:
        aside = path.with_name(f"{path.stem}.broken-{number}{path.suffix}")
        if not aside.exists():
            return aside
        number += 1


def _failed(path: Path, done: str, error: OSError) -> ShelfError:
    return ShelfError(f"{sanitise(str(path), 200)} cannot be {done}: {error.strerror or type(error).__name__}")
