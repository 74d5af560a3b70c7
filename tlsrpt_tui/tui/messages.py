"""What workers tell the screen."""

from collections.abc import Callable

from textual.message import Message

from tlsrpt_tui.index.engine import Engine, Totals
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.states import FileCounts


class Answered(Message):
    """A question asked off the event loop has its answer; ``deliver`` takes it, unless a newer one was asked."""

    def __init__(self, group: str, ticket: int, deliver: Callable[[], None]) -> None:
        super().__init__()
        self.group = group
        self.ticket = ticket
        self.deliver = deliver


class Reading(Message):
    """Loading got further; only the latest matters."""

    def __init__(self, progress: Progress, load: int) -> None:
        super().__init__()
        self.progress = progress
        self.load = load

    def can_replace(self, message: Message) -> bool:
        """Replace an earlier one of the same load."""
        return isinstance(message, Reading) and message.load == self.load


class Loaded(Message):
    """There is something to look at; ``progress`` is ``None`` when it is everything."""

    def __init__(
        self, engine: Engine, counts: FileCounts, totals: Totals, progress: Progress | None, load: int
    ) -> None:
        super().__init__()
        self.engine = engine
        self.counts = counts
        self.totals = totals
        self.progress = progress
        self.load = load
