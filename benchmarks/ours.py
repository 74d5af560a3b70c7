"""Every call of the benchmarks into the program, so that what changes there is followed in one place."""

import datetime as dt
import queue
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from benchmarks.facts import Facts, hash_of
from tlsrpt_tui.index.cache import Cache
from tlsrpt_tui.index.engine import Overview, RowPage
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.local import LocalEngine
from tlsrpt_tui.index.opening import follow, keep, open_folder
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.schema import Tables
from tlsrpt_tui.index.view import View
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS
from tlsrpt_tui.settings import cache_path

NOW: Final = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
"""The time that questions are asked at: after all generated reports."""

BARS: Final = 72
VALUES: Final = 200
SPARK: Final = 6
WINDOW: Final = 400
"""What the explorer asks for at 120 columns."""

_CACHE_BYTES: Final = 1 << 34
_PATIENCE: Final = 120.0
_ENDED: Final = -1

PROGRAM: Final = (sys.executable, "-m", "tlsrpt_tui")


@dataclass(frozen=True, slots=True)
class Loaded:
    """An index that has answered."""

    tables: Tables
    engine: LocalEngine
    reports: int
    rows: int


def first_load(folder: Path) -> Loaded:
    """Read a folder that has never been seen, until the index has answered its first question."""
    return _answering(load([folder]))


def _answering(tables: Tables) -> Loaded:
    engine = LocalEngine(tables)
    totals = engine.totals(View(), now=NOW)
    return Loaded(tables, engine, totals.all_reports, totals.all_rows)


def everything(engine: LocalEngine, words: str = "") -> tuple[Overview, RowPage]:
    """Answer all that Explore shows of one filter."""
    view = View.parse(words)
    overview = engine.overview(view, now=NOW, bars=BARS, values=VALUES, spark=SPARK)
    return overview, engine.rows(view, now=NOW, offset=0, limit=WINDOW)


def facts_of(tables: Tables) -> Facts:
    """Return what the tables say, in the plain sums that other programs give too."""
    return Facts(
        reports=len(tables.reports),
        successful=int(tables.policies["successful"].sum()),
        failed=int(tables.policies["failed"].sum()),
        ids=hash_of(tables.reports["report_id"].to_list()),
    )


def cache() -> Cache:
    """Return the cache of this process's home."""
    return Cache(cache_path(), limit=_CACHE_BYTES)


def keep_index(folder: Path) -> str:
    """Load a folder and leave it in the cache; return why that did not work, or ""."""
    return keep(load([folder]), DEFAULT_BOUNDS, cache())


class Shown(Exception):
    """Everything that Explore shows has been answered from the cache."""

    def __init__(self, loaded: Loaded) -> None:
        super().__init__()
        self.loaded = loaded


def shown_start(folder: Path) -> Loaded:
    """Open a folder that is in the cache, until everything that Explore shows has been answered."""

    def tell(progress: Progress) -> None:
        if progress.tables is not None:
            loaded = _answering(progress.tables)
            everything(loaded.engine)
            raise Shown(loaded)

    try:
        open_folder([folder], cache=cache(), tell=tell, looks=True)
    except Shown as shown:
        return shown.loaded
    raise LookupError("nothing was shown from the cache")


def checked_start(folder: Path) -> Loaded:
    """Open a folder that is in the cache, compare it with what is there now, and answer all of Explore."""
    tables = open_folder([folder], cache=cache())
    if not tables.kept:
        raise LookupError("the cache had nothing of this folder, or it was not as it is now")
    loaded = _answering(tables)
    everything(loaded.engine)
    return loaded


class Following:
    """A folder that is loaded and followed, as the explorer does it."""

    def __init__(self, folder: Path) -> None:
        self._stop = threading.Event()
        self._answered: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._tables = load([folder])
        self._paths = [folder]
        self._thread = threading.Thread(target=self._follow)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _follow(self) -> None:
        try:
            for tables in follow(self._tables, self._paths, stop=self._stop):
                self._answered.put(_answering(tables).reports)
        finally:
            self._answered.put(_ENDED)

    def wait_for(self, reports: int) -> None:
        """Return when an index with so many reports has answered.

        Raises:
            LookupError: the folder is not followed any more.
            queue.Empty: none has for too long.
        """
        answered = 0
        while answered < reports:
            answered = self._answered.get(timeout=_PATIENCE)
            if answered == _ENDED:
                raise LookupError("the folder is not followed any more")
