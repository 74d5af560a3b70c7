"""Files into batches of rows: each file opened once, read with few system calls, and ending in one state."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Self

from tlsrpt_tui.errors import LoadCancelled, Unreadable
from tlsrpt_tui.index.batch import Batch
from tlsrpt_tui.index.quick import QuickWalk
from tlsrpt_tui.index.rows import Rows
from tlsrpt_tui.index.states import PartState
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.reports.containers import outcomes, quick_text
from tlsrpt_tui.reports.model import Document
from tlsrpt_tui.reports.opener import Opener

UNOPENED: Final = -1
"""Time of the last change of a file that was found and could not be opened."""

MOST_FILES: Final = 2048
_LOOK_AFTER: Final = 64
MOST_BYTES: Final = 4 * 1024 * 1024
"""A batch ends with the file in which it passes one of these."""


class Reader:
    """Reads files one after the other, and hands over what they hold when asked."""

    def __init__(self, bounds: Bounds, cancelled: Callable[[], bool]) -> None:
        self._bounds = bounds
        self._cancelled = cancelled
        self._opener = Opener()
        self._rows = Rows(bounds)
        self._walk = QuickWalk(self._rows)
        self._slow = False
        self.files = 0
        """Files since the last batch."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hold no folder open; the next file opens its own."""
        self._opener.close()

    @property
    def documents(self) -> int:
        """Reports since the last batch."""
        return self._rows.reports_in_batch

    @property
    def is_full(self) -> bool:
        """Whether it is time to take what was read."""
        if self.files >= MOST_FILES:
            return True
        return (self._slow or self.files % _LOOK_AFTER == 0) and len(self._rows) >= MOST_BYTES

    def read(self, path: str) -> None:
        """Read one file."""
        if self._cancelled():
            raise LoadCancelled("loading was stopped")
        rows = self._rows
        self.files += 1
        try:
            opened = self._opener.open(path)
        except Unreadable as error:
            rows.begin_file(0, UNOPENED)
            rows.refuse("", PartState.UNREADABLE, str(error))
            return
        rows.begin_file(opened.size, opened.mtime_ns)
        if opened.data and (text := quick_text(opened.data, self._bounds)) and self._walk.take(text):
            return
        self._slow = True
        for outcome in outcomes(opened, self._bounds):
            if self._cancelled():
                raise LoadCancelled("loading was stopped")
            if not isinstance(outcome, Document) or not self._walk.take(outcome.data, outcome.member, outcome.ordinal):
                rows.take(outcome)

    def batch(self) -> Batch:
        """Return what was read since the last batch."""
        self._slow = False
        self.files = 0
        return self._rows.batch()

    def batches(self, paths: Sequence[str]) -> Iterator[Batch]:
        """Read files, in the order given; the files of all batches together are those files.

        Raises:
            LoadCancelled: it was.
        """
        for path in paths:
            self.read(path)
            if self.is_full:
                yield self.batch()
        if self.files:
            yield self.batch()
