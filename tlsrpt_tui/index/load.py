"""A folder into an index: every file read once, each ending in exactly one state, none costing another."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tlsrpt_tui.errors import LoadCancelled, NotAReport, OverBound, TlsrptError, Unreadable
from tlsrpt_tui.index.build import TableBuilder
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.schema import FileEntry, Part, Tables
from tlsrpt_tui.index.states import PartState
from tlsrpt_tui.reports.bounds import DEFAULT_BOUNDS, Bounds
from tlsrpt_tui.reports.containers import documents
from tlsrpt_tui.reports.decode import decode
from tlsrpt_tui.reports.folder import FoundFile, Unopened, find
from tlsrpt_tui.reports.model import Document, Fate, Refused, Report

_TELL_SECONDS = 0.1
_FIRST_LOOK_SECONDS = 0.3
_LOOK_GROWTH = 3

_STATES = {
    Fate.NOT_A_REPORT: PartState.NOT_A_REPORT,
    Fate.UNREADABLE: PartState.UNREADABLE,
    Fate.OVER_BOUND: PartState.OVER_BOUND,
}
_REFUSALS: dict[type[TlsrptError], PartState] = {
    NotAReport: PartState.NOT_A_REPORT,
    Unreadable: PartState.UNREADABLE,
    OverBound: PartState.OVER_BOUND,
}


def _never() -> bool:
    return False


def _silent(_: Progress) -> None:
    return None


def load(
    paths: Sequence[Path],
    *,
    source: str = "",
    bounds: Bounds = DEFAULT_BOUNDS,
    tell: Callable[[Progress], None] = _silent,
    cancelled: Callable[[], bool] = _never,
    looks: bool = False,
) -> Tables:
    """Read every report below ``paths``.

    Args:
        paths: folders and files that exist.
        source: how the folder is called on screen.
        bounds: how much of a file is read.
        tell: called from this thread at most ten times a second.
        cancelled: asked before each file.
        looks: whether ``tell`` is to be given tables to look at while loading goes on.

    Raises:
        LoadCancelled: as soon as ``cancelled`` says so.
    """
    builder = TableBuilder(source)
    found: list[FoundFile | Unopened] = []
    clock = _Clock(tell, builder, looks=looks)
    for entry in find(paths):
        if cancelled():
            raise LoadCancelled("loading was stopped")
        found.append(entry)
        clock.tick(0, len(found), listed=False)
    for number, entry in enumerate(found):
        if cancelled():
            raise LoadCancelled("loading was stopped")
        if isinstance(entry, Unopened):
            builder.add_file(FileEntry(entry.name, "", 0), [Part("", _STATES[entry.fate], entry.sentence)])
        else:
            builder.add_file(
                FileEntry(entry.name, str(entry.path), entry.size), _parts(entry, bounds=bounds, cancelled=cancelled)
            )
        clock.tick(number + 1, len(found), listed=True)
    tell(Progress(len(found), len(found), listed=True, reports=builder.reports))
    return builder.freeze()


class _Clock:
    """Decides when progress is worth telling, and when a first look at the tables is worth its price."""

    def __init__(self, tell: Callable[[Progress], None], builder: TableBuilder, *, looks: bool) -> None:
        self._tell = tell
        self._builder = builder
        self._looks = looks
        self._told = self._looked = time.monotonic()
        self._look_at = 1

    def tick(self, files: int, found: int, *, listed: bool) -> None:
        now = time.monotonic()
        if now - self._told < _TELL_SECONDS:
            return
        tables = None
        reports = self._builder.reports
        if self._looks and reports >= self._look_at and now - self._looked > _FIRST_LOOK_SECONDS:
            tables = self._builder.freeze()
            self._looked = time.monotonic()
            self._look_at = reports * _LOOK_GROWTH
        self._tell(Progress(files, found, listed=listed, reports=reports, tables=tables))
        self._told = time.monotonic()


def _parts(
    found: FoundFile, *, bounds: Bounds, cancelled: Callable[[], bool]
) -> Iterator[Part | tuple[str, int, Report]]:
    for item in documents(found.path, bounds):
        if cancelled():
            raise LoadCancelled("loading was stopped")
        if isinstance(item, Refused):
            yield Part(item.member, _STATES[item.fate], item.sentence)
        else:
            yield _decoded(item, bounds)


def _decoded(document: Document, bounds: Bounds) -> Part | tuple[str, int, Report]:
    try:
        return document.member, document.ordinal, decode(document.data, document.hints, bounds)
    except (NotAReport, Unreadable, OverBound) as error:
        return Part(document.member, _REFUSALS[type(error)], str(error))
