"""The index of a folder: from the cache and brought up to date, or read anew; and followed as the folder changes."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tlsrpt_tui.errors import LoadCancelled
from tlsrpt_tui.index.cache import Cache, Key
from tlsrpt_tui.index.changes import Changes, applied, compared
from tlsrpt_tui.index.load import load
from tlsrpt_tui.index.progress import Progress, Tell, Teller, never, silent
from tlsrpt_tui.index.schema import Tables
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS, Bounds
from tlsrpt_tui.reports.folder import Found, Unopened, find, found_at
from tlsrpt_tui.reports.roots import roots_of
from tlsrpt_tui.reports.watch import Change, watch

_KEEP_SECONDS: Final = 60.0
"""While a folder is followed its index is written to the cache at most once in so many seconds."""

_LISTED_AT_ONCE: Final = 256


def open_folder(
    paths: Sequence[Path],
    *,
    source: str = "",
    bounds: Bounds = DEFAULT_BOUNDS,
    cache: Cache | None = None,
    tell: Tell = silent,
    cancelled: Callable[[], bool] = never,
    looks: bool = False,
) -> Tables:
    """Return the index of what is below ``paths`` now; :func:`keep` writes it to the cache.

    Args:
        paths: folders and files that exist.
        source: how they are called on screen.
        bounds: how much of a file is read.
        cache: where an index of an earlier run may be.
        tell: called from this thread; a sentence for people comes at once, progress at most ten times a second.
        cancelled: asked before each file.
        looks: whether ``tell`` is to be given tables to look at meanwhile: those of the cache, then partial ones.

    Raises:
        LoadCancelled: as soon as ``cancelled`` says so.
    """
    tables = None
    if cache is not None:
        found = cache.read(Key(roots_of(paths), bounds), source)
        if found.said:
            tell(Progress(0, 0, listed=False, reports=0, said=found.said))
        if found.tables is not None:
            tables = replace(found.tables, kept=True)
            if looks:
                tell(Progress(0, 0, listed=False, reports=len(tables.reports), tables=tables))
    if tables is None:
        return load(paths, source=source, bounds=bounds, tell=tell, cancelled=cancelled, looks=looks)
    teller = Teller(tell, looks=False)
    listed: list[Found] = []
    for entry in find(paths):
        listed.append(entry)
        if len(listed) % _LISTED_AT_ONCE == 0:
            if cancelled():
                raise LoadCancelled("loading was stopped")
            teller.tick(Progress(0, len(listed), listed=False, reports=len(tables.reports)), lambda: tables)
    changes = compared(tables, listed, whole=True, retry=True)
    if not changes:
        return tables
    return applied(tables, changes, bounds=bounds, teller=teller, cancelled=cancelled)


def keep(tables: Tables, bounds: Bounds, cache: Cache | None) -> str:
    """Write an index to the cache unless it is there as it is; return "", or why it could not be kept.

    An index of single files is not kept: they are read again as quickly.
    """
    if cache is None or tables.kept or not any(os.path.isdir(root.real) for root in tables.roots):  # noqa: PTH112  # a str
        return ""
    return cache.write(Key(tables.roots, bounds), tables)


def follow(
    tables: Tables,
    paths: Sequence[Path],
    *,
    stop: threading.Event,
    bounds: Bounds = DEFAULT_BOUNDS,
    cache: Cache | None = None,
    tell: Tell = silent,
) -> Iterator[Tables]:
    """Yield the index anew each time files have joined, changed or left; ends soon after ``stop`` is set.

    First of all ``tables`` are written to the cache, if that does not hold them; later ones now and then.
    """
    teller = Teller(tell, looks=False)

    def kept(now: Tables) -> Tables:
        said = keep(now, bounds, cache)
        if said:
            tell(Progress(0, 0, listed=True, reports=len(now.reports), said=said))
        return replace(now, kept=True)

    tables = kept(tables)
    written = time.monotonic()
    for change in watch(paths, stop=stop):
        changes = _changes(tables, paths, change)
        if not changes:
            continue
        try:
            tables = applied(tables, changes, bounds=bounds, teller=teller, cancelled=stop.is_set)
        except LoadCancelled:
            return
        yield tables
        if time.monotonic() - written > _KEEP_SECONDS:
            tables = kept(tables)
            written = time.monotonic()


def _changes(tables: Tables, paths: Sequence[Path], change: Change) -> Changes:
    """Return what a change on disk means for the tables; what is still being written comes later."""
    if change.everything:
        listed = [entry for entry in find(paths) if isinstance(entry, Unopened) or entry.path not in change.unsettled]
        found = compared(tables, listed, whole=True, retry=False)
        writing = [number for number in found.gone.to_list() if tables.path_of(number) in change.unsettled]
        return Changes(found.gone.filter(~found.gone.is_in(writing)), found.come) if writing else found
    settled = [entry for path in change.settled for entry in found_at(path, paths)]
    return compared(tables, settled, whole=False, retry=True)
