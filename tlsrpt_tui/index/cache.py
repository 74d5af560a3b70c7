"""Indexes kept on disk between runs; whatever is wrong with one costs a sentence and reading the folder anew."""

import hashlib
import json
import os
import time
import unicodedata
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tlsrpt_tui import __version__
from tlsrpt_tui.index.cache_file import Header, Unusable, read_header, read_sections, write_sealed
from tlsrpt_tui.index.cache_folder import CacheFolder, opened_folder
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.reports.roots import Root
from tlsrpt_tui.text import sanitise

if TYPE_CHECKING:
    from tlsrpt_tui.index.schema import Tables

ROWS: Final = 1
"""Raised when the same reports make other rows than before."""

_MADE: Final = {"program": __version__, "rows": str(ROWS), "unicode": unicodedata.unidata_version}
"""What shapes rows beside the reports and their bounds; Unicode says which characters are made visible."""

_ANEW: Final = "everything is read anew"


@dataclass(frozen=True, slots=True)
class Key:
    """What an index is of.

    Attributes:
        roots: the paths given, as in ``Tables.roots``; each list of paths has one index in the cache.
        bounds: how much of a file was read; an index made with others is not used.
    """

    roots: tuple[Root, ...]
    bounds: Bounds

    @property
    def name(self) -> str:
        """The name of its file."""
        roots = json.dumps([asdict(root) for root in self.roots], sort_keys=True).encode("ascii")
        return f"{hashlib.blake2b(roots, digest_size=16).hexdigest()}.index"


@dataclass(frozen=True, slots=True)
class Found:
    """What the cache has of a key.

    Attributes:
        tables: ``None`` where there is nothing that can be used.
        said: why there is nothing, for people to read; "" where there is, or where there never was.
    """

    tables: "Tables | None"
    said: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One index in the cache, as ``cache info`` shows it.

    Attributes:
        header: what it says of itself; ``None`` where this version cannot read that.
        size: bytes.
        used: when it was last written or read, in seconds since 1970.
    """

    header: Header | None
    size: int
    used: int


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was removed: indexes with their bytes, and files that killed writers had left."""

    indexes: int = 0
    size: int = 0
    left_over: int = 0


class Cache:
    """Indexes in one folder, which is made when the first of them is written.

    Args:
        folder: absolute; where it is not, there is no cache.
        limit: bytes that all of them together may take; beyond it the longest unused go.
    """

    def __init__(self, folder: Path, *, limit: int) -> None:
        self.folder = folder
        self.limit = limit

    def read(self, key: Key, source: str) -> Found:
        """Return the index that was written last for ``key``; ``source`` is how the tables say they are called."""
        if self._lies_in(key):
            return Found(None)
        try:
            with opened_folder(self.folder, create=False) as folder:
                try:
                    return Found(_read(folder, key, source))
                except Unusable as error:
                    return Found(None, f"the cached index {error}: {_ANEW}")
        except FileNotFoundError:
            return Found(None)
        except Unusable as error:
            return Found(None, f"the cache is not used: {error}: {_ANEW}")
        except OSError as error:
            return Found(None, f"the cache cannot be read: {_reason(error)}: {_ANEW}")

    def write(self, key: Key, tables: "Tables") -> str:
        """Keep the index of ``key``; return "", or a sentence that says why it is not kept."""
        from tlsrpt_tui.index import cache_tables  # noqa: PLC0415  brings polars

        if self._lies_in(key):
            return f"the index is not kept in the cache: {sanitise(str(self.folder))} lies in a folder that is read"
        header = Header(
            roots=key.roots,
            bounds=asdict(key.bounds),
            made=_MADE,
            reports=len(tables.reports),
            failures=len(tables.failures),
            files=len(tables.files),
            written=int(time.time()),
            strings=cache_tables.strings_of(tables),
        )
        try:
            with opened_folder(self.folder, create=True) as folder:
                folder.sweep()
                seal = folder.made_key()
                sections = cache_tables.sections_of(tables)
                folder.place(
                    key.name, lambda stream: write_sealed(stream, header, sections, key=seal, limit=self.limit)
                )
                folder.trim(self.limit, keep=key.name)
        except Unusable as error:
            return f"the index is not kept in the cache: {error}"
        except OSError as error:
            return f"the index is not kept in the cache: {_reason(error)}: {sanitise(str(self.folder))}"
        return ""

    def _lies_in(self, key: Key) -> bool:
        """Tell whether the cache lies among what is read, which would then change with each index that is kept."""
        real = os.path.realpath(self.folder)
        return any(root.holds(real) for root in key.roots)

    def entries(self) -> tuple[Entry, ...]:
        """Return what is in the cache, the last used first.

        Raises:
            Unusable: the folder may not be used.
            OSError: it cannot be read.
        """
        found = []
        with suppress(FileNotFoundError), opened_folder(self.folder, create=False) as folder:
            for name, status in folder.indexes().items():
                header = None
                with suppress(Unusable, OSError), folder.opened(name) as (stream, _):
                    header, _ = read_header(stream)
                found.append(Entry(header, status.st_size, int(status.st_mtime)))
        return tuple(reversed(found))

    def clear(self) -> Cleared:
        """Remove everything that this program keeps in the folder, and the folder when nothing else is in it.

        Raises:
            Unusable: the folder may not be used.
            OSError: it cannot be read, or something in it not be removed.
        """
        cleared = Cleared()
        with suppress(FileNotFoundError):
            with opened_folder(self.folder, create=False) as folder:
                found = folder.indexes()
                for name in found:
                    folder.remove(name)
                size = sum(status.st_size for status in found.values())
                cleared = Cleared(len(found), size, folder.sweep())
                folder.forget_key()
            with suppress(OSError):  # what is not ours stays, and so does the folder
                self.folder.rmdir()
        return cleared


def _read(folder: CacheFolder, key: Key, source: str) -> "Tables":
    from tlsrpt_tui.index import cache_tables  # noqa: PLC0415  brings polars

    with folder.opened(key.name) as (stream, status):
        header, read = read_header(stream)
        if header.made != _MADE:
            raise Unusable("is from another version of this program")
        if header.bounds != asdict(key.bounds):
            raise Unusable("was made with other bounds")
        if header.roots != key.roots:
            raise Unusable("is of another folder")
        seal = folder.key()
        if not seal:
            raise Unusable("is from another cache")
        sections = read_sections(stream, read, key=seal, size=status.st_size)
        tables = cache_tables.read_tables(sections, header, source)
        with suppress(OSError):  # on a disk that cannot be written to, it only looks older than it is
            os.utime(stream.fileno())
    return tables


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
