"""A folder into an index: every file read once, each ending in exactly one state, none costing another."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from tlsrpt_tui.errors import LoadCancelled
from tlsrpt_tui.index.build import TableBuilder
from tlsrpt_tui.index.memory import give_back
from tlsrpt_tui.index.pool import Ended, Pool, usable_workers
from tlsrpt_tui.index.progress import Progress, Tell, Teller, never, silent
from tlsrpt_tui.index.reading import Reader
from tlsrpt_tui.index.rows import FATES
from tlsrpt_tui.index.schema import FileEntry, Part, Tables
from tlsrpt_tui.index.worker import Chunk, Done
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS, Bounds
from tlsrpt_tui.reports.folder import Found, FoundFile, Unopened, find
from tlsrpt_tui.reports.roots import roots_of

POOL_FILES: Final = 8_000
"""From so many files on, processes are started at once; for fewer, when the first of them turn out to be slow."""

_TRIAL_SECONDS: Final = 0.25
_PAYS_SECONDS: Final = 0.6
"""What has to be left to read when processes are started late; to start them takes about half of it."""

_FEWEST_WORKERS: Final = 2
_CHUNK_SECONDS: Final = 0.1
_SMALLEST_CHUNK: Final = 16
_FIRST_CHUNK: Final = 256
_LARGEST_CHUNK: Final = 2048
_LISTED_AT_ONCE: Final = 256
_WAIT_SECONDS: Final = 0.05


def load(
    paths: Sequence[Path],
    *,
    source: str = "",
    bounds: Bounds = DEFAULT_BOUNDS,
    tell: Tell = silent,
    cancelled: Callable[[], bool] = never,
    looks: bool = False,
    workers: int | None = None,
) -> Tables:
    """Read every report below ``paths``.

    Args:
        paths: folders and files that exist.
        source: how the folder is called on screen.
        bounds: how much of a file is read.
        tell: called from this thread at most ten times a second.
        cancelled: asked before each file.
        looks: whether ``tell`` is to be given tables to look at while loading goes on.
        workers: processes at most; as many as can work at once where it is not said.

    Raises:
        LoadCancelled: as soon as ``cancelled`` says so.
    """
    loading = Loading(TableBuilder(source, roots_of(paths)), bounds, Teller(tell, looks=looks), cancelled, workers)
    return loading.run(find(paths, measured=False))


class Loading:
    """Reads what was found into a builder: here while it is little, in processes of its own where that pays."""

    def __init__(
        self,
        builder: TableBuilder,
        bounds: Bounds = DEFAULT_BOUNDS,
        teller: Teller | None = None,
        cancelled: Callable[[], bool] = never,
        workers: int | None = None,
    ) -> None:
        self._builder = builder
        self._bounds = bounds
        self._teller = teller or Teller(silent, looks=False)
        self._cancelled = cancelled
        self._most_workers = usable_workers() if workers is None else workers
        self._waiting: deque[FoundFile] = deque()
        self._handed = 0
        self._unopened: list[Unopened] = []
        self._found = 0
        self._listed = False
        self._pool: Pool | None = None
        self._reader: Reader | None = None
        self._chunks: dict[int, list[FoundFile]] = {}
        self._firsts: dict[int, int] = {}
        self._sent = 0
        self._began = 0.0

    def run(self, found: Iterable[Found]) -> Tables:
        """Read all that is ``found``, while it is being found.

        Raises:
            LoadCancelled: as soon as it is.
        """
        try:
            self._list(found)
            if self._pool is None:
                self._read_here()
            while self._pool is not None and (self._waiting or self._chunks):
                self._pump(_WAIT_SECONDS)
        finally:
            if self._pool is not None:
                self._pool.close()
        for entry in self._unopened:
            refusal = Part("", FATES[entry.fate], entry.sentence)
            self._builder.add_file(FileEntry(entry.name, "", 0, root=entry.root), [refusal])
        self._teller.finish(self._progress())
        return self._frozen()

    def _frozen(self) -> Tables:
        """Return the tables, and let go of what they were made from."""
        tables = self._builder.freeze()
        if self._found >= POOL_FILES:
            self._builder = TableBuilder()
            give_back()
        return tables

    def _list(self, found: Iterable[Found]) -> None:
        for entry in found:
            self._found += 1
            if isinstance(entry, Unopened):
                self._unopened.append(entry)
            else:
                self._waiting.append(entry)
            if self._found % _LISTED_AT_ONCE == 0:
                self._check()
                if self._pool is None and len(self._waiting) >= POOL_FILES:
                    self._start_pool()
                self._pump(0)
        self._listed = True

    def _check(self) -> None:
        if self._cancelled():
            raise LoadCancelled("loading was stopped")
        self._teller.tick(self._progress(), self._builder.freeze)

    def _progress(self) -> Progress:
        files, reports = self._builder.files, self._builder.documents
        if self._reader is not None:
            files, reports = files + self._reader.files, reports + self._reader.documents
        return Progress(files, self._found, listed=self._listed, reports=reports)

    def _start_pool(self) -> None:
        if self._most_workers < _FEWEST_WORKERS:
            return
        try:
            self._pool = Pool(self._most_workers, self._bounds)
        except OSError:
            self._most_workers = 1  # this process reads as well, if not as fast
        self._began = time.monotonic()

    def _read_here(self) -> None:
        """Read what is waiting in this process; leave the rest to others where that turns out to be much."""
        with Reader(self._bounds, self._cancelled) as reader:
            self._reader = reader
            self._read_waiting(reader)
        self._reader = None

    def _read_waiting(self, reader: Reader) -> None:
        began = checked = time.monotonic()
        first = self._handed
        batch: list[FoundFile] = []
        trial = self._most_workers >= _FEWEST_WORKERS
        while self._waiting:
            entry = self._waiting.popleft()
            reader.read(entry.path)
            self._handed += 1
            batch.append(entry)
            if reader.is_full:
                self._add_here(reader, batch)
                batch = []
            now = time.monotonic()
            if now - checked > _WAIT_SECONDS:
                self._check()
                checked = now
            spent = now - began
            if trial and spent > _TRIAL_SECONDS:
                trial = False
                if spent / (self._handed - first) * len(self._waiting) > _PAYS_SECONDS:
                    self._start_pool()
                    break
        self._add_here(reader, batch)

    def _add_here(self, reader: Reader, entries: list[FoundFile]) -> None:
        if entries:
            self._builder.add(reader.batch(), entries, self._handed - len(entries))

    def _pump(self, seconds: float) -> None:
        """Hand in what there is room for, and take what has come back."""
        pool = self._pool
        if pool is None:
            return
        while pool.room and self._waiting:
            size = min(self._chunk_size(), len(self._waiting))
            files = [self._waiting.popleft() for _ in range(size)]
            self._chunks[self._sent] = files
            self._firsts[self._sent] = self._handed
            self._handed += len(files)
            pool.send(Chunk(self._sent, tuple([file.path for file in files])))
            self._sent += 1
        self._check()
        while (event := pool.receive(seconds)) is not None:
            if isinstance(event, Done):
                self._take(event)
            else:
                self._read_again(event)
            seconds = 0

    def _chunk_size(self) -> int:
        """Return how many files take a worker about a tenth of a second, as far as can be told."""
        spent = time.monotonic() - self._began
        if not self._builder.files or spent < _CHUNK_SECONDS:
            return _FIRST_CHUNK
        size = int(self._builder.files / spent / self._most_workers * _CHUNK_SECONDS)
        return max(_SMALLEST_CHUNK, min(size, _LARGEST_CHUNK))

    def _take(self, done: Done) -> None:
        """Take the rows of the next files of a chunk."""
        if done.batch is None:
            del self._chunks[done.number]
            return
        files = self._chunks[done.number]
        taken, self._chunks[done.number] = files[: len(done.batch)], files[len(done.batch) :]
        self._builder.add(done.batch, taken, self._firsts[done.number])
        self._firsts[done.number] += len(taken)

    def _read_again(self, ended: Ended) -> None:
        """Read here what a process that ended had not read."""
        left = 0
        with Reader(self._bounds, self._cancelled) as reader:
            for chunk in ended.chunks:
                files = self._chunks.pop(chunk.number)
                left += len(files)
                for entry in files:
                    reader.read(entry.path)
                    self._check()
                if files:
                    self._builder.add(reader.batch(), files, self._firsts[chunk.number])
        said = f"a process that reads files ended early ({ended.how}): {left} files were read again here"
        self._teller.say(said, self._progress())
        if self._pool is not None and self._pool.is_empty:
            self._pool = None
            self._most_workers = 1
            self._read_here()
