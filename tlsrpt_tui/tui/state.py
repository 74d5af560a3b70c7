"""What all screens share: frozen, replaced, never changed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from tlsrpt_tui.index.engine import Engine, RowIdentity
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.states import FileCounts
from tlsrpt_tui.index.view import View

Clock = Callable[[], dt.datetime]
"""Returns the time, aware, UTC."""


def utc_now() -> dt.datetime:
    """Return the time, UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class State:
    """The folder and where the user stands in it.

    Attributes:
        source: how the folder is called.
        view: the filter and the sort.
        engine: what answers; ``None`` until there is something to ask.
        generation: grows whenever the engine is replaced.
        counts: the files by what became of them.
        progress: how far loading is; ``None`` when it is done.
        whole: whether the engine knows all of the folder, as far as it has been looked at.
        joined: files that the newest engine has more than the one before, until a key is pressed.
        report: names the report that Reports shows or is to show; ``None`` for the first.
        row: names the failure row from which that report was opened.
        reports: distinct reports in the engine.
        years: whether they lie in more than one year.
    """

    source: str
    view: View
    engine: Engine | None = None
    generation: int = 0
    counts: FileCounts | None = None
    progress: Progress | None = None
    whole: bool = False
    joined: int = 0
    report: bytes | None = None
    row: RowIdentity | None = None
    reports: int = 0
    years: bool = False
