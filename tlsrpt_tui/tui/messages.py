"""What threads tell the screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from tlsrpt_tui.index.engine import Engine, Totals
from tlsrpt_tui.index.progress import Progress
from tlsrpt_tui.index.states import FileCounts

if TYPE_CHECKING:
    from tlsrpt_tui.live.checkup import Checkup


class Answered(Message):
    """A question asked off the event loop has its answer; ``deliver`` takes it."""

    def __init__(self, group: str, ticket: int, deliver: Callable[[], None]) -> None:
        super().__init__()
        self.group = group
        self.ticket = ticket
        self.deliver = deliver


class Told(Message):
    """The loader says something; ``load`` counts how often it was started."""

    def __init__(self, load: int) -> None:
        super().__init__()
        self.load = load


class Reading(Told):
    """Loading got further; only the latest matters."""

    def __init__(self, progress: Progress, load: int) -> None:
        super().__init__(load)
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        """Replace an earlier one of the same load."""
        return isinstance(message, Reading) and message.load == self.load


class Said(Told):
    """There is something that people should know."""

    def __init__(self, sentence: str, load: int) -> None:
        super().__init__(load)
        self.sentence = sentence


class Loaded(Told):
    """There is something to look at; ``progress`` is ``None`` when it is everything."""

    def __init__(
        self, engine: Engine, counts: FileCounts, totals: Totals, progress: Progress | None, load: int
    ) -> None:
        super().__init__(load)
        self.engine = engine
        self.counts = counts
        self.totals = totals
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        """Replace an earlier one of the same load."""
        return isinstance(message, Loaded) and message.load == self.load


class Broken(Told):
    """The loader met an error that nobody foresaw."""

    def __init__(self, error: Exception, load: int) -> None:
        super().__init__(load)
        self.error = error


class Checked(Message):
    """A live check has more answers, or with ``whole`` all of them; ``run`` says of which check."""

    def __init__(self, checkup: "Checkup", run: int, *, whole: bool) -> None:
        super().__init__()
        self.checkup = checkup
        self.run = run
        self.whole = whole

    def can_replace(self, message: Message) -> bool:
        """Replace an earlier one of the same check."""
        return isinstance(message, Checked) and message.run == self.run


class CheckFailed(Message):
    """A live check could not be made, or not to its end."""

    def __init__(self, sentence: str, run: int) -> None:
        super().__init__()
        self.sentence = sentence
        self.run = run
